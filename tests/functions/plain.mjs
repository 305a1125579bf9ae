// A custom runtime without any library: it speaks the runtime API and SQS/DynamoDB's JSON itself.
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

async function call(service, target, body) {
  const day = "20260101";
  const key = process.env.AWS_ACCESS_KEY_ID;
  const region = process.env.AWS_REGION;
  const answer = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": target,
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/${day}/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(String(said.__type).split("#").pop());
  return said;
}

async function book(record) {
  let ride;
  try {
    ride = JSON.parse(record.body);
  } catch {
    ride = null;
  }
  if (ride === null || typeof ride !== "object" || !("id" in ride) || !("fare" in ride)) {
    await call("sqs", "AmazonSQS.SendMessage", {
      QueueUrl: process.env.INVALID_QUEUE_URL,
      MessageBody: record.body,
    });
    return;
  }
  try {
    await call("dynamodb", "DynamoDB_20120810.PutItem", {
      TableName: process.env.EFFECTS_TABLE,
      Item: { pk: { S: ride.id }, key: { S: ride.id }, value: { S: String(ride.fare) } },
      ConditionExpression: "attribute_not_exists(pk)",
    });
  } catch (error) {
    if (error.message !== "ConditionalCheckFailedException") throw error;
  }
}

async function handler(event) {
  const failures = [];
  for (const record of event.Records) {
    try {
      await book(record);
    } catch {
      failures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures: failures };
}

for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get("lambda-runtime-aws-request-id");
  try {
    const answer = await handler(await next.json());
    await fetch(`${api}/invocation/${id}/response`, { method: "POST", body: JSON.stringify(answer) });
  } catch (error) {
    const said = { errorType: error.name, errorMessage: error.message };
    await fetch(`${api}/invocation/${id}/error`, { method: "POST", body: JSON.stringify(said) });
  }
}
