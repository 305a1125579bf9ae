Feature: What a queue with a redrive policy owes
  A dead-letter queue is only as good as its arithmetic: exactly so many attempts, nothing lost on
  the way, nothing moved that should have stayed.

  Rule: A message is moved when it would be received once too often

    @DLQ-01
    Scenario Outline: Exactly maxReceiveCount attempts
      Given a queue that moves a message after <count> receives
      When the text "t-1" is sent to the queue
      Then the queue gives it exactly <count> times, and then it is a dead letter

      Examples:
        | count |
        | 1     |
        | 3     |
        | 10    |

    @SQS-VIS-10
    Example: An attempt that ends by its timeout has failed
      Given a queue that moves a message after 2 receives
      When the text "t-1" is sent to the queue
      And 2 receives of it end by the visibility timeout
      Then the next receive gives nothing, and it is a dead letter

    @DLQ-03
    Scenario Outline: Every receive counts, whatever came of it
      Given a queue that moves a message after 3 receives
      When the text "t-1" is sent to the queue
      And a receive of it <ends>
      And a receive of it <ends>
      Then the queue gives the text "t-1", received 3 times by now
      When the visibility timeout of the queue goes by
      Then the next receive gives nothing, and it is a dead letter

      Examples:
        | ends                           |
        | ends by the visibility timeout |
        | is given back at once          |
        | was only a look                |

    @DLQ-02
    Example: Nothing moves while nobody receives
      Given a queue that moves a message after 1 receives
      When the text "t-1" is sent to the queue
      And 1 receives of it end by the visibility timeout
      And the visibility timeout of the queue goes by
      Then there is no dead letter yet
      And the next receive gives nothing, and it is a dead letter

    @SQS-DEL-06 @needs-virtual-time
    Example: A message that outlives its retention is no dead letter
      Given a queue that moves a message after 3 receives
      When the text "t-1" is sent to the queue
      And 345610 seconds go by
      Then the queue gives nothing
      And there is no dead letter yet

  Rule: The move changes nothing but the place

    @DLQ-29
    Example: MessageId, body and attributes
      Given a queue that moves a message after 1 receives
      When a message with ReplyTo, ReplyBy and Status is sent
      Then as a dead letter it has the same MessageId, body and attributes

    @DLQ-05 @needs-virtual-time
    Example: The time on the queue counts towards the retention of the dead-letter queue
      Given a queue that moves a message after 1 receives
      When the text "t-1" is sent to the queue
      And 86400 seconds go by
      And it becomes a dead letter, which is kept for 345600 seconds
      And 259000 seconds go by
      Then the dead-letter queue still has the text "t-1"
      When 400 seconds go by
      Then the dead-letter queue has nothing

    @DLQ-06 @needs-virtual-time
    Example: On a FIFO queue the move starts the clock anew
      Given a FIFO queue that moves a message after 1 receives
      When the text "t-1" is sent to the queue
      And 86400 seconds go by
      And it becomes a dead letter, which is kept for 345600 seconds
      And 345000 seconds go by
      Then the dead-letter queue still has the text "t-1"

  Rule: A dead-letter queue fits its source and allows it

    @DLQ-04
    Scenario Outline: A dead-letter queue that cannot be
      Then <a queue> whose dead letters go to <another> is refused

      Examples:
        | a queue          | another               |
        | a standard queue | a queue that is not   |
        | a standard queue | a FIFO queue          |
        | a FIFO queue     | a standard queue      |
        | a standard queue | one of another region |

    @DLQ-14
    Scenario Outline: A dead-letter queue that chooses its sources
      Given a dead-letter queue that allows <sources>
      Then a queue with its dead letters there is <outcome>

      Examples:
        | sources         | outcome  |
        | whoever comes   | accepted |
        | nobody          | refused  |
        | another queue   | refused  |
        | just that queue | accepted |

  Rule: A redrive moves everything as it is, as new

    @DLQ-13
    Example: All dead letters go back, unchanged
      Given a queue with the dead letters "t-1, t-2, t-3"
      When the service is told to redrive
      Then the queue gives the texts "t-1, t-2, t-3"
      And the dead-letter queue has nothing

    @DLQ-09
    Example: What is redriven is a new message
      Given a queue with the dead letters "t-1"
      When the service is told to redrive
      Then the queue gives the text "t-1" under a new MessageId, received once by now

    @DLQ-11
    Example: Where it came from is where it goes
      Given a queue with the dead letters "t-1"
      And another queue with the same dead-letter queue
      When the service is told to redrive
      Then the queue gives the texts "t-1"
      And the other queue has nothing

    @DLQ-11
    Example: A redrive to another place
      Given a queue with the dead letters "t-1"
      And another queue with the same dead-letter queue
      When the service is told to redrive to the other queue
      Then the other queue gives the text "t-1"

    @DLQ-11
    Example: A queue that is nobody's dead-letter queue
      Given a queue
      Then telling the service to redrive the queue is refused

    @DLQ-11
    Example: One redrive at a time
      Given a queue with the dead letters "t-1, t-2, t-3"
      When the service is told to redrive one message a second
      Then telling the service to redrive once more is refused

    @DLQ-12
    Example: A redrive that has ended cannot be cancelled
      Given a queue with the dead letters "t-1"
      When the service is told to redrive
      And the redrive has ended
      Then cancelling the redrive is refused
      And the queue gives the texts "t-1"
