@role-publisher
Feature: Publish-subscribe channel: a publisher that tells, and does not ask who listens
  An event is told once, to whoever cares: the publisher neither knows, counts nor waits for its
  subscribers. What it owes to all of them is that every ride is told, and known again if told twice.

  Rule: Subscribers come and go, and the publisher is the same

    @PS-01
    Example: Three services listen
      Given services "accounting, notification, statistics" listen
      And a publisher
      When ride "r-1" is submitted
      Then each of services "accounting, notification, statistics" hears of rides "r-1"

    @PS-01
    Example: A fourth service joins
      Given services "accounting, notification, statistics" listen
      And a publisher
      When ride "r-1" is submitted, and published
      And service "fraud-detection" joins
      And ride "r-2" is submitted
      Then each of services "accounting, notification, statistics" hears of rides "r-1, r-2"
      And each of services "fraud-detection" hears of rides "r-2"

    @PS-01
    Example: A service leaves
      Given services "accounting, notification" listen
      And a publisher
      When ride "r-1" is submitted, and published
      And service "notification" leaves
      And ride "r-2" is submitted
      Then each of services "accounting" hears of rides "r-1, r-2"
      And each of services "notification" hears of rides "r-1"

    @CE-02
    Example: Nobody listens
      Given a publisher
      When ride "r-1" is submitted
      Then the publisher says that it has published rides "r-1"
      And no submitted ride is left to do

  Rule: Whom a ride is for is decided by the subscribers, from what the publisher tells of it

    @SNS-FLT-13
    Scenario Outline: Wild Rydes, labs 1 and 2: three services, one with a filter
      Given services "accounting, notification" listen
      And service "extraordinary-rides" listens for fares from 50 and distances from 20
      And a publisher
      When ride "r-1" is submitted with a fare of <fare> and a distance of <distance>
      Then of the three services <reached> hear of it

      Examples:
        | fare   | distance | reached                                       |
        | 256.50 | 600      | accounting, notification, extraordinary-rides |
        | 50     | 20       | accounting, notification, extraordinary-rides |
        | 9      | 600      | accounting, notification                      |
        | 256.50 | 5        | accounting, notification                      |
        | 10     | 5        | accounting, notification                      |

    @SNS-FLT-13
    Example: A service changes its filter
      Given service "extraordinary-rides" listens for fares from 50 and distances from 20
      And a publisher
      When ride "r-1" is submitted with a fare of 10 and a distance of 5, and published
      And service "extraordinary-rides" now listens for fares from 5 and distances from 2
      And ride "r-2" is submitted with a fare of 10 and a distance of 5
      Then each of services "extraordinary-rides" hears of rides "r-2"

    @SNS-FLT-14
    Example: What passes a filter is the ride as it was submitted
      Given service "extraordinary-rides" listens for fares from 50 and distances from 20
      And a publisher
      When ride "r-1" is submitted
      Then service "extraordinary-rides" hears all that was submitted, and an id

  Rule: A ride is told, however often the topic refuses it, and done when the topic has it

    @SQS-DEL-14
    Example: The topic throttles two publishes
      Given service "accounting" listens
      And a publisher who is throttled 2 times
      When rides "r-1, r-2" are submitted
      Then each of services "accounting" hears of rides "r-1, r-2"
      And the publisher says that it has published rides "r-1, r-2"

    @SQS-DEL-14
    Example: The topic throttles every publish
      Given service "accounting" listens
      And a publisher who is throttled for good
      When ride "r-1" is submitted
      Then the publisher never says that it has published, and ride "r-1" is left to do

    @SNS-PUB-16
    Example: One of three rides is not published
      Given service "accounting" listens
      And a publisher one of whose rides the topic refuses
      When rides "r-1, r-2, r-3" are submitted
      Then each of services "accounting" hears of rides "r-1, r-2, r-3"
      And no submitted ride is left to do

    @BUF-01
    Example: A rush, while nobody takes anything
      Given service "accounting" listens
      And a publisher
      When 25 rides are submitted
      Then service "accounting" has 25 rides waiting
      And no submitted ride is left to do

  Rule: A ride that is told again is the same ride

    @TQC-05
    Example: The publisher dies after it has published
      Given service "accounting" listens
      And a publisher that dies after its publish
      When ride "r-1" is submitted
      Then service "accounting" hears of ride "r-1" more than once, under one id

    @TQC-05
    Example: The answer to a publish is lost
      Given service "accounting" listens
      And a publisher to whom the answer to a publish is lost
      When ride "r-1" is submitted
      Then service "accounting" hears of ride "r-1" more than once, under one id
      And the publisher says that it has published rides "r-1"
