@role-consumer
Feature: Point-to-point channel: a consumer that loses nothing and repeats nothing
  A queue hands each message to one consumer, at least once. What makes that safe is the consumer:
  it acknowledges only what is done, and doing it again has no second effect.

  Rule: Of all consumers of a channel one handles a message

    @P2P-01
    Example: Three consumers share twelve rides
      Given 3 consumers
      When 12 rides are completed
      Then each of the 12 rides is booked once

    @P2P-02
    Example: Consumers come and go while rides are waiting
      Given a consumer
      When 6 rides are completed
      And another consumer is started
      And the first consumer is killed
      And 6 more rides are completed
      Then each of the 12 rides is booked once

  Rule: A message is acknowledged only after the work is durably done

    @SQS-VIS-02
    Example: The consumer dies after the booking and before the acknowledgement
      Given a consumer that dies after its effect
      When ride "r-1" is completed
      Then ride "r-1" is booked once
      And no message is left on the queue

    @SQS-VIS-02
    Example: The consumer dies before the booking
      Given a consumer that dies before its effect
      When ride "r-1" is completed
      Then ride "r-1" is booked once
      And no message is left on the queue

    @SQS-VIS-02
    Example: The consumer dies as it acknowledges
      Given a consumer that dies before its acknowledgement
      When ride "r-1" is completed
      Then ride "r-1" is booked once
      And no message is left on the queue

    @P2P-04
    Example: A peer finishes what a dead consumer had begun
      Given 2 consumers, of which one dies before its effect
      When ride "r-1" is completed
      Then ride "r-1" is booked once

    @P2P-04 @needs-virtual-time
    Example: A peer finishes it even if work may take 12 hours
      Given consumers whose work may take 43200 seconds
      And 2 of them, of which one dies before its effect
      When ride "r-1" is completed
      Then ride "r-1" is not booked for 43000 seconds
      And ride "r-1" is booked once

  Rule: Work that is repeated has no second effect

    @SQS-DEL-02
    Example: The queue hands out the same message twice
      Given a consumer to whom the queue delivers ride "r-1" once more after its acknowledgement
      When ride "r-1" is completed
      Then ride "r-1" is booked once

    @SQS-RH-04
    Example: A deleted message comes back 11 hours later
      Given a consumer
      When ride "r-1" is completed
      And it is booked, and comes back 11 hours later
      Then ride "r-1" is booked once

    @SQS-DEL-04
    Example: The sender sends again, since its first answer was lost
      Given a consumer
      When ride "r-1" is completed, and sent a second time with another MessageId
      Then ride "r-1" is booked once
      And no message is left on the queue

    @P2P-03
    Example: Two consumers get copies of one message at the same time
      Given 2 consumers, of which one is slow before its effect
      When ride "r-1" is completed
      Then ride "r-1" is booked once
      And no message is left on the queue

    @P2P-03
    Example: A thousand-fold fare is not booked twice either
      Given a consumer that dies after its effect
      When ride "r-9" is completed for a fare of "99999.99"
      Then ride "r-9" is booked once, for "99999.99"

    @P2P-06 @needs-virtual-time
    Example: A redrive after 10 days still finds the ride booked
      Given a consumer whose acknowledgements are all refused
      When ride "r-1" is completed
      Then it becomes a dead letter
      When the acknowledgements are accepted again
      And the operator redrives the dead letters 10 days later
      Then ride "r-1" is booked once
      And no message is left on the queue

  Rule: A visibility timeout that ends during work does no harm

    @SQS-VIS-03
    Example: The visibility timeout ends before the booking
      Given 2 consumers, of which one is slow before its effect
      When 3 rides are completed
      Then each of the 3 rides is booked once
      And no message is left on the queue

    @SQS-RH-02
    Example: The visibility timeout ends before the acknowledgement
      Given 2 consumers, of which one is slow before its acknowledgement
      When ride "r-1" is completed
      Then ride "r-1" is booked once
      And no message is left on the queue

  Rule: One message's trouble is its own

    @P2P-07
    Example: The first of a batch cannot be booked
      Given a consumer for whom ride "r-1" cannot be booked
      When rides "r-1, r-2, r-3" are completed together
      Then each of rides "r-2, r-3" is booked once
      And ride "r-1" is not booked

    @SQS-DEL-13
    Example: One acknowledgement of several is refused
      Given a consumer of whose acknowledgements one is refused
      When rides "r-1, r-2, r-3" are completed together
      Then each of rides "r-1, r-2, r-3" is booked once
      And no message is left on the queue

  Rule: An answer of the queue is taken for no more than it says

    @SQS-RCV-03
    Example: A receive is empty although a ride is waiting
      Given a consumer whose first 3 receives are empty
      When ride "r-1" is completed
      Then ride "r-1" is booked once

    @SQS-RCV-02
    Example: A receive gives one message where ten were asked for
      Given a consumer who never gets more than one message at a time
      When 6 rides are completed
      Then each of the 6 rides is booked once

    @SQS-RCV-11
    Example: The receive count jumps
      Given a consumer to whom the queue says that it is the 40th receive
      When ride "r-1" is completed
      Then ride "r-1" is booked once
      And no message is left on the queue

    @SQS-RCV-09
    Example: The answer to a receive is lost
      Given a consumer whose first receive is lost on its way
      When ride "r-1" is completed
      Then ride "r-1" is booked once

    @SQS-DEL-15
    Example: The answer holds attributes that are new
      Given a consumer to whom the queue tells more than today
      When ride "r-1" is completed
      Then ride "r-1" is booked once
