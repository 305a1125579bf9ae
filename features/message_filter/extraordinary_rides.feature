@role-filtering-subscriber
Feature: Message filter: the subscriber chooses by the attributes of a message
  The extraordinary-rides service of Wild Rydes wants fares from 50 over distances from 20, and no
  publisher knows of it. What it does not want is no error, and must leave no trace.

  Rule: A ride passes only if both attributes are there, are numbers, and are large enough

    @SNS-FLT-13
    Scenario Outline: A ride at the limits
      Given the extraordinary-rides service
      When a ride is published with the attributes fare <fare> and distance <distance>
      Then the extraordinary-rides service has <books> it

      Examples: Fares
        | fare   | distance | books      |
        | 256.5  | 600      | booked     |
        | 50.01  | 600      | booked     |
        | 50     | 600      | booked     |
        | 49.99  | 600      | not booked |
        | 9      | 600      | not booked |
        | -256.5 | 600      | not booked |

      Examples: Distances
        | fare  | distance | books      |
        | 256.5 | 20.01    | booked     |
        | 256.5 | 20       | booked     |
        | 256.5 | 19.99    | not booked |
        | 256.5 | 3        | not booked |

      Examples: Both
        | fare  | distance | books      |
        | 50    | 20       | booked     |
        | 49.99 | 19.99    | not booked |
        | 10    | 5        | not booked |

    @SNS-FLT-04
    Scenario Outline: An attribute is absent
      Given the extraordinary-rides service
      When a ride is published with the attributes fare <fare> and distance <distance>
      Then the extraordinary-rides service has not booked it

      Examples:
        | fare   | distance |
        | absent | 600      |
        | 256.5  | absent   |
        | absent | absent   |

    @SNS-FLT-12
    Scenario Outline: A number is sent as a String
      Given the extraordinary-rides service
      When a ride is published with the attributes fare <fare> and distance <distance>
      Then the extraordinary-rides service has not booked it

      Examples:
        | fare    | distance |
        | "256.5" | 600      |
        | 256.5   | "600"    |

  Rule: What is filtered out is no error, and what passes is unchanged

    @SNS-FLT-14
    Example: An unwanted ride among wanted ones leaves no trace
      Given the extraordinary-rides service
      When rides are published with fares 256.5, 10, 50 and 49.99
      Then the extraordinary-rides service has booked the first and the third, and nothing lies anywhere

    @SNS-FLT-14
    Example: A ride that passes keeps its fare to the cent, and its correlation id
      Given the extraordinary-rides service
      When a ride for a fare of 1234567.89 is published under correlation id "c-1"
      Then the extraordinary-rides service books it for 1234567.89 under correlation id "c-1"

    @SNS-FLT-10
    Example: A ride comes through although it is unwanted, since filters change slowly
      Given the extraordinary-rides service
      When its filter still lets everything through
      And a ride is published with the attributes fare 10 and distance 5
      Then the extraordinary-rides service has not booked it

    @SNS-FLT-10
    Example: Its filter was narrowed a moment ago
      Given the extraordinary-rides service
      When its filter let everything through until a moment ago
      And a ride is published with the attributes fare 10 and distance 5
      Then the extraordinary-rides service has not booked it

  Rule: Its filter is its own affair

    @SNS-FLT-13
    Scenario Outline: Wild Rydes, labs 1 and 2: three services hear of a ride
      Given services "accounting, notification" listen
      And the extraordinary-rides service
      When a ride is published with the attributes fare <fare> and distance <distance>
      Then <services> services have heard of it

      Examples:
        | fare   | distance | services |
        | 256.50 | 600      | 3        |
        | 10     | 5        | 2        |
        | absent | absent   | 2        |

  Rule: Two failures have two places to look

    @TQC-03
    Example: Where its letters are
      Given the extraordinary-rides service
      Then what "extraordinary-rides" cannot handle and what cannot be delivered to it have a dead-letter queue each
