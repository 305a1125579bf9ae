@role-subscriber
Feature: Topic-queue-chaining: nothing lost, misread or doubled on the way
  Between topic and booking a ride is copied, wrapped or not, delivered twice or late, refused by a
  queue or by a worker. The subscriber makes none of that its publisher's worry.

  Rule: A dead-letter queue for the delivery, and one for the processing

    @TQC-03
    Example: The topic cannot deliver
      Given application "accounting" subscribes with 1 worker
      When the inbox of "accounting" is lost
      And ride "r-1" is published
      Then the ride becomes an undelivered letter of the subscription of "accounting"

    @TQC-03
    Example: The workers cannot handle what was delivered
      Given application "accounting" subscribes with 1 worker
      And "accounting" cannot book ride "r-1"
      When rides "r-1, r-2" are published
      Then "accounting" books published ride "r-2" once
      And the ride becomes a dead letter of "accounting" alone

    @TQC-03
    Example: Two failures have two places to look
      Given application "accounting" subscribes with 1 worker
      Then the subscription of "accounting" and its inbox have a dead-letter queue each

  Rule: The subscriber reads the format that it subscribed with, and misreads nothing

    @TQC-04
    Example: Somebody changes the delivery format
      Given application "accounting" subscribes with 1 worker
      When the delivery format of "accounting" is changed
      And ride "r-1" is published
      Then "accounting" books the ride for its fare, or sets it aside

    @TQC-04
    Scenario Outline: Something else than a ride is published
      Given application "accounting" subscribes with 1 worker
      When the message <body> is published
      And ride "r-1" is published
      Then "accounting" sets the message aside, and nothing else
      And "accounting" books published ride "r-1" once

      Examples:
        | body                     |
        | this is no JSON          |
        | {"from": "Berlin"}       |
        | {"Type": "Notification"} |

  Rule: The correlation id survives every hop

    @RR-04
    Example: From the publisher to the booking
      Given application "accounting" subscribes with 1 worker
      When ride "r-1" is published under correlation id "c-1"
      Then "accounting" books it under correlation id "c-1"

    @RR-04
    Example: Through the dead-letter queue and back
      Given application "accounting" subscribes with 1 worker
      And "accounting" cannot book ride "r-1"
      When ride "r-1" is published under correlation id "c-1"
      Then the ride becomes a dead letter of "accounting" alone
      When the dead letters of "accounting" are redriven, and it can book again
      Then "accounting" books it under correlation id "c-1"

    @RR-04
    Example: To the channel for invalid messages
      Given application "accounting" subscribes with 1 worker
      When a message that is no ride is published under correlation id "c-1"
      Then "accounting" sets the message aside with correlation id "c-1"

  Rule: A copy is known by the ride, since each has a MessageId of its own

    @SNS-PUB-03
    Example: The topic delivers one publish twice
      Given application "accounting" subscribes with 1 worker
      When ride "r-1" is published, and delivered twice
      Then "accounting" books published ride "r-1" once
      And nothing is left in the inbox of "accounting"

    @TQC-05
    Example: The publisher publishes a ride again
      Given applications "accounting, notification" subscribe
      When ride "r-1" is published twice
      Then each of "accounting, notification" books published ride "r-1" once
      And nothing is left in the inbox of "accounting"

    @TQC-05
    Example: The copy comes when the first one is long booked
      Given application "accounting" subscribes with 1 worker
      When ride "r-1" is published
      Then "accounting" books published ride "r-1" once
      When ride "r-1" is published
      Then "accounting" books published ride "r-1" once
      And nothing is left in the inbox of "accounting"

    @SNS-PUB-04
    Example: Rides are delivered in the reverse of their order
      Given application "accounting" subscribes with 1 worker
      When 3 rides are published, and delivered the last one first
      Then each of "accounting" books each of the 3 published rides once

  Rule: The inbox is open to its topic, and to no other

    @TQC-06
    Example: The topic that it subscribed to
      Given application "accounting" subscribes with 1 worker
      Then the inbox of "accounting" admits the topic of completed rides

    @TQC-06
    Example: A topic of somebody else
      Given application "accounting" subscribes with 1 worker
      And a topic of somebody else
      Then the inbox of "accounting" does not admit the topic of somebody else
