@role-buffered-worker
Feature: Queue as buffering load balancer: a backlog is worked off, watched, and bounded
  What the ledger cannot take at once waits. That has to end as foreseen, it must not make fresh work
  wait for work that is of no use any more, and where waiting turns into loss somebody must be told.

  Rule: Producers keep their own rate

    @BUF-01 @needs-virtual-time @own-timer
    Example: The worker is away for an hour
      Given 1 buffered worker before a ledger that bears 9 bookings a second
      When the buffered worker is away
      And a burst of 20 rides comes
      Then all 20 buffered rides wait
      When the buffered worker comes back an hour later
      Then the ledger books each of the 20 buffered rides once

    @DEC-15 @own-timer
    Example: A burst of ten times the limit costs time and nothing else
      Given 1 buffered worker before a ledger that bears 3 bookings a second
      When a burst of 30 rides comes
      Then a part of the 30 buffered rides is booked, and all others wait
      And the ledger books each of the 30 buffered rides once

  Rule: The time to recover is the backlog, divided by drain rate less arrival rate

    @BUF-03 @needs-virtual-time @own-timer
    Scenario Outline: A worker comes back to a backlog
      Given 1 buffered worker before a ledger that bears <limit> bookings a second
      When <backlog> rides have come while the buffered worker was away
      And <arrivals> more of them come each second, and it works again
      Then the backlog is gone after about <seconds> seconds

      Examples:
        | limit | backlog | arrivals | seconds |
        | 4     | 12      | 1        | 4       |
        | 5     | 10      | 3        | 5       |
        | 5     | 20      | 0        | 4       |

    @BUF-03 @needs-virtual-time @own-timer
    Example: At an arrival rate as high as the limit a backlog stays
      Given 1 buffered worker before a ledger that bears 3 bookings a second
      When 9 rides have come while the buffered worker was away
      And 3 more of them come each second, and it works again
      Then the backlog neither grows nor goes within 6 seconds

  Rule: Fresh work does not wait for stale work

    @BUF-04 @own-timer
    Example: Stale work never reaches the ledger
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      When the buffered worker is away
      And rides "r-1, r-2, r-3" come that nobody will need in a second
      And buffered ride "r-4" comes
      And it comes back when they are stale
      Then buffered rides "r-1, r-2, r-3" are laid aside as stale
      And the ledger sees nothing but ride "r-4"

    @BUF-04 @needs-virtual-time @own-timer
    Example: A fresh ride behind many stale ones
      Given 1 buffered worker before a ledger that bears 1 bookings a second
      When the buffered worker is away
      And 25 rides come that nobody will need in a second
      And buffered ride "r-99" comes
      And it comes back when they are stale
      Then buffered ride "r-99" is booked within 3 seconds

    @OW-05 @own-timer
    Example: A ride becomes stale in the hands of the worker
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      And the ledger asks for patience 2 times
      When rides "r-1" come that nobody will need in a second
      Then buffered rides "r-1" are laid aside as stale

    @OW-05 @needs-virtual-time
    Scenario Outline: An hour is not too long for everybody
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      When the buffered worker is away
      And buffered ride "r-1" comes that <usefulness>
      And the buffered worker comes back an hour later
      Then the ledger books buffered ride "r-1" once

      Examples:
        | usefulness            |
        | has no date of expiry |
        | expires in two hours  |

    @RR-04 @own-timer
    Example: Stale work keeps its correlation id
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      When a stale ride comes under correlation id "c-1"
      Then the ride is laid aside as stale under correlation id "c-1"

  Rule: Lateness is watched, and not the length of the queue alone

    @BUF-05 @needs-alarms
    Example: An alarm watches the age of the oldest message
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      Then an alarm on the age of the oldest buffered ride goes off long before retention ends

    @BUF-05 @needs-alarms @needs-metrics @needs-virtual-time
    Example: The queue does not grow, and its oldest message does
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      When the buffered worker is away
      And buffered ride "r-1" comes
      Then no alarm of the buffering queue is on after 120 seconds
      And an alarm of the buffering queue is on after 7200 seconds

    @BUF-05 @needs-alarms @needs-metrics @needs-virtual-time @own-timer
    Example: Poison does not make the queue look late
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      And the ledger refuses buffered ride "r-01"
      When a burst of 2 rides comes
      Then buffered ride "r-01" becomes a dead letter, and the ledger books the other 1
      And no alarm of the buffering queue is on after 7200 seconds

  Rule: Retention is the one bound of waiting, and a loss

    @BUF-06 @needs-virtual-time @own-timer
    Example: A ride outlives its retention
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      When the buffered worker is away
      And accepted rides "r-1, r-2" come
      And retention ends, and the buffered worker comes back
      And accepted rides "r-3" come
      Then the loss of rides "r-1, r-2" is reported, and no other
      And the ledger books buffered ride "r-3" once

    @BUF-06 @needs-virtual-time
    Example: What was done is not lost
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      When accepted rides "r-1, r-2" come
      Then the ledger books buffered ride "r-2" once
      When retention ends, and the buffered worker comes back
      Then no loss is reported

    @BUF-06 @needs-virtual-time @own-timer
    Example: What was laid aside is not lost
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      When accepted ride "r-1" comes that nobody needs any more
      Then buffered rides "r-1" are laid aside as stale
      When retention ends, and the buffered worker comes back
      Then no loss is reported

    @BUF-06 @needs-virtual-time @own-timer
    Example: The report of a loss is refused at first
      Given 1 buffered worker before a ledger that bears 2 bookings a second
      And the report of a loss is refused once
      When the buffered worker is away
      And accepted rides "r-1" come
      And retention ends, and the buffered worker comes back
      Then the loss of rides "r-1" is reported, and no other
