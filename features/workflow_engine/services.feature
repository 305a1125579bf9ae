@role-ride-dispatcher @needs-buses
Feature: Workflow engine: the services that do the work fail, keep silent, or take long
  A workflow lives as long as the work of others takes. It tries again what may pass, gives up what
  will not, waits for what it needs and for nothing else, and always comes to an end that is told.

  Rule: What may pass is tried again, and a refusal is not

    @SFN-ERR-05
    Scenario Outline: A service is out of order for a moment
      Given a ride dispatcher
      And <command> fails 1 times and then works
      When ride "r-1" is asked for
      Then ride "r-1" finishes
      And no RideRefused is told of ride "r-1"

      Examples:
        | command       |
        | AssignUnicorn |
        | HoldFare      |

    @SFN-ERR-02
    Scenario Outline: A refusal is not argued with
      Given a ride dispatcher
      And <command> is refused with <error>
      When ride "r-1" is asked for
      Then ride "r-1" is refused because of <error>
      And <command> was asked once for ride "r-1"

      Examples:
        | command       | error           |
        | AssignUnicorn | NoUnicorn       |
        | HoldFare      | PaymentDeclined |

    @SFN-ERR-07
    Scenario Outline: Whatever went wrong, the end knows whom to tell what
      Given a ride dispatcher
      And <command> is refused with <error>
      When ride "r-1" is asked for
      Then what is told of ride "r-1" names its customer, <command> and <error>

      Examples:
        | command       | error           |
        | PriceLeg      | NoSuchPlace     |
        | AssignUnicorn | NoUnicorn       |
        | HoldFare      | PaymentDeclined |

    @SFN-ERR-06
    Scenario Outline: An error that nobody has listed is taken for one that may leave something done
      Given a ride dispatcher
      And <command> is done, and then fails with an error that nobody has listed
      When ride "r-1" is asked for
      Then ride "r-1" is refused because of RuntimeError
      And nothing is left booked for ride "r-1"

      Examples:
        | command       |
        | AssignUnicorn |
        | HoldFare      |

  Rule: No silence lasts for ever

    @SFN-INT-06
    Scenario Outline: A service keeps silent
      Given a ride dispatcher that loses patience after a moment
      And <command> is never answered
      When ride "r-1" is asked for
      Then ride "r-1" is refused because of <because>
      And nothing is left booked for ride "r-1"

      Examples:
        | command       | because       |
        | PriceLeg      | PriceLeg      |
        | AssignUnicorn | AssignUnicorn |
        | HoldFare      | HoldFare      |

    @SFN-INT-06
    Scenario Outline: A service has done its work, but its answers are lost
      Given a ride dispatcher that loses patience after a moment
      And <command> is done, but its answers are lost
      When ride "r-1" is asked for
      Then ride "r-1" is refused because of <command>
      And nothing is left booked for ride "r-1"

      Examples:
        | command       |
        | AssignUnicorn |
        | HoldFare      |

    @SFN-ERR-12
    Example: Nobody hears any more of a ride under way
      Given a ride dispatcher that loses patience after a moment
      And FollowRide is never answered
      When ride "r-1" is asked for
      Then ride "r-1" is refused because of FollowRide
      And nothing is left booked for ride "r-1"

    @SFN-INT-05
    Example: A long ride, with signs of life
      Given a ride dispatcher that loses patience after a moment
      And tracking takes its time for "FollowRide"
      When ride "r-1" is asked for
      And tracking gives signs of life for three such moments
      And tracking finishes what it has in hand
      Then ride "r-1" finishes

    @SAGA-06
    Example: A release never works
      Given a ride dispatcher
      And AssignUnicorn is refused with NoUnicorn
      And ReleaseFare never works
      When ride "r-1" is asked for
      Then people are called for ride "r-1"

  Rule: What is needed is waited for, and nothing else

    @SFN-INT-01
    Scenario Outline: A command was sent, and nobody has done it yet
      Given a ride dispatcher
      And <service> takes its time for "<command>"
      When ride "r-1" is asked for
      Then neither FollowRide nor any outcome of ride "r-1" comes
      When <service> finishes what it has in hand
      Then ride "r-1" finishes

      Examples:
        | service  | command       |
        | fleet    | AssignUnicorn |
        | payments | HoldFare      |

    @SFN-INT-01
    Example: Nobody has read the notice for the rider
      Given a ride dispatcher
      When ride "r-1" is asked for
      Then ride "r-1" finishes
      And the notice for the rider of ride "r-1" waits to be read

    @SFN-INT-03
    Example: A ride under way
      Given a ride dispatcher
      And tracking takes its time for "FollowRide"
      When ride "r-1" is asked for
      Then FollowRide is asked for ride "r-1", and no outcome comes
      When tracking finishes what it has in hand
      Then ride "r-1" finishes

    @SFN-ERR-01
    Example: A ride that breaks down
      Given a ride dispatcher
      And FollowRide fails with an error that nobody has listed
      When ride "r-1" is asked for
      Then ride "r-1" is refused because of FollowRide
      And nothing is left booked for ride "r-1"

  Rule: Events may be put again, all of them

    @SFN-INT-08 @needs-adversary
    Scenario Outline: The bus does not take one of two events
      Given a ride dispatcher
      And the bus fails once to take event <number> of an outcome
      When ride "r-1" is asked for
      Then ride "r-1" finishes
      And "RideFinished, FareDue" are told of ride "r-1"
      And each event about ride "r-1" is told under one id

      Examples:
        | number |
        | 1      |
        | 2      |
