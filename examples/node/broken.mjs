// The same workers, each with one defect. Started by: node broken.mjs NAME
// To see what the kit says of one, let conformance.toml run it in place of the right one.

import { randomUUID } from "node:crypto";
import { Consumer } from "./consumer.mjs";
import { Responder } from "./responder.mjs";

const variants = {
  // Deletes a message, and then does the work (SQS-VIS-02).
  "consumer-acknowledges-first": class extends Consumer {
    async take(message) {
      await this.acknowledge(message);
      await this.handle(message);
    }
  },

  // Has no memory: a ride that comes again is booked again (P2P-03).
  "consumer-books-every-time": class extends Consumer {
    async book(ride) {
      await this.record(randomUUID(), ride.id, String(ride.fare));
    }
  },

  // Knows messages by their MessageId, which says nothing about the ride (P2P-06).
  "consumer-knows-message-ids": class extends Consumer {
    async book(ride, message) {
      try {
        await this.record(message.MessageId, ride.id, String(ride.fare));
      } catch (error) {
        if (error.name !== "ConditionalCheckFailedException") throw error;
      }
    }
  },

  // Logs what goes wrong, and deletes the message all the same (DLQ-01).
  "consumer-swallows-poison": class extends Consumer {
    async handle(message) {
      await super.handle(message).catch(console.error);
    }
  },

  // Deletes a request when it comes: whatever dies afterwards is lost (SQS-VIS-02).
  "responder-acknowledges-first": class extends Responder {
    async take(message) {
      await this.acknowledge(message);
      await this.handle(message);
    }
  },

  // Answers without saying what it answers (RR-03).
  "responder-drops-the-correlation-id": class extends Responder {
    correlation() {
      return {};
    }
  },

  // Authorises as often as it is asked (RR-11).
  "responder-works-again": class extends Responder {
    async authorise(id, receipt) {
      await this.record(receipt, id, receipt);
      return receipt;
    }
  },
};

await new variants[process.argv[2]]().run();
