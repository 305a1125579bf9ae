@role-ride-dispatcher @needs-buses
Feature: Workflow engine: a ride is planned, booked and followed by a workflow
  A dispatcher knows what is to be done for a ride, in which order, and what may be done side by
  side. The services do it. What counts is what they are asked, and what is told in the end.

  Rule: Each step is done once, and the outcome is told once

    @SFN-STD-01
    Example: A ride with two legs
      Given a ride dispatcher
      When ride "r-1" is asked for
      Then ride "r-1" finishes
      And the services were asked for "PriceLeg, PriceLeg, AssignUnicorn, HoldFare, FollowRide" for ride "r-1"
      And "RideFinished, FareDue" are told of ride "r-1"

    @SFN-STD-02
    Example: The same ride is asked for twice
      Given a ride dispatcher
      When ride "r-1" is asked for
      And ride "r-1" is asked for
      Then ride "r-1" finishes
      And ride "r-1" has one workflow
      And no ride request is left

    @SFN-STD-02
    Example: The same ride is asked for again when it is over
      Given a ride dispatcher
      When ride "r-1" is asked for
      And ride "r-1" is over
      And ride "r-1" is asked for
      Then ride "r-1" has one workflow
      And no ride request is left

    @SAGA-11
    Scenario Outline: The dispatcher dies as it starts a workflow
      Given a ride dispatcher that dies <side> its <moment>
      When ride "r-1" is asked for
      Then ride "r-1" finishes
      And ride "r-1" has one workflow
      And no ride request is left

      Examples:
        | side   | moment          |
        | before | start           |
        | after  | start           |
        | before | acknowledgement |

    @SFN-EXP-01
    Example: The workflow of a ride is run a second time, from its beginning
      Given a ride dispatcher
      When ride "r-1" is asked for
      And the workflow of ride "r-1" is run once more
      Then nothing is done twice for ride "r-1"
      And each event about ride "r-1" is told under one id

  Rule: The way is chosen by what the ride is

    @SFN-CHO-01
    Example: An instant ride
      Given a ride dispatcher
      When ride "r-1" is asked for, of kind "instant"
      Then ride "r-1" finishes

    @SFN-CHO-01
    Example: A kind of ride that nobody knows
      Given a ride dispatcher
      When ride "r-1" is asked for, of kind "flying"
      Then ride "r-1" is refused because of KindOfRide
      And no service was asked for anything for ride "r-1"

    @SFN-CHO-02
    Example: No kind is said
      Given a ride dispatcher
      When ride "r-1" is asked for, of no kind
      Then ride "r-1" finishes

    @SFN-CHO-02
    Example: A scheduled ride without a time
      Given a ride dispatcher
      When ride "r-1" is asked for, of kind "scheduled"
      Then ride "r-1" is refused because of KindOfRide

  Rule: What is for later waits

    @SFN-WAIT-01 @needs-virtual-time
    Example: A ride for tomorrow
      Given a ride dispatcher
      When ride "r-1" is asked for, to be planned in 24 hours
      Then no service is asked for anything for ride "r-1" within 23 hours
      And ride "r-1" finishes within 2 hours more

    @SFN-WAIT-01
    Example: A ride whose time has come
      Given a ride dispatcher
      When ride "r-1" is asked for, to be planned in 0 hours
      Then ride "r-1" finishes

  Rule: The legs of a ride are priced side by side, and stay in order

    @SFN-MAP-02
    Example: The first leg is priced last
      Given a ride dispatcher
      And pricing takes its time for "PriceLeg 0"
      When ride "r-1" is asked for
      And pricing finishes what it has in hand
      Then ride "r-1" finishes with the prices "10.00, 11.00"

    @SFN-MAP-02
    Example: No more than two legs are priced at a time
      Given a ride dispatcher
      And pricing takes its time for "PriceLeg"
      When ride "r-1" with 4 legs is asked for
      Then pricing has "PriceLeg 0, PriceLeg 1" in hand, and no more
      When pricing finishes what it has in hand
      Then pricing has "PriceLeg 2, PriceLeg 3" in hand, and no more

    @SFN-MAP-01
    Example: One leg leads nowhere
      Given a ride dispatcher
      And PriceLeg is refused with NoSuchPlace
      When ride "r-1" is asked for
      Then ride "r-1" is refused because of NoSuchPlace
      And no AssignUnicorn was asked for ride "r-1"

  Rule: A unicorn and the fare are booked side by side

    @SFN-PAR-01
    Scenario Outline: One service answers long after the other one
      Given a ride dispatcher
      And <slow> takes its time for "<command>"
      When ride "r-1" is asked for
      Then HoldFare and AssignUnicorn are both asked for ride "r-1"
      When <slow> finishes what it has in hand
      Then ride "r-1" finishes
      And what is told of ride "r-1" names its unicorn and its hold

      Examples:
        | slow     | command       |
        | fleet    | AssignUnicorn |
        | payments | HoldFare      |

    @SAGA-15
    Scenario Outline: One booking is refused while the other one is in hand
      Given a ride dispatcher
      And <refused> is refused with <error>
      And <slow> takes its time for "<other>"
      When ride "r-1" is asked for
      And <refused> is asked for ride "r-1"
      And <slow> finishes what it has in hand
      Then ride "r-1" is refused because of <error>
      And nothing is left booked for ride "r-1"

      Examples:
        | refused       | error           | slow     | other         |
        | HoldFare      | PaymentDeclined | fleet    | AssignUnicorn |
        | AssignUnicorn | NoUnicorn       | payments | HoldFare      |

    @SAGA-15
    Scenario Outline: One booking is refused when the other one is made
      Given a ride dispatcher
      And <slow> takes its time for "<refused>"
      And <refused> is refused with <error>
      When ride "r-1" is asked for
      And <made> is done for ride "r-1"
      And <slow> finishes what it has in hand
      Then ride "r-1" is refused because of <error>
      And nothing is left booked for ride "r-1"

      Examples:
        | refused       | error           | slow     | made          |
        | HoldFare      | PaymentDeclined | payments | AssignUnicorn |
        | AssignUnicorn | NoUnicorn       | fleet    | HoldFare      |

    @SAGA-17
    Example: What is released is what was held
      Given a ride dispatcher
      And AssignUnicorn is refused with NoUnicorn
      When ride "r-1" is asked for
      Then ride "r-1" is refused because of NoUnicorn
      And ReleaseFare of ride "r-1" names the hold
