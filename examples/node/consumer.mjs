// A consumer that books the fare of completed rides, each ride once. Started by: node consumer.mjs

import { objectIn, Worker } from "./worker.mjs";

export class Consumer extends Worker {
  constructor() {
    super({
      queue: process.env.RIDES_QUEUE,
      rejected: process.env.RIDES_REJECTED_QUEUE,
      table: process.env.BOOKINGS_TABLE,
    });
  }

  async handle(message) {
    const ride = objectIn(message.Body);
    if (ride?.id === undefined || ride.fare === undefined) {
      await this.reject(message, "no ride");
      return;
    }
    await this.book(ride, message);
  }

  // By the id of the ride, never by the MessageId: the same ride sent twice has two of those.
  async book(ride) {
    await this.recordOnce(ride.id, String(ride.fare));
  }
}

if (process.argv[1] === import.meta.filename) await new Consumer().run();
