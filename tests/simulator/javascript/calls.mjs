// The SDK for JavaScript v3 against the door: buses, workflows, schedules, pipes and alarms, as a
// stack is made, used and removed. It prints what it has seen, for the test to judge.
import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmsCommand, PutMetricAlarmCommand }
  from "@aws-sdk/client-cloudwatch";
import { CreateEventBusCommand, DeleteEventBusCommand, DeleteRuleCommand, DescribeRuleCommand,
  EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand, RemoveTargetsCommand,
  TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { CreatePipeCommand, DeletePipeCommand, DescribePipeCommand, ListTagsForResourceCommand,
  PipesClient } from "@aws-sdk/client-pipes";
import { CreateScheduleCommand, CreateScheduleGroupCommand, DeleteScheduleCommand,
  DeleteScheduleGroupCommand, GetScheduleCommand, ListSchedulesCommand, SchedulerClient }
  from "@aws-sdk/client-scheduler";
import { CreateStateMachineCommand, DeleteStateMachineCommand, DescribeExecutionCommand,
  GetExecutionHistoryCommand, SFNClient, StartExecutionCommand, StartSyncExecutionCommand }
  from "@aws-sdk/client-sfn";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient }
  from "@aws-sdk/client-sqs";

// `sync-` before the name of the host leads nowhere on loopback.
const settings = { disableHostPrefix: true };
const [sqs, events, sfn, scheduler, pipes, alarms] = [SQSClient, EventBridgeClient, SFNClient,
  SchedulerClient, PipesClient, CloudWatchClient].map((Client) => new Client(settings));
const RoleArn = "arn:aws:iam::123456789012:role/any";
const told = { errors: [] };

async function refused(client, command) {
  try {
    await client.send(command);
    told.errors.push(["none"]);
  } catch (error) {
    told.errors.push([error.name, error.$metadata.httpStatusCode, error.$metadata.attempts]);
  }
}

async function queue(QueueName) {
  const Policy = JSON.stringify({ Statement:
    [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }] });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { Policy } }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand(
    { QueueUrl, AttributeNames: ["QueueArn"] }));
  return { QueueUrl, Arn: Attributes.QueueArn };
}

const first = await queue("first"), second = await queue("second");

// A bus, and a pipe behind its queue.
const EventBusName = "rides";
await events.send(new CreateEventBusCommand({ Name: EventBusName, Tags: [{ Key: "a", Value: "b" }] }));
const EventPattern = JSON.stringify({ detail: { city: [{ prefix: "Köln" }] } });
await events.send(new PutRuleCommand({ Name: "all", EventBusName, EventPattern }));
told.targets = (await events.send(new PutTargetsCommand({ Rule: "all", EventBusName,
  Targets: [{ Id: "1", Arn: first.Arn, InputPath: "$.detail" }] }))).FailedEntryCount;
told.rule = (await events.send(new DescribeRuleCommand({ Name: "all", EventBusName }))).EventPattern;
told.pipe = await pipes.send(new CreatePipeCommand({ Name: "pipe", RoleArn, Source: first.Arn,
  Target: second.Arn, Tags: { team: "a" }, TargetParameters: { InputTemplate: "<$.body.city>" } }));
told.put = (await events.send(new PutEventsCommand({ Entries: [
  { EventBusName, Source: "s", DetailType: "d", Detail: '{"city": "Köln-Deutz"}', Time: new Date() },
  { EventBusName, Source: "s", DetailType: "d", Detail: '{"city": "Bonn"}' },
  { EventBusName, Source: "s", DetailType: "d", Detail: "{" },
] }))).Entries.map((entry) => entry.ErrorCode || "taken");
told.piped = (await sqs.send(new ReceiveMessageCommand(
  { QueueUrl: second.QueueUrl, WaitTimeSeconds: 20 }))).Messages.map((message) => message.Body);
told.matches = (await events.send(new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(
  { id: "1", account: "1", source: "s", time: "2026-01-01T00:00:00Z", region: "r", resources: [],
    "detail-type": "d", detail: { city: "Bonn" } }) }))).Result;
const described = await pipes.send(new DescribePipeCommand({ Name: "pipe" }));
told.described = [described.Source, described.CreationTime instanceof Date];
told.tags = (await pipes.send(new ListTagsForResourceCommand({ resourceArn: described.Arn }))).tags;

// Workflows: one that runs on, one that is answered at once, one that fails.
const definition = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });
const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand(
  { name: "standard", definition, roleArn: RoleArn }));
const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"a": "ö"}' }));
let execution;
do {
  execution = await sfn.send(new DescribeExecutionCommand({ executionArn: started.executionArn }));
} while (execution.status === "RUNNING");
told.execution = [execution.status, execution.output, execution.stopDate instanceof Date];
told.history = (await sfn.send(new GetExecutionHistoryCommand(
  { executionArn: started.executionArn }))).events.map((event) => event.type);
const failing = JSON.stringify({ StartAt: "A", States: { A: { Type: "Fail", Error: "Told" } } });
const express = await sfn.send(new CreateStateMachineCommand(
  { name: "express", type: "EXPRESS", definition: failing, roleArn: RoleArn }));
const sync = await sfn.send(new StartSyncExecutionCommand({ stateMachineArn: express.stateMachineArn }));
told.sync = [sync.status, sync.error];

// Schedules, whose names are parts of paths.
const GroupName = "group.of_names-1", Name = "in.the_path-1";
await scheduler.send(new CreateScheduleGroupCommand({ Name: GroupName }));
const schedule = { Name, GroupName, ScheduleExpression: "rate(5 minutes)",
  StartDate: new Date("2040-01-01T00:00:00Z"), FlexibleTimeWindow: { Mode: "OFF" },
  Target: { Arn: first.Arn, RoleArn, Input: "{}" } };
await scheduler.send(new CreateScheduleCommand(schedule));
const read = await scheduler.send(new GetScheduleCommand({ Name, GroupName }));
told.schedule = [read.ScheduleExpression, read.StartDate.toISOString(), read.Target.Arn];
told.schedules = (await scheduler.send(new ListSchedulesCommand({ GroupName }))).Schedules.length;
await refused(scheduler, new CreateScheduleCommand(schedule));

// Alarms, in the encoding that this SDK has for them.
await alarms.send(new PutMetricAlarmCommand({ AlarmName: "Größe", Namespace: "AWS/SQS",
  MetricName: "NumberOfMessagesSent", Dimensions: [{ Name: "QueueName", Value: "first" }],
  Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 0.5,
  ComparisonOperator: "GreaterThanThreshold" }));
const { MetricAlarms } = await alarms.send(new DescribeAlarmsCommand({}));
told.alarms = MetricAlarms.map((it) => [it.AlarmName, it.Threshold, it.AlarmConfigurationUpdatedTimestamp
  instanceof Date]);

// All of it is removed, and asked for once more.
await scheduler.send(new DeleteScheduleCommand({ Name, GroupName }));
await scheduler.send(new DeleteScheduleGroupCommand({ Name: GroupName }));
await pipes.send(new DeletePipeCommand({ Name: "pipe" }));
await events.send(new RemoveTargetsCommand({ Rule: "all", EventBusName, Ids: ["1"] }));
await events.send(new DeleteRuleCommand({ Name: "all", EventBusName }));
await events.send(new DeleteEventBusCommand({ Name: EventBusName }));
await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: express.stateMachineArn }));
await alarms.send(new DeleteAlarmsCommand({ AlarmNames: ["Größe"] }));
await refused(events, new DescribeRuleCommand({ Name: "all", EventBusName }));
await refused(scheduler, new GetScheduleCommand({ Name, GroupName }));
await refused(pipes, new DescribePipeCommand({ Name: "none" }));
await refused(sfn, new DescribeExecutionCommand({ executionArn: started.executionArn + "x" }));
console.log(JSON.stringify(told));
