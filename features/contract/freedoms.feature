@needs-adversary
Feature: What the contract leaves open, used on purpose
  Emulators are polite: they deliver once, in order and at once, and every answer arrives. AWS owes
  none of this. Here the target uses its freedoms when it is told to, so that it can be seen what
  each of them looks like, and what is still promised then.

  Rule: A message may be given more than once

    @SQS-DEL-02
    Example: A second copy while the first one is being worked on
      Given a queue
      And the target, as it may, delivers "t-1" a second time at once
      When the text "t-1" is sent to the queue
      Then the queue gives "t-1" twice at one time
      And both have the same MessageId and handles of their own
      When the text "t-1" is deleted
      And the visibility timeout of the queue goes by
      Then the queue gives the text "t-1", under the MessageId that the sender was told

    @SQS-VIS-03
    Example: The visibility timeout is no lock
      Given a queue
      And the target, as it may, delivers "t-1" a second time at once
      When the text "t-1" is sent to the queue
      Then two receives of one message each give the texts "t-1, t-1"

    @SQS-DEL-02 @needs-virtual-time
    Example: Once more after the visibility timeout, although it was deleted in time
      Given a queue
      And the target, as it may, delivers "t-1" again after its visibility timeout
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1", and it is deleted
      And 60 seconds go by
      Then the queue gives the text "t-1", under the MessageId that the sender was told

  Rule: A delete may have no effect, or not for good

    @SQS-RH-02
    Example: A delete by a handle that is out of date is accepted and ignored
      Given a queue
      And the target, as it may, ignores a late delete of "t-1"
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And the visibility timeout of the queue goes by
      And the queue gives the text "t-1"
      Then deleting with the first handle is accepted
      When the visibility timeout of the queue goes by
      Then the queue gives the text "t-1", received 3 times by now

    @SQS-RH-04 @needs-virtual-time
    Scenario Outline: Deleted, and there again
      Given a queue
      And the target, as it may, brings "t-1" back <later> its delete
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1", and it is deleted
      And <seconds> seconds go by
      Then the queue gives the text "t-1", under the MessageId that the sender was told
      When the text "t-1" is deleted
      And 90000 seconds go by
      Then the queue gives nothing

      Examples:
        | later         | seconds |
        | at once after | 1       |
        | an hour after | 3600    |
        | a day after   | 86400   |

    @SQS-RH-05
    Example: A delete is made again because its answer was lost
      Given a queue
      And the target, as it may, loses the answer to the delete of "t-1"
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1", and it is deleted
      And the visibility timeout of the queue goes by
      Then the queue gives nothing

  Rule: A standard queue has no order

    @SQS-DEL-03
    Scenario Outline: One message overtakes another
      Given a queue
      And the target, as it may, lets <which> overtake "t-1"
      When the text "t-1" is sent to the queue
      And the text "t-2" is sent to the queue
      And the text "t-3" is sent to the queue
      Then the next receive gives the text "<first>"
      And the queue gives each of "<rest>" once

      Examples:
        | which              | first | rest     |
        | the next one       | t-2   | t-1, t-3 |
        | the one after next | t-3   | t-1, t-2 |

    @SQS-FIFO-17
    Example: On a FIFO queue the order is that of arrival, whoever wanted to be first
      Given a FIFO queue
      And the target, as it may, throttles the send of "g-1" for longer than an SDK tries
      Then a send of "g-1" is refused as throttled
      When the text "g-2" is sent to its group
      And the text "g-1" is sent to its group
      Then the queue gives "g-2, g-1" one after the other, and then nothing

  Rule: A receive may give less than there is

    @SQS-RCV-03
    Example: A short poll finds nothing
      Given a queue
      And the target, as it may, finds nothing in one receive
      When the text "t-1" is sent to the queue
      And one receive finds nothing
      Then the next receive gives the text "t-1"

    @SQS-RCV-05
    Example: Even a long poll finds nothing
      Given a queue
      And the target, as it may, finds nothing in one receive
      When the text "t-1" is sent to the queue
      And one receive that waits for up to 20 seconds finds nothing
      Then a receive that waits for up to 20 seconds gives it

    @SQS-RCV-02
    Example: A receive of ten gives some of ten
      Given a queue with 10 messages
      And the target, as it may, finds only some of the messages in one receive
      When one receive of up to 10 messages gives fewer
      Then the next receives give the rest of the 10 messages

    @SQS-VIS-11
    Example: Too many messages in flight, and a short poll is told
      Given a queue
      And the target, as it may, has room for no more messages in flight
      When the text "t-1" is sent to the queue
      And the text "t-2" is sent to the queue
      And the next receive gives the text "t-1"
      Then a receive is refused as OverLimit
      When the text "t-1" is deleted
      Then the next receive gives the text "t-2"

    @SQS-VIS-11
    Example: Too many messages in flight, and a long poll is not told
      Given a queue
      And the target, as it may, has room for no more messages in flight
      When the text "t-1" is sent to the queue
      And the text "t-2" is sent to the queue
      And the next receive gives the text "t-1"
      And one receive that waits for up to 20 seconds finds nothing
      And the text "t-1" is deleted
      Then the next receive gives the text "t-2"

    @SQS-VIS-11
    Example: Too many messages in flight on a FIFO queue, and nobody is told
      Given a FIFO queue
      And the target, as it may, has room for no more messages in flight
      When the texts "g-1, h-1" are sent to their groups
      And the next receive gives the text "g-1"
      And one receive finds nothing
      And the text "g-1" is deleted
      Then the next receive gives the text "h-1"

    @FAIR-03
    Example: Below 30 messages in flight nobody is noisy
      Given a queue on which tenant "A" has 20 messages in flight, and 9 more that wait
      When tenant "B" sends the text "q-1"
      Then all of the backlog is given before the text "q-1"

  Rule: An answer may be lost when the work is done

    @SQS-DEL-04
    Example: The SDK sends again
      Given a queue
      And the target, as it may, loses the answer to the send of "t-1"
      When the text "t-1" is sent to the queue
      Then the queue has "t-1" 2 times, each under a MessageId of its own
      And one of them is the MessageId that the sender was told

    @SQS-DEL-04
    Example: The sender gives up, and all that it sent is there
      Given a queue
      And the target, as it may, loses every answer to the send of "t-1"
      When the text "t-1" is sent, and the sender never gets an answer
      Then the queue has "t-1" 3 times, each under a MessageId of its own

    @SQS-FIFO-07
    Example: A FIFO queue knows what is sent again
      Given a FIFO queue
      And the target, as it may, loses the answer to the send of "g-1"
      When the texts "g-1, g-2" are sent to their groups
      Then the queue gives "g-1, g-2" one after the other, and then nothing

    @EB-PUT-03
    Example: An event that is put again is another event
      Given a rule for rides with the targets "one"
      And the target, as it may, loses the answer to the send of "r-1"
      When the ride "r-1" is put on the bus
      Then each of the targets "one" has the events "r-1, r-1"
      And they have ids of their own

    @SQS-RCV-09
    Example: A message counts as received by nobody
      Given a queue
      And the target, as it may, loses the answer to a receive of "t-1"
      When the text "t-1" is sent to the queue
      And one receive finds nothing
      And the visibility timeout of the queue goes by
      Then the queue gives the text "t-1", received 2 times by now

    @DLQ-03
    Example: A dead letter that nobody has ever seen
      Given a queue that moves a message after 1 receives
      And the target, as it may, loses the answer to a receive of "t-1"
      When the text "t-1" is sent to the queue
      And one receive finds nothing
      And the visibility timeout of the queue goes by
      Then the next receive gives nothing, and it is a dead letter

    @SQS-FIFO-12
    Example: An attempt whose answer was lost is made again
      Given a FIFO queue
      And the target, as it may, loses the answer to a receive of "g-1"
      When the texts "g-1, g-2" are sent to their groups
      And messages are received under the attempt id "a-1"
      Then the attempt "a-1" gives the same messages again, under the same handles

  Rule: A call may be refused for a while, and a batch in part

    @SQS-DEL-14
    Example: A send that is throttled for a moment
      Given a queue
      And the target, as it may, throttles the send of "t-1" for a moment
      When the text "t-1" is sent to the queue
      Then the queue has "t-1" 1 times, each under a MessageId of its own

    @SQS-DEL-14
    Example: A send that is throttled for good has stored nothing
      Given a queue
      And the target, as it may, throttles the send of "t-1" for longer than an SDK tries
      Then a send of "t-1" is refused as throttled
      And the queue gives nothing
      When the text "t-1" is sent to the queue
      Then the queue has "t-1" 1 times, each under a MessageId of its own

    @SQS-FIFO-19
    Example: A FIFO queue that is throttled loses nothing, and keeps the order
      Given a FIFO queue
      And the target, as it may, throttles the send of "g-2" for a moment
      When the texts "g-1, g-2, g-3" are sent to their groups
      Then the queue gives "g-1, g-2, g-3" one after the other, and then nothing

    @SQS-DEL-13
    Example: One entry of a batch is not stored
      Given a queue
      And the target, as it may, fails the second entry of one batch
      When the texts "t-1, t-2, t-3" are sent together, and "t-2" fails
      Then the queue gives each of "t-1, t-3" once

    @SQS-DEL-13
    Example: One entry of a batch is not deleted
      Given a queue
      And the target, as it may, fails the second entry of one batch
      When the texts "t-1, t-2, t-3" are sent one by one
      And "t-1, t-2, t-3" are deleted together, and "t-2" fails
      And the visibility timeout of the queue goes by
      Then the queue gives each of "t-2" once

    @SNS-PUB-16
    Example: One entry of a batch is not published
      Given a topic with the subscriptions "one"
      And the target, as it may, fails the second entry of one batch
      When "m-1, m-2, m-3" are put on the topic together, and "m-2" fails
      Then each of the subscriptions "one" has the messages "m-1, m-3"

    @EB-PUT-01
    Example: One entry of a call is not put
      Given a rule for rides with the targets "one"
      And the target, as it may, fails the second entry of one batch
      When 3 rides are put in one call
      Then of the 3 results only the second is an error
      And each of the targets "one" has the events "r-0, r-2"

  Rule: What was changed acts later, and what is told is of a while ago

    @SQS-DEL-17 @needs-virtual-time
    Example: A new visibility timeout acts only after a minute
      Given a queue whose visibility timeout is 10 seconds
      And the target, as it may, takes a minute over new attributes
      When the visibility timeout of the queue is to be 600 seconds
      And the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And 11 seconds go by
      Then the queue gives the text "t-1", received 2 times by now
      When 60 seconds go by
      Then the queue gives the text "t-1", received 3 times by now
      When 11 seconds go by
      Then the queue gives nothing

    @SQS-DEL-18 @needs-virtual-time
    Example: The counters say that nothing is there
      Given a queue with 5 messages
      And the target, as it may, tells the counters of a minute ago
      Then the queue is said to have 0 messages
      And the next receives give the rest of the 5 messages

    @SQS-DEL-18 @needs-virtual-time
    Example: The counters say that all is still there
      Given a queue with 5 messages
      And the target, as it may, tells the counters of a minute ago
      When 60 seconds go by
      And the next receives give the 5 messages, which are deleted
      Then the queue is said to have 5 messages
      And the queue gives nothing
      And the queue is said to have 0 messages

    @SQS-DEL-20 @needs-virtual-time
    Example: A purge takes a minute
      Given a queue
      And the target, as it may, takes a minute over a purge
      When the text "t-1" is sent to the queue
      And the queue is purged
      Then the queue gives the text "t-1"
      When the text "t-2" is sent to the queue
      Then another purge is refused as PurgeQueueInProgress
      When 61 seconds go by
      Then the queue gives nothing
      When the text "t-3" is sent to the queue
      And the queue is purged
      Then the queue gives nothing

    @SNS-FLT-10 @needs-virtual-time
    Example: A filter that was replaced lets something pass
      Given a topic whose subscription "one" wants the store "Bonn"
      And the target, as it may, lets "m-1" pass a filter that was replaced
      When the subscription "one" is to want the store "Kiel"
      And "m-1" is put on the topic with the attributes {"store": "Bonn"}
      And 900 seconds go by
      And "m-2" is put on the topic with the attributes {"store": "Bonn"}
      And "m-3" is put on the topic with the attributes {"store": "Kiel"}
      Then each of the subscriptions "one" has the messages "m-1, m-3"

    @EB-DEL-08 @needs-virtual-time
    Example: A new rule does not act yet
      Given a rule for rides with the targets "one"
      And the target, as it may, lets a rule act on "r-1" as it was
      When the ride "r-1" is put on the bus
      And 300 seconds go by
      And the ride "r-2" is put on the bus
      Then each of the targets "one" has the events "r-2"

    @EB-DEL-08 @needs-virtual-time
    Example: A rule that is switched off still acts
      Given a rule for rides with the targets "one"
      And the target, as it may, lets a rule act on "r-1" as it was
      When the rule is switched off
      And the ride "r-1" is put on the bus
      And 300 seconds go by
      And the ride "r-2" is put on the bus
      Then each of the targets "one" has the events "r-1"

    @DLQ-22 @needs-alarms @needs-metrics @needs-virtual-time
    Example: An alarm that is a quarter of an hour late
      Given a queue that moves a message after 1 receives
      And an alarm when ApproximateNumberOfMessagesVisible of the dead-letter queue is above 0
      And the target, as it may, keeps the metrics of "dead letters" back for 15 minutes
      When the text "t-1" is sent to the queue
      And 1 receives of it end by the visibility timeout
      Then the next receive gives nothing, and it is a dead letter
      When 600 seconds go by
      Then the alarm has not gone off
      When 600 seconds go by
      Then the topic of the alarm has told that it went off, once

  Rule: A topic copies more than once, late, and sometimes not at all

    @SNS-PUB-03
    Example: Two copies for one subscription
      Given a topic with the subscriptions "one, two"
      And the target, as it may, delivers "m-1" twice to one subscription
      When "m-1" is put on the topic
      Then each of the subscriptions "one" has the messages "m-1, m-1"
      And each of the subscriptions "two" has the messages "m-1"
      And the copies of "one" have one MessageId of the topic, and queue ids of their own

    @SNS-PUB-04
    Example: The second message comes first
      Given a topic with the subscriptions "one"
      And the target, as it may, delivers "m-1" a second late to one subscription
      When "m-1" is put on the topic
      And "m-2" is put on the topic
      Then the subscription "one" has had "m-2, m-1", in this order

    @SNS-PUB-21 @needs-virtual-time
    Example: One subscription has what another one waits for
      Given a topic with the subscriptions "one, two"
      And the target, as it may, delivers "m-1" a minute late to one subscription
      When "m-1" is put on the topic
      Then each of the subscriptions "two" has the messages "m-1"
      And each of the subscriptions "one" has no message
      When 60 seconds go by
      Then each of the subscriptions "one" has the messages "m-1"

    @SNS-PUB-18 @needs-virtual-time
    Example: A topic is deleted while a copy is on its way
      Given a topic with the subscriptions "one"
      And the target, as it may, delivers "m-1" a minute late to one subscription
      When "m-1" is put on the topic
      And the topic is deleted
      And the topic is deleted
      And 60 seconds go by
      Then the subscription "one" has "m-1" once or not at all

    @SNS-PUB-08
    Example: A delivery that is refused is saved by the dead-letter queue of the subscription
      Given a topic with no subscription
      And the subscription "one" with a dead-letter queue
      And the target, as it may, refuses one delivery of "m-1"
      When the subscription "two" joins
      And "m-1" is put on the topic
      Then each of the subscriptions "two" has the messages "m-1"
      And each of the subscriptions "one" has no message
      And the dead-letter queue of the subscription "one" has the messages "m-1"

  Rule: A bus delivers more than once, late, in any order, and sometimes gives up

    @EB-DEL-01
    Example: One event reaches a target twice
      Given a rule for rides with the targets "one, two"
      And the target, as it may, sends "r-1" twice to one target
      When the ride "r-1" is put on the bus
      Then each of the targets "one" has the events "r-1, r-1"
      And each of the targets "two" has the events "r-1"
      And the events of "one" are one event by their id

    @EB-DEL-02
    Example: The second event comes first
      Given a rule for rides with the targets "one"
      And the target, as it may, sends "r-1" a second late to one target
      When the ride "r-1" is put on the bus
      And the ride "r-2" is put on the bus
      Then the target "one" has had "r-2, r-1", in this order

    @EB-DEL-02 @needs-virtual-time
    Example: One target has what another one waits for
      Given a rule for rides with the targets "one, two"
      And the target, as it may, sends "r-1" a minute late to one target
      When the ride "r-1" is put on the bus
      Then each of the targets "two" has the events "r-1"
      And each of the targets "one" has no event
      When 60 seconds go by
      Then each of the targets "one" has the events "r-1"

    @EB-DEL-04
    Example: A delivery that is refused is not tried again
      Given a rule for rides
      And its target "one" with a dead-letter queue
      And a rule for rides with the targets "two"
      And the target, as it may, refuses one delivery of "r-1"
      When the ride "r-1" is put on the bus
      Then each of the targets "two" has the events "r-1"
      And the dead-letter queue of the target "one" has the events "r-1"
      And the dead letter of "one" tells an error that was not tried again

    @EB-DEL-06
    Example: A target is throttled for so long that its retries do not happen
      Given a rule for rides
      And its target "one" with a dead-letter queue
      And the target, as it may, gives up "r-1" for a target that is throttled
      When the ride "r-1" is put on the bus
      And the ride "r-2" is put on the bus
      Then each of the targets "one" has the events "r-2"
      And the dead-letter queue of the target "one" has the events "r-1"

    @EB-ARC-02
    Example: A replay in another order
      Given a rule for rides with the targets "one"
      And an archive of rides
      And the target, as it may, lets the next event overtake "r-1" in a replay
      When the ride "r-1" is put on the bus
      And the ride "r-2" is put on the bus
      And the ride "r-3" is put on the bus
      And the archive is replayed
      Then the target "one" has had "r-1, r-2, r-3, r-2, r-1, r-3", in this order

  Rule: A workflow that was changed may for a moment still be started as it was

    @SFN-CON-01 @needs-virtual-time
    Example: An execution that is started right after a change
      Given a workflow that says "old"
      And the target, as it may, starts a workflow as it was before its last change
      When the workflow is changed to say "new"
      And the changed workflow is started 2 times
      Then the executions have said "old, new"

  Rule: An express workflow that nobody waits for may be run more than once

    @SFN-EXP-01
    Example: The worker is asked twice
      Given an express workflow that sends the text "t-1" to a queue
      And the target, as it may, runs an express workflow a second time
      When the express workflow is started
      Then the queue holds the text "t-1" 2 times

  Rule: A task may be done without its workflow ever knowing

    @SFN-STD-01
    Example: The answer to a task is lost, and its retrier has it done again
      Given a workflow whose task has the retriers
        | errors     |
        | States.ALL |
      And the target, as it may, loses the answer to the task "Task"
      When the workflow is run
      Then the workflow succeeds
      And the worker was asked 2 times

    @SFN-STD-01
    Example: The answer to a task is lost, and nobody tries again
      Given a workflow with one task
      And the target, as it may, loses the answer to the task "Task"
      When the workflow is run
      Then the workflow fails with error "SQS.SdkClientException"
      And the worker was asked once

    @SFN-INT-04 @needs-virtual-time
    Example: The answer of a worker is under way for longer than its task may take
      Given a workflow with one task that may take a moment
      And the target, as it may, delays the answer to the task "Task"
      When the workflow is run
      Then the workflow fails with error "States.Timeout"
      And the worker was asked once

  Rule: A workflow may be stopped at any moment, and no handler of its own acts then

    @SAGA-19
    Example: A workflow that catches everything is stopped before its task
      Given a workflow with one task
      And the catchers
        | errors     | ResultPath |
        | States.ALL | $.caught   |
      And the target, as it may, lets somebody stop a workflow before the task "Task"
      When the workflow is run
      Then the workflow has aborted 1 seconds later
      And the worker was never asked
