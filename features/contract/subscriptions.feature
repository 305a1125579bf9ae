Feature: What a topic owes: endpoints that are no queues
  An endpoint outside of the account has an owner who must be asked first, and it may be away: the
  topic tries again for a while. What such an endpoint gets is not seen here, but what is agreed is.

  Rule: Who is not asked gets nothing, and who is asked has three days

    @SNS-PUB-06
    Scenario Outline: An endpoint whose owner must be asked
      Given a topic with no subscription
      When the <protocol> endpoint <place> subscribes
      Then the subscription waits for its confirmation

      Examples:
        | protocol | place                   |
        | https    | https://example.com/tck |
        | email    | tck@example.com         |

    @SNS-PUB-06
    Example: The own queue is confirmed at once
      Given a topic with no subscription
      When the subscription "one" joins
      Then the subscription "one" is confirmed

    @SNS-PUB-06
    Example: A token that nobody was sent
      Given a topic with no subscription
      When the https endpoint https://example.com/tck subscribes
      Then confirming with an invented token is refused
      And the subscription waits for its confirmation

    @SNS-PUB-07 @needs-virtual-time
    Scenario Outline: Nobody has confirmed
      Given a topic with no subscription
      When the https endpoint https://example.com/tck subscribes
      And <seconds> seconds go by
      Then the subscription <is>

      Examples:
        | seconds | is                         |
        | 172000  | waits for its confirmation |
        | 262000  | is gone                    |

    @SNS-PUB-07
    Example: What is not confirmed cannot be ended
      Given a topic with no subscription
      When the https endpoint https://example.com/tck subscribes
      And somebody tries to end what is not confirmed
      Then the subscription waits for its confirmation

  Rule: An HTTP endpoint is tried for an hour at most, and three times if nothing is said

    @SNS-PUB-10
    Example: Nothing is said
      Given a topic with no subscription
      Then HTTP endpoints are tried 3 more times, 20 seconds apart

    @SNS-PUB-10
    Example: Something is said
      Given a topic with no subscription
      When HTTP endpoints are to be tried 5 more times, 30 seconds apart
      Then HTTP endpoints are tried 5 more times, 30 seconds apart

    @SNS-PUB-09
    Scenario Outline: How long it is tried in all
      Given a topic with no subscription
      Then trying HTTP endpoints <count> more times, <seconds> seconds apart, is <taken>

      Examples:
        | count | seconds | taken   |
        | 3     | 20      | taken   |
        | 50    | 60      | taken   |
        | 50    | 120     | refused |
        | 100   | 600     | refused |
