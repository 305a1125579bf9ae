@role-buffered-worker
Feature: Queue as buffering load balancer: the ledger never sees a burst
  A ledger that bears so many bookings a second is put behind a queue. However fast rides are
  completed, and however many workers there are, it must never see more than its limit, and its
  limit must not turn good rides into dead letters.

  Rule: The ledger never sees more than its limit, whatever the burst

    @BUF-02 @own-timer
    Scenario Outline: A burst
      Given <count> buffered workers before a ledger that bears <limit> bookings a second
      When a burst of <rides> rides comes
      Then the ledger books each of the <rides> buffered rides once
      And the ledger never sees more than <limit> bookings in a second

      Examples:
        | count | limit | rides |
        | 1     | 5     | 23    |
        | 3     | 5     | 23    |
        | 2     | 1     | 4     |
        | 1     | 12    | 30    |

    @BUF-02 @own-timer
    Example: More workers are started in the middle of a burst
      Given 1 buffered worker before a ledger that bears 5 bookings a second
      When a burst of 12 rides comes
      And 2 more buffered workers are started
      Then the ledger books each of the 12 buffered rides once
      And the ledger never sees more than 5 bookings in a second

    @BUF-02 @own-timer
    Example: One burst after the other
      Given 2 buffered workers before a ledger that bears 4 bookings a second
      When bursts of 4 and of 8 rides come shortly one after the other
      Then the ledger books each of the 12 buffered rides once
      And the ledger never sees more than 4 bookings in a second

    @BUF-02 @own-timer
    Example: A worker dies while it books
      Given 2 buffered workers before a ledger that bears 2 bookings a second
      And a buffered worker dies before it books
      When a burst of 8 rides comes
      Then the ledger books each of the 8 buffered rides once
      And the ledger never sees more than 2 bookings in a second

    @BUF-02 @own-timer
    Example: A worker is held up while it books
      Given 2 buffered workers before a ledger that bears 2 bookings a second
      And a buffered worker is held up before it books
      When a burst of 8 rides comes
      Then the ledger books each of the 8 buffered rides once
      And the ledger never sees more than 2 bookings in a second

    @BUF-02 @needs-virtual-time @own-timer
    Example: Workers that died with all places do not stop the work for good
      Given 1 buffered worker before a ledger that bears 1 bookings a second
      And a buffered worker dies before it books
      When a burst of 3 rides comes
      Then the ledger books each of the 3 buffered rides once

  Rule: Waiting for the ledger is no failure

    @BUF-07 @own-timer
    Scenario Outline: Much more work than the ledger bears
      Given <count> buffered workers before a ledger that bears 1 bookings a second
      When a burst of 6 rides comes
      Then the ledger books each of the 6 buffered rides once
      And no buffered ride is a dead letter

      Examples:
        | count |
        | 1     |
        | 3     |

    @BUF-07 @own-timer
    Example: The ledger asks for patience, more often than a message may be received
      Given 1 buffered worker before a ledger that bears 5 bookings a second
      And the ledger asks for patience 6 times
      When a burst of 1 rides comes
      Then the ledger books each of the 1 buffered rides once
      And no buffered ride is a dead letter

    @DLQ-16 @own-timer
    Example: A ride that the ledger refuses is a failure
      Given 1 buffered worker before a ledger that bears 5 bookings a second
      And the ledger refuses buffered ride "r-02"
      When a burst of 4 rides comes
      Then buffered ride "r-02" becomes a dead letter, and the ledger books the other 3

  Rule: The workers of a queue share its work, and none of it is lost or done twice

    @SQS-VIS-02
    Scenario Outline: A worker dies
      Given 1 buffered worker before a ledger that bears 5 bookings a second
      And a buffered worker dies <when>
      When a burst of 2 rides comes
      Then the ledger books each of the 2 buffered rides once
      And nothing is left to the buffered worker

      Examples:
        | when                   |
        | before it books        |
        | after it books         |
        | before it acknowledges |

    @SQS-DEL-02
    Example: The queue hands a ride out twice
      Given 1 buffered worker before a ledger that bears 5 bookings a second
      And the queue hands buffered ride "r-01" out once more after its booking
      When a burst of 2 rides comes
      Then the ledger books each of the 2 buffered rides once
      And nothing is left to the buffered worker

    @DLQ-18
    Scenario Outline: Something else than a ride is buffered
      Given 1 buffered worker before a ledger that bears 5 bookings a second
      When the text <text> comes to the buffered worker
      And a burst of 2 rides comes
      Then the buffered worker lays the text aside as invalid
      And the ledger books each of the 2 buffered rides once

      Examples:
        | text            |
        | this is no JSON |
        | {"fare": 20}    |
        | [1, 2]          |
