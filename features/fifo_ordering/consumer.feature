@role-fifo-consumer
Feature: FIFO ordering: a ledger in which every ride's events stand in their order, and once
  A FIFO queue delivers the events of a ride one after the other. What is entered in the ledger is the
  consumer's affair: it stops where an event is missing or fails, and it knows what it has entered.
  An event "a-2" is the second one of ride "a", and its version is 2.

  Rule: What belongs together is entered in its order

    @SQS-FIFO-03
    Example: Three events of a ride
      Given a FIFO consumer
      When the events "a-1, a-2, a-3" come together
      Then the ledger has just "a-1, a-2, a-3", each ride in its order

    @SQS-FIFO-06
    Example: The events of several rides in one batch
      Given a FIFO consumer
      When the events "a-1, b-1, a-2, c-1, b-2, a-3, c-2" come together
      Then the ledger has just "a-1, a-2, a-3, b-1, b-2, c-1, c-2", each ride in its order

    @SQS-FIFO-03
    Scenario Outline: One event cannot be entered for a while
      Given a FIFO consumer that fails to enter "<event>" <times> times
      When the events "a-1, a-2, a-3" come together
      Then the ledger has just "a-1, a-2, a-3", each ride in its order

      Examples:
        | event | times |
        | a-1   | 1     |
        | a-2   | 2     |

    @SQS-FIFO-14
    Example: An event that cannot be entered stops its own ride only
      Given a FIFO consumer that fails to enter "a-1" for good
      When the events "a-1, a-2, b-1, b-2" come together
      Then the ledger has just "b-1, b-2", each ride in its order

    @SQS-FIFO-04
    Example: Rides do not wait for one another
      Given a FIFO consumer
      When the events "b-1, b-2" come together
      And the events "a-1" come together
      Then the ledger has just "a-1, b-1, b-2", each ride in its order

    @P2P-02
    Example: Consumers come and go
      Given a FIFO consumer
      When the events "a-1, b-1" come together
      And a FIFO consumer is killed, and another one started
      And the events "a-2, b-2, a-3" come together
      Then the ledger has just "a-1, a-2, a-3, b-1, b-2", each ride in its order

  Rule: A gap stops its ride, and is reported

    @SQS-FIFO-15
    Example: The second event never comes
      Given a FIFO consumer
      When the events "a-1, a-3, a-4, b-1" come together
      Then the ledger has just "a-1, b-1", each ride in its order
      And the gap before "a-3" is reported, and no other

    @SQS-FIFO-15
    Example: The second event comes after all
      Given a FIFO consumer
      When the events "a-1, a-3, a-4" come together
      Then the gap before "a-3" is reported, and no other
      When the events "a-2" come together
      Then the ledger has just "a-1, a-2, a-3, a-4", each ride in its order

    @SQS-FIFO-15 @needs-virtual-time
    Example: An event that fails for an hour is not skipped
      Given a FIFO consumer that fails to enter "a-1" for good
      When the events "a-1, a-2" come together
      And an hour goes by before the ledger takes it
      Then the ledger has just "a-1, a-2", each ride in its order

    @SQS-FIFO-17
    Example: Two senders, and the later event arrives first
      Given a FIFO consumer
      When the events "a-2, a-1, b-1" come together
      Then the ledger has just "a-1, a-2, b-1", each ride in its order

    @SQS-FIFO-17
    Example: Two senders give one version to two events
      Given a FIFO consumer
      When the events "a-1" come together
      And another event comes that says it is "a-1"
      Then the other event is laid aside as invalid, and the ledger has just "a-1"

    @SQS-FIFO-16
    Example: Sequence numbers that are not consecutive are no gap
      Given a FIFO consumer to whom sequence numbers jump
      When the events "a-1, a-2, a-3" come together
      Then the ledger has just "a-1, a-2, a-3", each ride in its order
      And no gap is reported

    @DLQ-18
    Scenario Outline: An event that nobody can read
      Given a FIFO consumer
      When the events "a-1" come together
      And the text <text> comes among the events of "a"
      And the events "a-2" come together
      Then the text is laid aside from the ledger events
      And the ledger has just "a-1, a-2", each ride in its order

      Examples:
        | text                                       |
        | this is no JSON                            |
        | {"id": "x", "ride": "a", "amount": "3.00"} |

  Rule: An event that comes again is not entered again

    @SQS-FIFO-09 @needs-virtual-time
    Example: The sender sends again after more than five minutes
      Given a FIFO consumer
      When the events "a-1, a-2" come together
      And "a-1" is sent once more 301 seconds later
      Then the ledger has just "a-1, a-2", each ride in its order

    @SNS-FIFO-04
    Example: A topic that was not told of its delivery delivers again
      Given a FIFO consumer
      When the events "a-1, a-2" come together
      And the events "a-1, a-2" come as copies of their own
      Then the ledger has just "a-1, a-2", each ride in its order
      And nothing is left among the ledger events

    @SQS-FIFO-13
    Example: The visibility timeout ends before the entry
      Given 2 FIFO consumers, of which one is slow before its effect
      When the events "a-1, a-2, a-3" come together
      Then the ledger has just "a-1, a-2, a-3", each ride in its order

    @SQS-FIFO-13
    Example: The visibility timeout ends before the acknowledgement
      Given 2 FIFO consumers, of which one is slow before its acknowledgement
      When the events "a-1, a-2, a-3" come together
      Then the ledger has just "a-1, a-2, a-3", each ride in its order
      And nothing is left among the ledger events

    @SQS-VIS-02
    Scenario Outline: The consumer dies
      Given a FIFO consumer that dies <when>
      When the events "a-1, a-2, b-1" come together
      Then the ledger has just "a-1, a-2, b-1", each ride in its order
      And nothing is left among the ledger events

      Examples:
        | when                       |
        | before its effect          |
        | after its effect           |
        | before its acknowledgement |

  Rule: A lost answer costs no visibility timeout, and a slow one no message

    @SQS-FIFO-12
    Example: The answer to a receive is lost
      Given a FIFO consumer whose first answer is lost
      When the events "a-1, a-2" come together
      Then the ledger has "a-1, a-2" before a visibility timeout has passed

    @SQS-VIS-12
    Scenario Outline: Messages stay out of sight for longer than an answer may take
      Given a FIFO consumer whose client waits <read> seconds for an answer, and work <work> seconds
      Then the ledger events stay out of sight for at least <seconds> seconds

      Examples:
        | read | work | seconds |
        | 60   | 30   | 61      |
        | 20   | 90   | 90      |
