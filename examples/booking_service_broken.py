"""The booking service as it was before the incident: it acknowledges first and books then.

It passes every test in which nothing goes wrong. The README shows what the kit says of it.
"""

from examples.booking_service import BookingService, Unreadable, parse


class HurriedBookingService(BookingService):
    def on_message(self, message):
        self.acknowledge(message)
        try:
            self.book(parse(message["Body"]))
        except Unreadable:
            self.sqs.send_message(QueueUrl=self.rejects, MessageBody=message["Body"])


roles = {"consumer": HurriedBookingService}
