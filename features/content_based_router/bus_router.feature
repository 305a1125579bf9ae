@needs-buses @role-bus-router
Feature: Content-based router: rules of a bus that leave no event to nobody
  A bus hands each event to everybody who has a rule for it, and drops without a word what nobody
  wants or nobody can be given. Whoever owns the rules owes a path for both. Compare the router between
  queues: it decides in one place, and has to be changed for every new destination.

  Background:
    Given a bus router

  Rule: What an event says decides who gets it

    @EB-PAT-08
    Scenario Outline: An event that concerns somebody
      When a <kind> of the fare <fare>, the distance <distance> and the tier <tier> is put on the ride bus
      Then of the queues of the bus router it is on "<queues>" alone

      Examples: Completed rides
        | kind          | fare  | distance | tier   | queues                          |
        | RideCompleted | 12.5  | 3        | silver | accounting                      |
        | RideCompleted | 256.5 | 600      | silver | accounting, extraordinary rides |
        | RideCompleted | 50    | 20       | gold   | accounting, extraordinary rides |
        | RideCompleted | 49.99 | 600      | gold   | accounting                      |
        | RideCompleted | 256.5 | 19.99    | gold   | accounting                      |
        | RideCompleted | 256.5 | -        | -      | accounting                      |

      Examples: Cancelled rides
        | kind          | fare  | distance | tier   | queues                          |
        | RideCancelled | 256.5 | 600      | gold   | customer care                   |

    @EB-PAT-08
    Scenario Outline: An event that concerns nobody
      When a <kind> of the fare <fare>, the distance <distance> and the tier <tier> is put on the ride bus
      Then of the queues of the bus router it is on "unmatched" alone

      Examples:
        | kind          | fare  | distance | tier   |
        | RideCancelled | 256.5 | 600      | silver |
        | RideCancelled | 256.5 | 600      | -      |
        | FareCollected | 256.5 | -        | gold   |

    @EB-PAT-09
    Scenario Outline: An event with a slip of the pen
      When a <kind> of the fare 256.5, the distance 600 and the tier gold is put on the ride bus
      Then of the queues of the bus router it is on "unmatched" alone

      Examples:
        | kind          |
        | RideCompeted  |
        | rideCompleted |

    @EB-DEL-07
    Example: A ride for two destinations comes to each of them once
      When a RideCompleted of the fare 256.5, the distance 600 and the tier gold is put on the ride bus
      Then "accounting, extraordinary rides" have been told of it once each

    @EB-DEL-07
    Example: The router is deployed again
      When the bus router is deployed again
      And a RideCompleted of the fare 256.5, the distance 600 and the tier gold is put on the ride bus
      Then "accounting, extraordinary rides" have been told of it once each

  Rule: What cannot be delivered is kept, and somebody is told

    @EB-DEL-04
    Scenario Outline: The queue of a destination is lost
      When the queue "<queue>" of the bus router is lost
      And a <kind> of the fare 256.5, the distance 600 and the tier <tier> is put on the ride bus
      Then of the queues of the bus router it is on "<others>" alone

      Examples:
        | queue               | kind          | tier | others                           |
        | accounting          | RideCompleted | gold | extraordinary rides, undelivered |
        | customer care       | RideCancelled | gold | undelivered                      |
        | unmatched           | TipGiven      | gold | undelivered                      |

    @EB-DEL-04
    Example: Somebody takes away the policy of a queue
      When the queue "accounting" of the bus router loses its policy
      And a RideCompleted of the fare 12.5, the distance 3 and the tier gold is put on the ride bus
      Then of the queues of the bus router it is on "undelivered" alone

    @EB-DEL-06 @needs-adversary
    Example: A destination is throttled for so long that the bus gives up
      When the bus gives up a delivery, since the destination is throttled for too long
      And a RideCompleted of the fare 12.5, the distance 3 and the tier gold is put on the ride bus
      Then of the queues of the bus router it is on "undelivered" alone

    @DLQ-21 @needs-alarms
    Scenario Outline: Queues that ought to be empty
      Then an alarm watches the queue "<queue>" of the bus router

      Examples:
        | queue       |
        | undelivered |
        | unmatched   |

    @EB-ARC-01 @needs-virtual-time
    Scenario Outline: Whoever comes later can have what was before
      When a <kind> of the fare 256.5, the distance 600 and the tier silver is put on the ride bus
      And a newcomer with a rule for everything joins the ride bus an hour later
      And what the bus router has archived is replayed
      Then the newcomer on the ride bus has been told of it

      Examples:
        | kind          |
        | RideCompleted |
        | RideCancelled |

  Rule: Whoever is on the bus is told in its own form, and hears nothing of the others

    @EB-BUS-01
    Example: A newcomer changes nothing for the others
      When a newcomer with a rule for everything joins the ride bus
      And the bus router is deployed again
      And a RideCompleted of the fare 256.5, the distance 600 and the tier gold is put on the ride bus
      Then of the queues of the bus router it is on "accounting, extraordinary rides" alone
      And the newcomer on the ride bus has been told of it

    @EB-BUS-01
    Scenario Outline: Customer care reads messages, and knows nothing of buses
      When a gold customer cancels a ride for the reason <reason>
      Then customer care has the cancelled ride as a message, with all that was said of it

      Examples:
        | reason             |
        | too late           |
        | they said "no way" |
        | -                  |

    @RR-04
    Scenario Outline: The correlation id survives
      When a <kind> of a gold customer is put on the ride bus under correlation id "c-1"
      Then "<queue>" has been told of it by the bus router under correlation id "c-1"

      Examples:
        | kind          | queue         |
        | RideCompleted | accounting    |
        | RideCancelled | customer care |
        | TipGiven      | unmatched     |
