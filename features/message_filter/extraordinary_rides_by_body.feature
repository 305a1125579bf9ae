@role-body-filtering-subscriber
Feature: Message filter: the subscriber chooses by the body of a message
  The same choice for publishers who set no attributes. A filter that looks into the body needs a
  JSON object there, and finds in it what it finds: numbers, not texts that look like them.

  Rule: A ride passes only if both values are there, are numbers, and are large enough

    @SNS-FLT-13
    Scenario Outline: A body at the limits
      Given the extraordinary-rides service that reads the body
      When a ride is published whose body has fare <fare> and distance <distance>
      Then the extraordinary-rides service has <books> it

      Examples:
        | fare  | distance | books      |
        | 256.5 | 600      | booked     |
        | 50    | 20       | booked     |
        | 50.01 | 20.01    | booked     |
        | 49.99 | 600      | not booked |
        | 256.5 | 19.99    | not booked |
        | 9     | 600      | not booked |

    @SNS-FLT-04
    Scenario Outline: A value is absent from the body
      Given the extraordinary-rides service that reads the body
      When a ride is published whose body has fare <fare> and distance <distance>
      Then the extraordinary-rides service has not booked it

      Examples:
        | fare   | distance |
        | absent | 600      |
        | 256.5  | absent   |
        | null   | 600      |

    @SNS-FLT-12
    Scenario Outline: A number is sent as a text
      Given the extraordinary-rides service that reads the body
      When a ride is published whose body has fare <fare> and distance <distance>
      Then the extraordinary-rides service has not booked it

      Examples:
        | fare    | distance |
        | "256.5" | 600      |
        | 256.5   | "600"    |

    @SNS-FLT-09
    Example: The body is no JSON
      Given the extraordinary-rides service that reads the body
      When the text fare 256.5, distance 600 is published to the topic of rides
      Then the extraordinary-rides service has not booked it

    @SNS-FLT-02
    Example: Attributes say what the body does not
      Given the extraordinary-rides service that reads the body
      When a ride of fare 10 is published whose attributes say 256.5
      Then the extraordinary-rides service has not booked it

  Rule: What passes is unchanged, what comes through by mistake does no harm

    @RR-04
    Example: The correlation id is still there behind filter and envelope
      Given the extraordinary-rides service that reads the body
      When a ride for a fare of 256.55 is published under correlation id "c-1"
      Then the extraordinary-rides service books it for 256.55 under correlation id "c-1"

    @SNS-FLT-10
    Example: An unwanted ride comes through
      Given the extraordinary-rides service that reads the body
      When its filter still lets everything through
      And a ride is published whose body has fare 10 and distance 5
      Then the extraordinary-rides service has not booked it

  Rule: Two failures have two places to look

    @TQC-03
    Example: Where its letters are
      Given the extraordinary-rides service that reads the body
      Then what "extraordinary-rides" cannot handle and what cannot be delivered to it have a dead-letter queue each
