@needs-alarms @needs-metrics @needs-virtual-time
Feature: What queues tell CloudWatch, and what alarms make of it
  A metric is a number a minute, and each counts something else than its name suggests. Whoever is to
  be woken by one should know which.

  Rule: A dead letter was moved, not sent

    @DLQ-20
    Example: A message that is moved is not counted as sent
      Given a queue that moves a message after 1 receives
      When the text "t-1" is sent to the queue
      And 1 receives of it end by the visibility timeout
      Then the next receive gives nothing, and it is a dead letter
      When 300 seconds go by
      Then the dead-letter queue has counted 0 messages as sent
      And the dead-letter queue has shown 1 visible message

    @DLQ-20
    Example: A message that somebody sends to the dead-letter queue is counted
      Given a queue that moves a message after 1 receives
      When the text "t-1" is sent to the dead-letter queue by hand
      And 300 seconds go by
      Then the dead-letter queue has counted 1 message as sent
      And the dead-letter queue has shown 1 visible message

    @DLQ-20
    Scenario Outline: An alarm on the wrong metric never goes off
      Given a queue that moves a message after 1 receives
      And an alarm when <metric> of the dead-letter queue is above 0
      When the text "t-1" is sent to the queue
      And 1 receives of it end by the visibility timeout
      Then the next receive gives nothing, and it is a dead letter
      When 300 seconds go by
      Then the alarm is <state>

      Examples:
        | metric                             | state |
        | NumberOfMessagesSent               | OK    |
        | ApproximateNumberOfMessagesVisible | ALARM |

    @DLQ-21
    Example: An alarm on dead letters tells its topic
      Given a queue that moves a message after 1 receives
      And an alarm when ApproximateNumberOfMessagesVisible of the dead-letter queue is above 0
      When the text "t-1" is sent to the queue
      And 1 receives of it end by the visibility timeout
      Then the next receive gives nothing, and it is a dead letter
      When 300 seconds go by
      Then the topic of the alarm has told that it went off, once

  Rule: The age of a message is not how long it will live

    @DLQ-08
    Example: A dead letter is as old as its move
      Given a queue that moves a message after 1 receives
      When the text "t-1" is sent to the queue
      And 86400 seconds go by
      And 1 receives of it end by the visibility timeout
      Then the next receive gives nothing, and it is a dead letter
      When 900 seconds go by
      Then the oldest message of the dead-letter queue seems to be between 600 and 1800 seconds old

    @DLQ-24
    Scenario Outline: A message that was received again and again has no age
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives it <times> times, and nobody deletes it
      And 7200 seconds go by
      And the text "t-2" is sent to the queue
      And 900 seconds go by
      Then the oldest message of the queue seems to be between <least> and <most> seconds old

      Examples:
        | times | least | most |
        | 1     | 7800  | 9600 |
        | 4     | 600   | 1800 |

  Rule: There is a point for each minute, while the queue is active

    @DLQ-22
    Example: A queue that holds a message
      Given a queue
      When the text "t-1" is sent to the queue
      And 36000 seconds go by
      Then the queue has 10 points of its depth in the last 600 seconds

    @DLQ-22
    Example: A queue that nobody has used for six hours
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1", and it is deleted
      And 36000 seconds go by
      Then the queue has 0 points of its depth in the last 600 seconds

  Rule: An alarm says what it makes of missing points, and of a few bad ones

    @DLQ-23
    Scenario Outline: No points at all
      Given a queue
      And an alarm when the depth of the queue is above 0, to which missing points are <treatment>
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1", and it is deleted
      And 36000 seconds go by
      Then the alarm is <state>

      Examples:
        | treatment    | state             |
        | missing      | INSUFFICIENT_DATA |
        | breaching    | ALARM             |
        | notBreaching | OK                |
        | ignore       | OK                |

    @DLQ-23
    Scenario Outline: Four bad points of five
      Given a queue
      And an alarm when the depth of the queue is above 0 in 4 of 5 minutes
      When the text "t-1" is sent to the queue
      And <seconds> seconds go by
      And the queue gives the text "t-1", and it is deleted
      And 60 seconds go by
      Then the alarm is <state>

      Examples:
        | seconds | state |
        | 120     | OK    |
        | 600     | ALARM |
