@role-ride-observer
Feature: Commands and events: an observer that keeps up, whatever comes and in what order
  Events are told to nobody in particular, so nobody takes care that they suit an observer. They
  come late and twice, from services that have learned new words; and an old one may come last.

  Rule: Newer knowledge is not overwritten by older

    @CE-07
    Scenario Outline: Three events of a ride in the order <order>
      Given a ride observer
      When the events of ride "r-1" are told in the order "<order>"
      Then the observer knows ride "r-1" by event 3

      Examples:
        | order         |
        | 1, 2, 3       |
        | 3, 2, 1       |
        | 2, 3, 1       |
        | 3, 1, 2, 3, 1 |

    @CE-07
    Example: An old event is held up, and a new one overtakes it
      Given 2 instances of the ride observer, of which one is slow before its effect
      When the events of ride "r-1" are told in the order "1, 2", while nobody is there
      Then the observer knows ride "r-1" by event 2

    @EB-ARC-03
    Example: All events are told again, and in another order
      Given a ride observer
      When the events of ride "r-1" are told in the order "1, 2, 3"
      And the events of ride "r-2" are told in the order "1, 2"
      Then the observer knows ride "r-1" by event 3
      And the observer knows ride "r-2" by event 2
      When the events of ride "r-2" are told in the order "2, 1"
      And the events of ride "r-1" are told in the order "2, 3, 1"
      Then the observer knows ride "r-1" by event 3
      And the observer knows ride "r-2" by event 2

  Rule: An observer reads what it needs, and bears what it does not know

    @CE-05
    Scenario Outline: The service has learned something new
      Given a ride observer
      When an event of ride "r-1" is told with <something new>
      Then the observer knows ride "r-1" by event 1

      Examples:
        | something new          |
        | a field more           |
        | a newer minor version  |
        | an attribute more      |
        | its fields rearranged  |

    @CE-05
    Example: An event that does not concern it
      Given a ride observer
      When an event "RideRated" of ride "r-1" is told
      And the events of ride "r-2" are told in the order "1"
      Then the observer knows ride "r-2" by event 1
      And the observer knows nothing of ride "r-1"
      And no event of the observer is left or dead

    @DLQ-18
    Scenario Outline: What cannot be read as an event
      Given a ride observer
      When <something> is told on the topic of ride events
      And the events of ride "r-2" are told in the order "1"
      Then the observer knows ride "r-2" by event 1
      And the observer sets aside <something>, and knows nothing of ride "r-1"

      Examples:
        | something                     |
        | a text that is no JSON        |
        | a fact without a ride         |
        | a fact of a new major version |

  Rule: No event is lost on the observer's side

    @DS-01
    Example: The observer is away, and is started anew
      Given a ride observer
      When the ride observer is away
      And the events of ride "r-1" are told in the order "1, 2"
      And the ride observer is started anew
      Then the observer knows ride "r-1" by event 2

    @SQS-VIS-02
    Scenario Outline: The observer dies on the way
      Given a ride observer that is killed <side> its <moment>
      When the events of ride "r-1" are told in the order "1"
      Then the observer knows ride "r-1" by event 1
      And no event of the observer is left or dead

      Examples:
        | side   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | acknowledgement |

    @DLQ-17
    Example: An event that cannot be kept
      Given a ride observer who cannot keep ride "r-1"
      When the events of ride "r-1" are told in the order "1"
      And the events of ride "r-2" are told in the order "1"
      Then the observer knows ride "r-2" by event 1
      And the event of ride "r-1" becomes a dead letter of the observer

  Rule: Two failures have two places to look

    @TQC-03
    Example: Where its letters are
      Given a ride observer
      Then what "ride-observer" cannot handle and what cannot be delivered to it have a dead-letter queue each
