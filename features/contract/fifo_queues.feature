Feature: What a FIFO queue owes
  Whoever builds on order, on groups, or on a second send that does no harm, builds on these
  promises. A text names its group: "g-2" goes to group "g", after "g-1".

  Rule: A FIFO queue is one by its name, and says what it needs

    @SQS-FIFO-01
    Scenario Outline: The name tells the type
      Then making a queue "<name>" as a <type> queue is <outcome>

      Examples:
        | name        | type     | outcome  |
        | orders.fifo | FIFO     | accepted |
        | orders      | FIFO     | refused  |
        | orders.fifo | standard | refused  |
        | orders      | standard | accepted |

    @SQS-FIFO-01
    Example: A standard queue stays one
      Given a queue
      Then turning it into a FIFO queue is refused

    @SQS-FIFO-01
    Example: A FIFO queue stays one
      Given a FIFO queue
      Then turning it into a standard queue is refused

    @SQS-FIFO-02
    Scenario Outline: A send that lacks an id
      Given <a queue>
      When a text is sent with <ids>
      Then it is refused, and nothing is stored

      Examples:
        | a queue                                   | ids                     |
        | a FIFO queue                              | neither id              |
        | a FIFO queue                              | a group id only         |
        | a FIFO queue                              | a deduplication id only |
        | a FIFO queue that deduplicates by content | neither id              |
        | a FIFO queue that deduplicates by content | a deduplication id only |

    @SQS-FIFO-02
    Scenario Outline: A send that has the ids it needs
      Given <a queue>
      When a text is sent with <ids>
      Then it is accepted

      Examples:
        | a queue                                   | ids             |
        | a FIFO queue                              | both ids        |
        | a FIFO queue that deduplicates by content | a group id only |
        | a FIFO queue that deduplicates by content | both ids        |

    @SQS-FIFO-21
    Example: A message has no delay of its own
      Given a FIFO queue
      When a text is sent with a delay of its own
      Then it is refused, and nothing is stored

    @SQS-DEL-08 @needs-virtual-time
    Example: The delay of a FIFO queue holds for all its messages
      Given a FIFO queue whose delay is 45 seconds
      When the texts "g-1, h-1" are sent to their groups
      And 44 seconds go by
      Then the queue gives nothing
      When 2 seconds go by
      Then all that the queue gives now is "g-1, h-1"

    @SQS-DEL-09 @needs-virtual-time
    Scenario Outline: A new delay of a FIFO queue holds for what is stored already
      Given a FIFO queue whose delay is 45 seconds
      When the texts "g-1, h-1" are sent to their groups
      And the delay of the queue becomes <delay> seconds
      And <before> seconds go by
      Then the queue gives nothing
      When 2 seconds go by
      Then all that the queue gives now is "g-1, h-1"

      Examples:
        | delay | before |
        | 900   | 899    |
        | 10    | 9      |

  Rule: A group has one order

    @SQS-FIFO-03
    Example: One after the other
      Given a FIFO queue
      When the texts "g-1, g-2, g-3" are sent to their groups
      Then the queue gives "g-1, g-2, g-3" one after the other, and then nothing

    @SQS-FIFO-03
    Example: Groups are sent to by turns
      Given a FIFO queue
      When the texts "g-1, h-1, g-2, h-2, h-3, g-3" are sent to their groups
      Then all groups are given in their order, while each message is deleted before the next

    @SQS-FIFO-03
    Example: What was not deleted comes again, before all that is behind it
      Given a FIFO queue
      When the texts "g-1, g-2, g-3" are sent to their groups
      And the next receive gives the text "g-1"
      And the visibility timeout of the queue goes by
      Then the queue gives "g-1, g-2, g-3" one after the other, and then nothing

    @SQS-FIFO-03
    Example: What was given back comes again, before all that is behind it
      Given a FIFO queue
      When the texts "g-1, g-2, g-3" are sent to their groups
      And the next receive gives the text "g-1"
      And its visibility timeout is changed to 0 seconds
      Then the queue gives "g-1, g-2, g-3" one after the other, and then nothing

    @SQS-FIFO-03
    Example: A batch that nobody deleted comes again in its order
      Given a FIFO queue
      When the texts "g-1, g-2, g-3, g-4" are sent to their groups
      And up to 3 messages are received
      And the visibility timeout of the queue goes by
      Then the queue gives "g-1, g-2, g-3, g-4" one after the other, and then nothing

    @SQS-FIFO-03
    Example: A batch of which only the first message was deleted
      Given a FIFO queue
      When the texts "g-1, g-2, g-3, g-4" are sent to their groups
      And up to 3 messages are received
      And the text "g-1" is deleted
      And the visibility timeout of the queue goes by
      Then the queue gives "g-2, g-3, g-4" one after the other, and then nothing

    @SQS-FIFO-06
    Scenario Outline: A batch keeps the order of each group
      Given a FIFO queue
      When the texts "<texts>" are sent to their groups
      Then a receive of up to 10 messages has each group in its order, from its first text on

      Examples:
        | texts                                                      |
        | g-1, g-2, g-3, g-4, h-1, h-2, h-3, h-4, h-5, h-6, h-7, h-8 |
        | h-1, g-1, h-2, g-2, h-3, g-3, h-4, g-4, h-5, h-6, h-7, h-8 |

    @SQS-FIFO-06
    Example: A batch is filled from one group first
      Given a FIFO queue
      When the texts "g-1, h-1, g-2, h-2, g-3, h-3" are sent to their groups
      Then a receive of up to 3 messages gives texts of one group only

    @SQS-FIFO-16
    Example: Sequence numbers grow within a group
      Given a FIFO queue
      When the texts "g-1, g-2, h-1, g-3, g-4, g-5, h-2, g-6, g-7, g-8" are sent to their groups
      Then the sequence numbers that the sender is told grow within each group

    @SQS-FIFO-16
    Example: Sender and receiver are told the same sequence number
      Given a FIFO queue
      When the texts "g-1, g-2, g-3" are sent to their groups
      Then the receiver is told the sequence numbers that the sender was told

    @SQS-FIFO-16
    Example: Sequence numbers grow where the content deduplicates
      Given a FIFO queue that deduplicates by content
      When the texts "g-1, g-2, g-3, g-4, g-5, g-6, g-7, g-8" are sent to their groups
      Then the sequence numbers that the sender is told grow within each group

    @SQS-FIFO-22
    Example: A batch is stored in the order of its list
      Given a FIFO queue
      When the texts "g-1, g-2, g-3, g-4" are sent in one batch
      Then the queue gives "g-1, g-2, g-3, g-4" one after the other, and then nothing

    @SQS-FIFO-22
    Example: Several batches, and several groups
      Given a FIFO queue
      When the texts "g-1, h-1, g-2, h-2" are sent in one batch
      And the texts "h-3, g-3, h-4, g-4" are sent in one batch
      Then all groups are given in their order, while each message is deleted before the next

    @SQS-FIFO-22
    Example: One entry of a batch cannot be stored
      Given a FIFO queue
      When the texts "g-1, g-2, g-3" are sent in one batch, and "g-2" asks for a delay
      Then the queue gives what the sender was told is stored, in the order of the batch

  Rule: A group is with one receiver at a time

    @SQS-FIFO-05
    Example: A message in flight holds back its group
      Given a FIFO queue
      When the texts "g-1, g-2" are sent to their groups
      And the next receive gives the text "g-1"
      Then the queue gives nothing

    @SQS-FIFO-05
    Example: Only other groups are given meanwhile
      Given a FIFO queue
      When the texts "g-1, g-2" are sent to their groups
      And the next receive gives the text "g-1"
      And the texts "g-3, h-1, h-2" are sent to their groups
      Then all that the queue gives now is "h-1, h-2"

    @SQS-FIFO-04
    Example: There is no order between groups
      Given a FIFO queue
      When the texts "g-1, g-2, h-1" are sent to their groups
      And the next receive gives the text "g-1"
      Then the next receive gives the text "h-1"
      When the text "g-1" is deleted
      Then the next receive gives the text "g-2"

    @SQS-FIFO-05
    Example: A batch in flight holds back its group until the last of it is deleted
      Given a FIFO queue
      When the texts "g-1, g-2" are sent to their groups
      And "g-1, g-2" are received in one batch
      And the text "g-3" is sent to its group
      And the text "g-1" is deleted
      Then the queue gives nothing
      When the text "g-2" is deleted
      Then the next receive gives the text "g-3"

    @SQS-FIFO-14
    Example: A message that always fails holds back its group, and no other
      Given a FIFO queue
      When the texts "g-1, g-2, h-1" are sent to their groups
      Then "h-1" is given while "g-1" is given 3 times and times out, and "g-2" is not

    @SQS-FIFO-14
    Example: Once it is deleted its group goes on
      Given a FIFO queue
      When the texts "g-1, g-2" are sent to their groups
      And the next receive gives the text "g-1"
      And the visibility timeout of the queue goes by
      And the next receive gives the text "g-1"
      And the text "g-1" is deleted
      Then the next receive gives the text "g-2"

    @SQS-FIFO-14
    Example: Once it is a dead letter its group goes on
      Given a FIFO queue that moves a message after 2 receives
      When the texts "g-1, g-2" are sent to their groups
      And the next receive gives the text "g-1"
      And the visibility timeout of the queue goes by
      And the next receive gives the text "g-1"
      And the visibility timeout of the queue goes by
      Then the next receive gives the text "g-2"
      And the dead-letter queue gives "g-1"

    @SQS-FIFO-14 @needs-virtual-time
    Example: Once it outlives its retention its group goes on
      Given a FIFO queue whose retention is 60 seconds
      When the text "g-1" is sent to its group
      And 50 seconds go by
      And the text "g-2" is sent to its group
      And 15 seconds go by
      Then the next receive gives the text "g-2"

    @SQS-FIFO-13
    Example: Exactly once is not for the slow
      Given a FIFO queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And the visibility timeout of the queue goes by
      Then the queue gives the text "t-1", received 2 times by now

  Rule: Who is late cannot delete

    @SQS-RH-03
    Example: A delete after the visibility timeout
      Given a FIFO queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And the visibility timeout of the queue goes by
      Then deleting with the first handle is refused
      And the queue gives the text "t-1"

    @SQS-RH-03
    Example: A delete after the visibility timeout, while another has the message
      Given a FIFO queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And the visibility timeout of the queue goes by
      And the queue gives the text "t-1"
      Then deleting with the first handle is refused
      And deleting with the last handle is accepted
      When the visibility timeout of the queue goes by
      Then the queue gives nothing

  Rule: A second send of one id is accepted and not delivered

    @SQS-FIFO-07
    Example: The first one waits
      Given a FIFO queue
      When the text "g-1" is sent under the deduplication id "d-1"
      And the text "g-2" is sent under the deduplication id "d-1"
      Then both sends were accepted
      And the queue gives "g-1" one after the other, and then nothing

    @SQS-FIFO-07
    Example: The first one is in flight
      Given a FIFO queue
      When the text "g-1" is sent under the deduplication id "d-1"
      And the next receive gives the text "g-1"
      And the text "g-2" is sent under the deduplication id "d-1"
      And the visibility timeout of the queue goes by
      Then both sends were accepted
      And the queue gives "g-1" one after the other, and then nothing

    @SQS-FIFO-07 @needs-virtual-time
    Example: Almost 5 minutes later
      Given a FIFO queue
      When the text "g-1" is sent under the deduplication id "d-1"
      And 290 seconds go by
      And the text "g-2" is sent under the deduplication id "d-1"
      Then both sends were accepted
      And the queue gives "g-1" one after the other, and then nothing

    @SQS-FIFO-07
    Example: Another id is another message
      Given a FIFO queue
      When the text "g-1" is sent under the deduplication id "d-1"
      And the text "g-1" is sent under the deduplication id "d-2"
      Then the queue gives "g-1, g-1" one after the other, and then nothing

    @SQS-FIFO-07
    Example: Twice in one batch
      Given a FIFO queue
      When the texts "g-1, g-2" are sent in one batch under the deduplication id "d-1"
      Then both sends were accepted
      And the queue gives "g-1" one after the other, and then nothing

    @SQS-FIFO-08
    Example: The first one is deleted already
      Given a FIFO queue
      When the text "g-1" is sent under the deduplication id "d-1"
      And the next receive gives the text "g-1"
      And the text "g-1" is deleted
      And the text "g-2" is sent under the deduplication id "d-1"
      Then both sends were accepted
      And the queue gives nothing

    @SQS-FIFO-08 @needs-virtual-time
    Example: The first one was deleted 2 minutes ago
      Given a FIFO queue
      When the text "g-1" is sent under the deduplication id "d-1"
      And the next receive gives the text "g-1"
      And the text "g-1" is deleted
      And 120 seconds go by
      And the text "g-2" is sent under the deduplication id "d-1"
      Then both sends were accepted
      And the queue gives nothing

    @SQS-FIFO-09 @needs-virtual-time
    Example: 5 minutes later the same id is a new message
      Given a FIFO queue
      When the text "g-1" is sent under the deduplication id "d-1"
      And 301 seconds go by
      And the text "g-2" is sent under the deduplication id "d-1"
      Then the queue gives "g-1, g-2" one after the other, and then nothing

    @SQS-FIFO-09 @needs-virtual-time
    Example: 5 minutes later the same id is a new message, although the first one is deleted
      Given a FIFO queue
      When the text "g-1" is sent under the deduplication id "d-1"
      And the next receive gives the text "g-1"
      And the text "g-1" is deleted
      And 301 seconds go by
      And the text "g-2" is sent under the deduplication id "d-1"
      Then the queue gives "g-2" one after the other, and then nothing

    @SQS-FIFO-10
    Example: One body, and different attributes
      Given a FIFO queue that deduplicates by content
      When the text "g-1" is sent with the attribute "Attempt" of "1"
      And the text "g-1" is sent with the attribute "Attempt" of "2"
      Then both sends were accepted
      And the queue gives "g-1" one after the other, and then nothing

    @SQS-FIFO-10
    Example: Different bodies
      Given a FIFO queue that deduplicates by content
      When the text "g-1" is sent with the attribute "Attempt" of "1"
      And the text "g-2" is sent with the attribute "Attempt" of "1"
      Then the queue gives "g-1, g-2" one after the other, and then nothing

    @SQS-FIFO-10
    Example: An id that is said counts for more than the content
      Given a FIFO queue that deduplicates by content
      When the text "g-1" is sent under the deduplication id "d-1"
      And the text "g-1" is sent under the deduplication id "d-2"
      And the text "g-2" is sent under the deduplication id "d-2"
      Then the queue gives "g-1, g-1" one after the other, and then nothing

    @SQS-FIFO-10
    Example: An id that is said may be that of another content
      Given a FIFO queue that deduplicates by content
      When the text "g-1" is sent with the attribute "Attempt" of "1"
      And the text "g-2" is sent under the SHA-256 digest of "g-1" as its deduplication id
      Then both sends were accepted
      And the queue gives "g-1" one after the other, and then nothing

    @SQS-FIFO-11
    Scenario Outline: How far a deduplication id reaches
      Given <a queue>
      When the text "g-1" is sent under the deduplication id "d-1"
      And the text "g-2" is sent under the deduplication id "d-1"
      And the text "h-1" is sent under the deduplication id "d-1"
      Then all that the queue gives now is "<texts>"

      Examples:
        | a queue                                          | texts    |
        | a FIFO queue                                     | g-1      |
        | a FIFO queue that deduplicates within the queue  | g-1      |
        | a FIFO queue that deduplicates within each group | g-1, h-1 |

    @DLQ-26
    Example: Two dead letters of one deduplication id
      Given a FIFO queue that deduplicates within each group, and has dead letters
      When the text "g-1" is sent under the deduplication id "d-1"
      And the text "h-1" is sent under the deduplication id "d-1"
      And all messages become dead letters
      Then the dead-letter queue gives "g-1, h-1"

    @DLQ-26 @needs-virtual-time
    Example: Two dead letters of one deduplication id, sent 5 minutes apart
      Given a FIFO queue that moves a message after 1 receives
      When the text "g-1" is sent under the deduplication id "d-1"
      And 301 seconds go by
      And the text "g-2" is sent under the deduplication id "d-1"
      And all messages become dead letters
      Then the dead-letter queue gives "g-1, g-2"

    @DLQ-26
    Example: The MessageId of a dead letter is its deduplication id
      Given a FIFO queue that moves a message after 1 receives
      When the text "g-1" is sent under the deduplication id "d-1"
      And all messages become dead letters
      Then the deduplication id of the dead letter is the MessageId that the sender was told

  Rule: A receive that is tried again gives the same again

    @SQS-FIFO-12
    Example: The answer to a receive was lost
      Given a FIFO queue
      When the texts "g-1, g-2, h-1" are sent to their groups
      And messages are received under the attempt id "a-1"
      Then the attempt "a-1" gives the same messages again, under the same handles

    @SQS-FIFO-12
    Example: Another attempt is another receive
      Given a FIFO queue
      When the texts "g-1, g-2" are sent to their groups
      And messages are received under the attempt id "a-1"
      Then the attempt "a-2" gives nothing

    @SQS-FIFO-12 @needs-virtual-time
    Example: A second try starts the visibility timeout anew
      Given a FIFO queue whose visibility timeout is 30 seconds
      When the text "g-1" is sent to its group
      And messages are received under the attempt id "a-1"
      And 20 seconds go by
      Then the attempt "a-1" gives the same messages again, under the same handles
      When 29 seconds go by
      Then the queue gives nothing
      When 2 seconds go by
      Then the next receive gives the text "g-1"

    @SQS-FIFO-12
    Example: One of the messages was deleted since
      Given a FIFO queue
      When the texts "g-1, g-2" are sent to their groups
      And messages are received under the attempt id "a-1"
      And the text "g-1" is deleted
      Then the attempt "a-1" gives none of them again

    @SQS-FIFO-12
    Example: The visibility timeout of one of the messages was changed since
      Given a FIFO queue
      When the texts "g-1, g-2" are sent to their groups
      And messages are received under the attempt id "a-1"
      And its visibility timeout is changed to 60 seconds
      Then the attempt "a-1" gives none of them again

    @SQS-FIFO-12 @needs-virtual-time
    Example: An attempt is known for 5 minutes
      Given a FIFO queue whose visibility timeout is 3600 seconds
      When the text "g-1" is sent to its group
      And messages are received under the attempt id "a-1"
      And 301 seconds go by
      Then the attempt "a-1" gives none of them again
