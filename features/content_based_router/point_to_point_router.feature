@role-point-to-point-router
Feature: Content-based router: a worker between queues that decides by content
  The router takes each message from its queue and sends it to one other, unchanged. It knows all
  destinations, and has to grow with them; what it does not know yet it may not lose.

  Rule: What a message says decides where it goes, and nothing else does

    @EB-PAT-08
    Scenario Outline: A message that concerns somebody
      Given a point-to-point router
      When a <kind> of the fare <fare>, the distance <distance> and the tier <tier> is sent to the point-to-point router
      Then of the queues around the point-to-point router it is on "<queue>" alone

      Examples:
        | kind          | fare  | distance | tier   | queue               |
        | RideCompleted | 12.5  | 3        | silver | accounting          |
        | RideCompleted | 256.5 | 600      | silver | extraordinary rides |
        | RideCompleted | 50    | 20       | gold   | extraordinary rides |
        | RideCompleted | 256.5 | -        | gold   | accounting          |
        | RideCancelled | 256.5 | 600      | gold   | customer care       |

    @RL-04
    Scenario Outline: A message that concerns nobody
      Given a point-to-point router
      When a <kind> of the fare <fare>, the distance <distance> and the tier <tier> is sent to the point-to-point router
      Then of the queues around the point-to-point router it is on "unmatched" alone

      Examples:
        | kind          | fare  | distance | tier   |
        | RideCancelled | 256.5 | 600      | silver |
        | RideCancelled | 256.5 | 600      | -      |
        | TipGiven      | -     | -        | -      |

    @DLQ-18
    Scenario Outline: A message that cannot be read
      Given a point-to-point router
      When the text <text> is sent to the point-to-point router
      Then of the queues around the point-to-point router it is on "invalid messages" alone

      Examples:
        | text                      |
        | this is no JSON           |
        | {"type": "RideCompleted"} |

    @RR-04
    Example: A message is not changed on its way
      Given a point-to-point router
      When a RideCompleted is sent to the point-to-point router under correlation id "c-1"
      Then it comes out of the point-to-point router as it was, under correlation id "c-1"

    @P2P-01
    Example: Three routers share twelve messages
      Given 3 point-to-point routers
      When 12 completed rides are sent to the point-to-point router
      Then each of the 12 completed rides is routed once

  Rule: A message is let go of when it is sent on, and not before

    @PF-04
    Scenario Outline: The router dies
      Given a point-to-point router that dies <side> its <moment>
      When a RideCompleted of the fare 12.5, the distance 3 and the tier gold is sent to the point-to-point router
      Then of the queues around the point-to-point router it is on "accounting" alone
      And nothing is left before the point-to-point router

      Examples:
        | side   | moment          |
        | before | forwarding      |
        | before | acknowledgement |

    @SQS-DEL-14
    Example: The queue of a destination is throttled two times
      Given a point-to-point router whose forwarding is throttled 2 times
      When a RideCompleted of the fare 12.5, the distance 3 and the tier gold is sent to the point-to-point router
      Then of the queues around the point-to-point router it is on "accounting" alone
      And nothing is left before the point-to-point router

    @P2P-07
    Example: One destination of two is gone
      Given a point-to-point router
      When the queue of customer care is lost
      And a RideCancelled of the fare 12.5, the distance 3 and the tier gold is sent to the point-to-point router
      And 2 completed rides are sent to the point-to-point router
      Then each of the 2 completed rides is routed
      And one message becomes a dead letter of the point-to-point router
