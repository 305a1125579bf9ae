@needs-buses @role-bus-consumer
Feature: Message bus: a consumer that reads tolerantly, and starts no circle
  Who is on a bus shares the shape of events with the others, and nothing else. A consumer gets events
  twice, late, again after a year, or since a rule was too wide; it may publish on the very bus that
  it listens to.

  Rule: What the consumer does starts nothing without end

    @EB-DEL-09
    Example: It publishes on the bus that it listens to
      Given a bus consumer
      When a completed ride "r-1" is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it
      And nothing more is said on the ride bus

    @EB-DEL-09
    Example: Its own event comes back to it
      Given a bus consumer
      When a completed ride "r-1" is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it
      When what the bus consumer has told of "r-1" comes to its own inbox
      Then nothing more is said on the ride bus
      And nothing is left in the inbox of the bus consumer, nor set aside

    @CHO-06
    Example: Somebody answers each collected fare with the ride
      Given a bus consumer
      And somebody on the ride bus who answers each collected fare with the completed ride
      When a completed ride "r-1" is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it
      And nothing more is said on the ride bus

  Rule: A fare is collected once, however often its ride is told

    @EB-DEL-01
    Example: The bus delivers an event twice
      Given a bus consumer
      When a completed ride "r-1" is put on the ride bus, and delivered to the bus consumer twice
      Then the bus consumer collects the fare of "r-1" once, and tells of it

    @EB-PUT-03
    Example: The publisher puts an event again
      Given a bus consumer
      When a completed ride "r-1" is put on the ride bus twice
      Then the bus consumer collects the fare of "r-1" once, and tells of it

    @EB-DEL-02
    Example: The later ride comes first
      Given a bus consumer
      When the completed rides "r-1, r-2, r-3" are put on the ride bus, the last one first
      Then the bus consumer collects the fare of each of "r-1, r-2, r-3" once

    @P2P-03
    Example: Two instances, of which one is slow
      Given 2 instances of the bus consumer, of which one is slow before its effect
      When a completed ride "r-1" is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it

    @SQS-VIS-02
    Scenario Outline: The consumer dies
      Given a bus consumer that dies <side> its <moment>
      When a completed ride "r-1" is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it
      And nothing is left in the inbox of the bus consumer, nor set aside

      Examples:
        | side   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | publication     |
        | before | acknowledgement |

    @EB-PUT-01
    Example: The bus does not take what the consumer tells it
      Given a bus consumer whose event the bus does not take at first
      When a completed ride "r-1" is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it

  Rule: A replay repeats nothing that is done, and does what was not

    @EB-ARC-03 @needs-virtual-time
    Example: Everything is replayed
      Given a bus consumer, and an archive of the ride bus
      When a completed ride "r-1" is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it
      When the ride bus is replayed a day later
      Then the bus consumer has seen it again, collected nothing more, and told nothing more

    @EB-ARC-03 @needs-virtual-time
    Example: A ride from before the consumer's time
      Given an archive of the ride bus
      When a completed ride "r-1" is put on the ride bus
      And a bus consumer joins an hour later
      And the ride bus is replayed a day later
      Then the bus consumer collects the fare of "r-1" once, and tells of it

  Rule: The consumer reads what it needs, and lets others say what they like

    @EB-BUS-01
    Example: A publisher adds a field
      Given a bus consumer
      When a completed ride "r-1" with a new field is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it

    @CE-05
    Example: A publisher has a newer version that only adds
      Given a bus consumer
      When a completed ride "r-1" of the version "1.7" is put on the ride bus
      Then the bus consumer collects the fare of "r-1" once, and tells of it

    @EB-BUS-01
    Example: A publisher has a version that nobody knows yet
      Given a bus consumer
      When a completed ride "r-1" of the version "2.0" is put on the ride bus
      And a completed ride "r-2" is put on the ride bus
      Then the bus consumer sets one event aside
      And the bus consumer collects the fare of "r-2" once, and tells of it
      And the bus consumer has collected no fare of "r-1"

    @DLQ-18
    Scenario Outline: Something that is no event comes to its inbox
      Given a bus consumer
      When the text <text> comes to the inbox of the bus consumer
      And a completed ride "r-2" is put on the ride bus
      Then the bus consumer sets one event aside
      And the bus consumer collects the fare of "r-2" once, and tells of it

      Examples:
        | text                                        |
        | this is no JSON                             |
        | ["RideCompleted"]                           |
        | {"detail-type": "RideCompleted"}            |
        | {"detail-type": "RideCompleted", "detail": {"version": "1.0", "id": "r-1"}} |

    @EB-DEL-08
    Example: A rule that was changed acts a while longer
      Given a bus consumer
      When a cancelled ride "r-1" comes to the inbox of the bus consumer
      Then nothing is left in the inbox of the bus consumer, nor set aside
      And the bus consumer has collected no fare of "r-1"

    @RR-04
    Example: The correlation id survives
      Given a bus consumer
      When a completed ride "r-1" is put on the ride bus under correlation id "c-1"
      Then the bus consumer tells of the fare of "r-1" under correlation id "c-1"

  Rule: What goes wrong is kept, and stops nobody

    @DLQ-16
    Example: A fare cannot be collected
      Given a bus consumer that cannot collect the fare of "r-1"
      When a completed ride "r-1" is put on the ride bus
      And a completed ride "r-2" is put on the ride bus
      Then the bus consumer collects the fare of "r-2" once, and tells of it
      And one event becomes a dead letter of the bus consumer
      And the bus consumer has collected no fare of "r-1"

    @EB-DEL-04
    Example: The inbox is lost
      Given a bus consumer
      When the inbox of the bus consumer is lost
      And a completed ride "r-1" is put on the ride bus
      Then the bus consumer has one event among what was not delivered
