// The workers of examples/node with one defect each. Started by: node defects.mjs ROLE DEFECT
//
// A defect is a small change of a class, so that one which any worker can have is written once.

import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { Consumer } from "../../examples/node/consumer.mjs";
import { Responder } from "../../examples/node/responder.mjs";
import { objectIn } from "../../examples/node/worker.mjs";

// The SDK is installed beside the examples, and not beside this file.
const installed = createRequire(new URL("../../examples/node/worker.mjs", import.meta.url));
const { SendMessageCommand } = installed("@aws-sdk/client-sqs");
const { ScanCommand } = installed("@aws-sdk/client-dynamodb");

const ofAny = {
  "acknowledges-first": (Worker) =>
    class extends Worker {
      async take(message) {
        await this.acknowledge(message);
        await this.handle(message);
      }
    },

  "swallows-failures": (Worker) =>
    class extends Worker {
      async handle(message) {
        await super.handle(message).catch(console.error);
      }
    },

  "does-not-wait-for-its-work": (Worker) =>
    class extends Worker {
      async take(message) {
        this.handle(message).catch(console.error);
        await this.acknowledge(message);
      }
    },

  "handles-the-first-only": (Worker) =>
    class extends Worker {
      async turn() {
        this.first = true;
        await super.turn();
      }
      async handle(message) {
        if (this.first) await super.handle(message);
        this.first = false;
      }
    },

  "drops-what-it-cannot-use": (Worker) =>
    class extends Worker {
      async reject() {}
    },

  "tries-what-it-cannot-use": (Worker) =>
    class extends Worker {
      async reject(message, reason) {
        throw new Error(reason);
      }
    },

  "rejects-without-attributes": (Worker) =>
    class extends Worker {
      async reject(message) {
        await super.reject({ ...message, MessageAttributes: {} }, "");
      }
    },

  "sends-back-by-hand": (Worker) =>
    class extends Worker {
      async handle(message) {
        try {
          await super.handle(message);
        } catch {
          await this.sqs.send(
            new SendMessageCommand({ QueueUrl: this.queue, MessageBody: message.Body }),
          );
        }
      }
    },
};

const ofConsumers = {
  "books-every-time": (Worker) =>
    class extends Worker {
      async book(ride) {
        await this.record(randomUUID(), ride.id, String(ride.fare));
      }
    },

  "knows-message-ids": (Worker) =>
    class extends Worker {
      async book(ride, message) {
        await once(() => this.record(message.MessageId, ride.id, String(ride.fare)));
      }
    },

  "checks-then-writes": (Worker) =>
    class extends Worker {
      async book(ride) {
        const { Items } = await this.dynamodb.send(
          new ScanCommand({ TableName: this.table, ConsistentRead: true }),
        );
        if (Items.some((item) => item.key.S === ride.id)) return;
        await this.record(randomUUID(), ride.id, String(ride.fare));
      }
    },

  "remembers-in-memory": (Worker) =>
    class extends Worker {
      booked = new Set();
      async book(ride) {
        if (this.booked.has(ride.id)) return;
        this.booked.add(ride.id);
        await this.record(randomUUID(), ride.id, String(ride.fare));
      }
    },
};

const ofResponders = {
  "drops-the-correlation-id": (Worker) =>
    class extends Worker {
      correlation() {
        return {};
      }
    },

  "correlates-by-message-id": (Worker) =>
    class extends Worker {
      requestId(message) {
        return message.MessageId;
      }
    },

  "answers-where-the-first-one-asked": (Worker) =>
    class extends Worker {
      async reply(address, ...rest) {
        this.configured ??= address;
        await super.reply(this.configured, ...rest);
      }
    },

  "is-silent-when-it-says-no": (Worker) =>
    class extends Worker {
      async reply(address, id, status, answer) {
        if (status === "ok") await super.reply(address, id, status, answer);
      }
    },

  "works-again": (Worker) =>
    class extends Worker {
      async authorise(id, receipt) {
        await this.record(receipt, id, receipt);
        return receipt;
      }
    },

  "knows-requests-by-fare": (Worker) =>
    class extends Worker {
      async answer(id, message) {
        return await super.answer(objectIn(message.Body)?.fareId ?? id, message);
      }
    },
};

async function once(record) {
  try {
    await record();
  } catch (error) {
    if (error.name !== "ConditionalCheckFailedException") throw error;
  }
}

const roles = {
  consumer: [Consumer, { ...ofAny, ...ofConsumers }],
  responder: [Responder, { ...ofAny, ...ofResponders }],
};
const [Worker, defects] = roles[process.argv[2]];
await new (defects[process.argv[3]](Worker))().run();
