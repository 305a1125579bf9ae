@needs-buses
Feature: What an event bus owes: each event to each target of each rule that matches
  A bus keeps no queue of its own. It tells the publisher that it has the event, and from then on
  every rule, and every target of it, is on its own.

  Rule: All rules that match act, for all their targets

    @EB-DEL-07
    Example: Five targets of one rule
      Given a rule for rides with the targets "one, two, three, four, five"
      When the ride "r-1" is put on the bus
      Then each of the targets "one, two, three, four, five" has the events "r-1"

    @EB-DEL-07
    Example: A sixth target
      Given a rule for rides with the targets "one, two, three, four, five"
      Then a sixth target of the rule is refused

    @EB-DEL-07
    Example: One target of three is gone
      Given a rule for rides with the targets "one, two, three"
      When the queue of the target "one" is lost
      And the ride "r-1" is put on the bus
      Then each of the targets "two, three" has the events "r-1"

    @EB-DEL-07
    Example: Each rule takes what it wants
      Given a rule for rides with the targets "one"
      And a rule for rides with the targets "two"
      And a rule for tips with the targets "three"
      When the ride "r-1" is put on the bus
      And the tip "t-1" is put on the bus
      Then each of the targets "one, two" has the events "r-1"
      And each of the targets "three" has the events "t-1"

    @EB-DEL-07
    Example: Two rules with one target deliver twice
      Given a rule for rides with the targets "one"
      And a rule for rides with the targets "one"
      When the ride "r-1" is put on the bus
      Then each of the targets "one" has the events "r-1, r-1"

    @EB-PAT-09
    Example: An event that no rule wants
      Given a rule for tips with the targets "one"
      When the ride "r-1" is put on the bus
      Then the bus has accepted the event
      And each of the targets "one" has no event

    @EB-PAT-09
    Example: An event on a bus without rules is not kept for later
      Given a bus without rules
      When the ride "r-1" is put on the bus
      Then the bus has accepted the event
      Given a rule for rides with the targets "one"
      When the ride "r-2" is put on the bus
      Then each of the targets "one" has the events "r-2"

    @EB-DEL-08
    Example: A new pattern acts after a short time
      Given a rule for tips with the targets "one"
      When the rule is changed to rides
      Then before long the target "one" has rides, and no tips

    @EB-DEL-08
    Example: A rule that is switched off acts no more after a short time
      Given a rule for rides with the targets "one"
      When the rule is switched off
      Then before long the target "one" gets no rides

  Rule: An entry is accepted or refused by itself, and the results stand in the order of the entries

    @EB-PUT-02
    Scenario Outline: An entry that lacks something
      Given a rule for everything with the targets "one"
      When the rides "r-1, r-2, r-3" are put in one call, the second with <flaw>
      Then of the 3 results only the second is an error
      And each of the targets "one" has the events "r-1, r-3"

      Examples:
        | flaw                    |
        | no source               |
        | no type                 |
        | no detail               |
        | a detail that is a text |
        | a detail that is a list |
        | a detail that is broken |

    @EB-PUT-02
    Example: An event without a time is of now
      Given a rule for rides with the targets "one"
      When the ride "r-1" is put on the bus
      Then the event of "one" has the time of the call

    @EB-PUT-02
    Example: An event with a time keeps it
      Given a rule for rides with the targets "one"
      When the ride "r-1" of 2024-02-29T12:30:15Z is put on the bus
      Then the event of "one" has the time 2024-02-29T12:30:15Z

    @EB-PUT-01
    Example: Ten entries
      Given a rule for rides with the targets "one"
      When 10 rides are put in one call
      Then the results have the ids of the events that "one" has, in the order of the entries

    @EB-PUT-01
    Example: Eleven entries
      Given a bus without rules
      Then putting 11 rides in one call is refused

    @EB-PUT-03
    Example: The same event again is another one
      Given a rule for rides with the targets "one"
      When the ride "r-1" is put on the bus
      And the ride "r-1" is put on the bus
      Then each of the targets "one" has the events "r-1, r-1"
      And they have ids of their own

  Rule: What can never be delivered is not tried again

    @EB-DEL-04
    Example: A target that is gone, with a dead-letter queue
      Given a rule for rides with the targets "two"
      And its target "one" with a dead-letter queue
      When the queue of the target "one" is lost
      And the ride "r-1" is put on the bus
      Then each of the targets "two" has the events "r-1"
      And the dead-letter queue of the target "one" has the events "r-1"
      And the dead letter of "one" tells an error that was not tried again

    @EB-DEL-04
    Example: A queue that does not admit the rule, with a dead-letter queue
      Given a rule for rides with the targets "two"
      And its target "one", which does not admit the rule, with a dead-letter queue
      When the ride "r-1" is put on the bus
      Then each of the targets "two" has the events "r-1"
      And the dead-letter queue of the target "one" has the events "r-1"
      And the dead letter of "one" tells an error that was not tried again

    @EB-DEL-04 @needs-virtual-time
    Example: A queue that admits the rule too late
      Given a rule for rides with the targets "two"
      And its target "one", which does not admit the rule
      When the ride "r-1" is put on the bus
      And the queue of the target "one" admits the rule after all
      And 90000 seconds go by
      And the ride "r-2" is put on the bus
      Then each of the targets "two" has the events "r-1, r-2"
      And each of the targets "one" has the events "r-2"

  Rule: A dead-letter queue belongs to one target, and its letters say what went wrong

    @EB-DEL-05
    Example: What a dead letter tells
      Given a rule for rides
      And its target "one" with a dead-letter queue
      When the queue of the target "one" is lost
      And the ride "r-1" is put on the bus
      Then the dead letter of "one" names the rule, the target and the error

    @EB-DEL-05
    Example: Two targets are gone, and one has a dead-letter queue
      Given a rule for rides with the targets "two"
      And its target "one" with a dead-letter queue
      When the queue of the target "one" is lost
      And the queue of the target "two" is lost
      And the ride "r-1" is put on the bus
      Then the dead-letter queue of the target "one" has the events "r-1"
      And the dead letter of "one" names the rule, the target and the error

    @EB-DEL-05
    Example: A dead-letter queue that does not admit the rule
      Given a rule for rides with the targets "two"
      And its target "one" with a dead-letter queue that does not admit the rule
      When the queue of the target "one" is lost
      And the ride "r-1" is put on the bus
      Then each of the targets "two" has the events "r-1"
      And the dead-letter queue of the target "one" has no event

    @EB-DEL-05
    Example: A dead-letter queue cannot be a FIFO queue
      Given a rule for rides with the targets "two"
      Then a target with a FIFO queue for dead letters is refused, or its letters are lost

  Rule: How long and how often a delivery is tried again can be set

    @EB-DEL-03
    Scenario Outline: A retry policy
      Given a rule for rides with the targets "one"
      Then a target that is tried again <attempts> times, for <seconds> seconds, is <taken>

      Examples:
        | attempts | seconds | taken   |
        | 0        | 60      | taken   |
        | 185      | 86400   | taken   |
        | 186      | 86400   | refused |
        | 185      | 86401   | refused |

  Rule: A bus hands events on once

    @EB-DEL-10
    Example: Three buses in a row
      Given the buses "first, second, third", each of which hands rides on to the next
      And a rule of the bus "second" for rides with the targets "two"
      And a rule of the bus "third" for rides with the targets "three"
      When the ride "r-1" is put on the bus "first"
      Then each of the targets "two" has the events "r-1"
      And each of the targets "three" has no event

    @EB-DEL-10
    Example: The event stays what it was
      Given the buses "first, second", each of which hands rides on to the next
      And a rule of the bus "first" for rides with the targets "one"
      And a rule of the bus "second" for rides with the targets "two"
      When the ride "r-1" is put on the bus "first"
      Then "one" and "two" have the same event

  Rule: A FIFO queue gets all events of a rule in one group

    @EB-DEL-11
    Example: A FIFO queue that compares contents
      Given a rule for rides with a FIFO queue that compares contents, in the group "rides"
      When the ride "r-1" is put on the bus
      And the ride "r-2" is put on the bus
      Then the FIFO queue has the events "r-1, r-2" in the group "rides"

    @EB-DEL-11
    Example: A FIFO queue that does not compare contents
      Given a rule for rides with the targets "two"
      And a rule for rides with a FIFO queue that wants ids, in the group "rides"
      When the ride "r-1" is put on the bus
      Then each of the targets "two" has the events "r-1"
      And the FIFO queue has no event

    @EB-DEL-11
    Example: A fair queue gets the group as well
      Given a rule for rides with a standard queue, in the group "rides"
      When the ride "r-1" is put on the bus
      Then the standard queue has the events "r-1" in the group "rides"

  Rule: An archive keeps what its pattern wants, and replays it on its own bus

    @EB-ARC-01 @needs-virtual-time
    Example: A replay reaches all rules
      Given a rule for rides with the targets "one"
      And a rule for everything with the targets "two"
      And an archive of rides
      When the ride "r-1" is put on the bus
      And the tip "t-1" is put on the bus
      And 3600 seconds go by
      And the archive is replayed
      Then each of the targets "one" has the events "r-1, r-1"
      And each of the targets "two" has the events "r-1, r-1, t-1"
      And one of the events of "one" bears the name of the replay

    @EB-ARC-01 @needs-virtual-time
    Example: A replay for one rule
      Given a rule for rides with the targets "one"
      And a rule for rides with the targets "two"
      And an archive of rides
      When the ride "r-1" is put on the bus
      And 3600 seconds go by
      And the archive is replayed for the last rule alone
      Then each of the targets "two" has the events "r-1, r-1"
      And each of the targets "one" has the events "r-1"

    @EB-ARC-01 @needs-virtual-time
    Example: What is replayed is not kept again
      Given a rule for rides with the targets "one"
      And an archive of rides
      When the ride "r-1" is put on the bus
      And the tip "t-1" is put on the bus
      And 3600 seconds go by
      Then the archive holds 1 event
      When the archive is replayed
      And 3600 seconds go by
      Then the archive holds 1 event
      And each of the targets "one" has the events "r-1, r-1"

    @EB-ARC-01 @needs-virtual-time
    Example: A rule that came later sees the past
      Given an archive of everything
      When the ride "r-1" is put on the bus
      And 3600 seconds go by
      Given a rule for rides with the targets "one"
      When the archive is replayed
      Then each of the targets "one" has the events "r-1"

    @EB-ARC-01 @needs-virtual-time
    Scenario Outline: Retention
      Given a rule for rides with the targets "one"
      And an archive of rides that keeps events for <days> days
      When the ride "r-1" is put on the bus
      Then each of the targets "one" has the events "r-1"
      When 864000 seconds go by
      And the archive is replayed
      Then each of the targets "one" has the events "<events>"

      Examples:
        | days | events   |
        | 3    | r-1      |
        | 20   | r-1, r-1 |
        | 0    | r-1, r-1 |
