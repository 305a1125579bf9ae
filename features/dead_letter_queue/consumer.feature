@role-consumer
Feature: Dead-letter queue: what cannot be handled is set aside, and found
  A message whose work fails again and again must not be lost, must not stop its neighbours, and
  must come to somebody's eyes while it can still be read.

  Rule: Poison ends in the dead-letter queue, a passing fault ends in success

    @DLQ-16
    Example: A ride that can never be booked
      Given a consumer for whom ride "r-2" cannot be booked
      When rides "r-1, r-2, r-3" are completed together
      Then each of rides "r-1, r-3" is booked once
      And ride "r-2" becomes a dead letter, and no other

    @DLQ-16
    Example: An outage that passes
      Given a consumer for whom ride "r-1" cannot be booked 2 times
      When ride "r-1" is completed
      Then ride "r-1" is booked once
      And there is no dead letter

    @DLQ-15
    Example: A longer outage that passes
      Given a consumer for whom ride "r-1" cannot be booked 3 times
      When ride "r-1" is completed
      Then ride "r-1" is booked once
      And there is no dead letter

    @DLQ-01
    Example: Poison is tried exactly as often as the redrive policy allows
      Given a consumer for whom ride "r-1" cannot be booked
      When ride "r-1" is completed
      Then it becomes a dead letter
      And the consumer received it exactly maxReceiveCount times

  Rule: What failed is not acknowledged

    @DLQ-17
    Example: The booking fails
      Given a consumer for whom ride "r-1" cannot be booked
      When ride "r-1" is completed
      Then ride "r-1" is on the queue or a dead letter, and never nowhere

    @DLQ-17
    Example: The consumer dies whenever it books
      Given a consumer that dies before its effect every time
      When ride "r-1" is completed
      Then it becomes a dead letter

  Rule: What cannot be read goes to the invalid-message channel at once

    @DLQ-18
    Scenario Outline: A message that is no ride
      Given a consumer
      When the message <body> is sent
      Then it goes to the invalid-message channel after 1 receive
      And there is no dead letter

      Examples:
        | body                      |
        | this is no JSON           |
        | {"fare": 20}              |
        | ["r-1", 20]               |
        | {"id": "r-1", "fare": 20  |

    @DLQ-18
    Example: A neighbour of an unreadable message is booked
      Given a consumer
      When the message this is no JSON is sent
      And ride "r-1" is completed
      Then ride "r-1" is booked once

  Rule: A dead letter can be found, read and used

    @DLQ-07 @needs-virtual-time
    Example: A dead letter outlives the retention of the queue it comes from
      Given a consumer for whom ride "r-1" cannot be booked
      When ride "r-1" is completed
      Then it becomes a dead letter
      And it is still there when the retention of the queue has passed

    @DLQ-21 @needs-alarms
    Example: An alarm watches the depth of the dead-letter queue
      Given a consumer for whom ride "r-1" cannot be booked
      When ride "r-1" is completed
      Then it becomes a dead letter
      And an alarm on the depth of the dead-letter queue goes off, and did not before

    @DLQ-27
    Example: A dead letter says which ride it is about
      Given a consumer for whom ride "r-1" cannot be booked
      When ride "r-1" is completed by a sender who adds a correlation id
      Then it becomes a dead letter
      And the dead letter has the ride and the correlation id

    @DLQ-10
    Example: A redriven message has no second effect
      Given a consumer that dies after its effect every time
      When ride "r-1" is completed
      Then it becomes a dead letter
      When the consumer is mended
      And the operator redrives the dead letters
      Then ride "r-1" is booked once
      And no message is left on the queue

    @DLQ-09
    Example: A redriven message has all its attempts again
      Given a consumer for whom ride "r-1" cannot be booked
      When ride "r-1" is completed
      Then it becomes a dead letter
      When the booking works again after 2 more attempts
      And the operator redrives the dead letters
      Then ride "r-1" is booked once
      And there is no dead letter
