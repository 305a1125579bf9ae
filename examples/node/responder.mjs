// A responder that authorises fares, each request once, and answers under the id and at the
// address that the request names. Started by: node responder.mjs

import { randomUUID } from "node:crypto";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { attribute, objectIn, text, Worker } from "./worker.mjs";

const NOBODY_THERE = new Set([
  "QueueDoesNotExist",
  "AWS.SimpleQueueService.NonExistentQueue",
  "InvalidAddress",
]);

export class Responder extends Worker {
  constructor() {
    super({
      queue: process.env.AUTHORISATIONS_QUEUE,
      rejected: process.env.UNANSWERABLE_QUEUE,
      table: process.env.RECEIPTS_TABLE,
    });
  }

  async handle(message) {
    const address = attribute(message, "ReplyTo");
    if (!address) {
      await this.reject(message, "no return address");
      return;
    }
    const id = this.requestId(message);
    const [status, answer] = await this.answer(id, message);
    try {
      await this.reply(address, id, status, answer);
    } catch (error) {
      // The work is done and recorded; doing it again would bring nobody back.
      if (!NOBODY_THERE.has(error.name)) throw error;
      await this.reject(message, `no reply possible: ${error.name}`);
    }
  }

  // The sender's id if there is one: the MessageId changes when a request is sent again.
  requestId(message) {
    return attribute(message, "CorrelationId") || message.MessageId;
  }

  // No is an answer as well: silence would cost whoever asked its whole patience.
  async answer(id, message) {
    const fare = objectIn(message.Body);
    if (!fare || ["fareId", "customerId", "fareAmount"].some((field) => !(field in fare))) {
      return ["refused", { reason: "the request holds no fare" }];
    }
    if (String(fare.customerId).endsWith("_fail_auth")) {
      return ["refused", { reason: "the payment provider says no" }];
    }
    return ["ok", { receipt: await this.authorise(id, `receipt-${randomUUID()}`) }];
  }

  // Asked again it gives the receipt of the first time.
  async authorise(id, receipt) {
    return await this.recordOnce(id, receipt);
  }

  async reply(address, id, status, answer) {
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: address,
        MessageBody: JSON.stringify(answer),
        MessageAttributes: { ...this.correlation(id), Status: text(status) },
      }),
    );
  }

  correlation(id) {
    return { CorrelationId: { DataType: "String", StringValue: id } };
  }
}

if (process.argv[1] === import.meta.filename) await new Responder().run();
