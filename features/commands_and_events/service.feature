@role-ride-service
Feature: Commands and events: a service that is told what to do, and tells what it has done
  A command is an order to one receiver, an event a fact for everybody. Between them lies a change
  that must be had once, that must be there when it is told of, and that nobody can take back.

  Rule: A command is for one receiver, and is followed once

    @CE-01
    Example: The service is deployed twice
      Given 2 instances of the ride service
      And an observer who listens
      When 6 rides are commanded to be completed
      Then each of the 6 rides is stored once, and told under one event id

    @SQS-DEL-02
    Example: The queue hands out the same command twice
      Given a ride service to whom the queue delivers the command about "r-1" once more
      And an observer who listens
      When ride "r-1" is commanded to be completed
      Then ride "r-1" is stored once, and told under one event id

    @SQS-DEL-04
    Example: The sender of a command sends it again
      Given a ride service
      And an observer who listens
      When ride "r-1" is commanded to be completed, twice by the same command
      Then ride "r-1" is stored once, and told under one event id

    @SQS-VIS-03
    Example: The visibility timeout ends before the change is stored
      Given 2 instances of the ride service, of which one is slow before its effect
      And an observer who listens
      When ride "r-1" is commanded to be completed
      Then ride "r-1" is stored once, and told under one event id

    @SQS-DEL-03
    Example: A correction overtakes the completion
      Given a ride service
      And an observer who listens
      When the fare of ride "r-1" is commanded to be corrected to 19.5
      And ride "r-1" is commanded to be completed
      Then ride "r-1" is stored for 19.5
      And of ride "r-1" the events "RideCompleted, FareCorrected" are told

    @DLQ-18
    Scenario Outline: What cannot be read as a command
      Given a ride service
      And an observer who listens
      When <something> is sent to the ride service, under correlation id "c-1"
      And ride "r-1" is commanded to be completed
      Then <something> is set aside by the ride service, with its correlation id
      And of ride "r-1" the events "RideCompleted" are told

      Examples:
        | something                    |
        | no JSON                      |
        | a command without a ride     |
        | a command that is unknown    |
        | an event                     |
        | a command of another version |

  Rule: An event states a fact, so the fact is there before it is told

    @CE-03
    Example: The change is stored when the event is published
      Given a ride service that is watched as it publishes
      And an observer who listens
      When ride "r-1" is commanded to be completed
      Then of ride "r-1" the events "RideCompleted" are told
      And whenever an event was published, the ride was stored

    @CE-03
    Example: The change cannot be stored
      Given a ride service that cannot store ride "r-1"
      And an observer who listens
      When ride "r-1" is commanded to be completed
      And ride "r-2" is commanded to be completed
      Then of ride "r-2" the events "RideCompleted" are told
      And the command about "r-1" becomes a dead letter
      And of ride "r-1" no event is told

    @CE-03
    Scenario Outline: The service dies at the change
      Given a ride service that is killed <side> its effect
      And an observer who listens
      When ride "r-1" is commanded to be completed
      Then ride "r-1" is stored once, and told under one event id

      Examples:
        | side   |
        | before |
        | after  |

    @DEC-06
    Scenario Outline: The service dies as it tells
      Given a ride service that is killed <side> its publish
      And an observer who listens
      When ride "r-1" is commanded to be completed
      Then ride "r-1" is stored once, and told under one event id

      Examples:
        | side   |
        | before |
        | after  |

    @SQS-VIS-02
    Example: The service dies as it acknowledges
      Given a ride service that is killed before its acknowledgement
      And an observer who listens
      When ride "r-1" is commanded to be completed
      Then ride "r-1" is stored once, and told under one event id

    @SQS-DEL-14
    Example: The topic throttles two publishes
      Given a ride service whose first 2 publishes are throttled
      And an observer who listens
      When ride "r-1" is commanded to be completed
      Then ride "r-1" is stored once, and told under one event id

  Rule: What was told stays as it was told

    @CE-04
    Example: A correction is another event
      Given a ride service
      And an observer who listens
      When ride "r-1" is commanded to be completed, and is
      And the fare of ride "r-1" is commanded to be corrected to 19.5
      Then ride "r-1" is stored for 19.5
      And of ride "r-1" the events "RideCompleted, FareCorrected" are told
      And each event of ride "r-1" has an id and a version of its own

    @CE-04
    Example: The first event is told again after the correction
      Given a ride service whose first acknowledgement is refused
      And an observer who listens
      When ride "r-1" is commanded to be completed
      And the fare of ride "r-1" is commanded to be corrected to 19.5
      Then ride "r-1" is stored for 19.5
      And of ride "r-1" the events "RideCompleted, FareCorrected" are told
      And each event of ride "r-1" has an id and a version of its own

  Rule: Observers are as many as they are, and owe nothing

    @CE-02
    Example: Nobody observes
      Given a ride service
      When ride "r-1" is commanded to be completed
      Then ride "r-1" is stored once
      And no command is left to the ride service

    @CE-02
    Example: The event is named for what has happened
      Given a ride service
      And an observer who listens
      When ride "r-1" is commanded to be completed
      Then of ride "r-1" the events "RideCompleted" are told
      And each event of ride "r-1" states intent "event", its type and a version

    @PS-01
    Example: Another observer joins
      Given a ride service
      And an observer who listens
      When ride "r-1" is commanded to be completed, and is
      And another observer joins
      And ride "r-2" is commanded to be completed
      Then of ride "r-2" the events "RideCompleted" are told to both observers

    @CE-06
    Example: The observer fails at every event
      Given a ride service
      And an observer who fails at every event
      When 3 rides are commanded to be completed
      Then no command is left to the ride service
      And all 3 events are still with the observer

    @RR-04
    Example: The event belongs to what its command belonged to
      Given a ride service
      And an observer who listens
      When ride "r-1" is commanded to be completed under correlation id "c-1"
      Then the event about "r-1" is told under correlation id "c-1"
