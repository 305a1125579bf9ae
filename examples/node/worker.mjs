// What every worker behind a queue owes, whatever its work is. Run by consumer.mjs and responder.mjs.
//
// A queue delivers at least once, and a worker may die at any call. So a message is deleted after
// it was handled and not before; one that fails is left alone, comes again, and is a dead letter
// after maxReceiveCount receives; and what becomes of one makes no difference to its neighbours.

import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

const MOST_ATTRIBUTES = 10;

export class Worker {
  // The clients take endpoint, region and credentials from the environment, as on any platform.
  sqs = new SQSClient();
  dynamodb = new DynamoDBClient();

  constructor({ queue, rejected, table }) {
    this.queue = queue;
    this.rejected = rejected;
    this.table = table;
  }

  async run() {
    for (;;) await this.turn();
  }

  async turn() {
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.queue,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 20,
        MessageAttributeNames: ["All"], // what is not asked for does not come
      }),
    );
    for (const message of Messages) await this.take(message);
  }

  async take(message) {
    try {
      await this.handle(message);
      await this.acknowledge(message);
    } catch (error) {
      // Not done, so not deleted: the queue will give it to somebody again.
      console.error(`${message.MessageId} is left on the queue: ${error}`);
    }
  }

  async acknowledge(message) {
    await this.sqs.send(
      new DeleteMessageCommand({ QueueUrl: this.queue, ReceiptHandle: message.ReceiptHandle }),
    );
  }

  // No number of attempts makes it readable: keep it, with all that came with it, for a person.
  async reject(message, reason) {
    const attributes = copied(message.MessageAttributes);
    if (Object.keys(attributes).length < MOST_ATTRIBUTES) attributes.Reason = text(reason);
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.rejected,
        MessageBody: message.Body,
        MessageAttributes: attributes,
      }),
    );
  }

  // Effect and memory of it are one conditional write: a second one of the same key is refused.
  // Gives the value of the first one.
  async recordOnce(key, value) {
    try {
      await this.record(key, key, value);
      return value;
    } catch (error) {
      if (error.name !== "ConditionalCheckFailedException") throw error;
      const { Item } = await this.dynamodb.send(
        new GetItemCommand({ TableName: this.table, Key: { pk: { S: key } }, ConsistentRead: true }),
      );
      return Item.value.S;
    }
  }

  async record(id, key, value) {
    await this.dynamodb.send(
      new PutItemCommand({
        TableName: this.table,
        Item: { pk: { S: id }, key: { S: key }, value: { S: value } },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    );
  }
}

export function attribute(message, name) {
  return message.MessageAttributes?.[name]?.StringValue ?? "";
}

export function text(value) {
  return { DataType: "String", StringValue: value.slice(0, 256) };
}

export function objectIn(body) {
  try {
    const value = JSON.parse(body);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function copied(attributes = {}) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { DataType, StringValue, BinaryValue },
    ]),
  );
}
