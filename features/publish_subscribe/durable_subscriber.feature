@role-durable-subscriber
Feature: Durable subscriber: what it gets, and what it knows that it did not get
  A queue behind a topic keeps what is published while its subscriber is away, from the subscription
  on and until the retention of the queue ends. What is lost beyond that is lost in silence, so a
  subscriber has to miss it by itself, and to say so.

  Rule: Within the retention nothing is lost, and nothing is missed

    @DS-01
    Example: Away for three rides
      Given a durable subscriber
      When the durable subscriber is away while rides 1, 2, 3 are numbered and published
      Then the durable subscriber has booked the numbered rides 1, 2, 3, each once
      And no gap of rides is reported

    @SNS-PUB-04
    Example: Rides come in the reverse of their order
      Given a durable subscriber
      When rides 3, 2, 1 are numbered and published, one after the other
      Then the durable subscriber has booked the numbered rides 1, 2, 3, each once
      And no gap of rides is reported

    @SNS-PUB-03
    Example: A ride comes twice
      Given a durable subscriber
      When rides 1, 1, 2 are numbered and published, one after the other
      Then the durable subscriber has booked the numbered rides 1, 2, each once
      And no gap of rides is reported

    @P2P-05
    Example: Two instances have a part of the numbers each
      Given a durable subscriber with 2 instances that have one ride at a time
      When rides 1, 2, 3, 4 are numbered and published together
      Then the durable subscriber has booked the numbered rides 1, 2, 3, 4, each once
      And no gap of rides is reported

  Rule: What is lost is reported

    @DS-03 @needs-virtual-time @own-timer
    Example: Away for longer than the retention
      Given a durable subscriber
      When the durable subscriber is away while rides 1, 2 are numbered and published
      And it comes back after the retention of its queue, when ride 3 is published
      Then the durable subscriber has booked the numbered rides 3, each once
      And the gap from 1 to 2 is reported

    @DS-03 @own-timer
    Example: A ride in the middle never comes
      Given a durable subscriber
      When rides 1, 3 are numbered and published, one after the other
      Then the gap from 2 to 2 is reported
      And the durable subscriber has booked the numbered rides 1, 3, each once

    @DS-03 @own-timer
    Example: A ride comes when it has been reported as missing
      Given a durable subscriber
      When rides 1, 3 are numbered and published, one after the other
      Then the gap from 2 to 2 is reported
      When rides 2, 4 are numbered and published, one after the other
      Then the durable subscriber has booked the numbered rides 1, 2, 3, 4, each once
      And the gap from 2 to 2 is reported

    @DS-03 @own-timer
    Scenario Outline: The subscriber dies as it reports
      Given a durable subscriber
      And the durable subscriber dies <side> its report
      When rides 1, 3 are numbered and published, one after the other
      Then the gap from 2 to 2 is reported

      Examples:
        | side   |
        | before |
        | after  |

    @DS-03 @own-timer
    Example: The subscriber is killed while it still hopes
      Given a durable subscriber
      When rides 1, 3 are numbered and published, one after the other
      And the durable subscriber is killed and started again
      Then the gap from 2 to 2 is reported

  Rule: Durability begins with the subscription

    @DS-03
    Example: Rides that were published before
      Given a topic to which rides 1, 2 were published
      And a durable subscriber from number 3 on
      When rides 3, 4 are numbered and published, one after the other
      Then the durable subscriber has booked the numbered rides 3, 4, each once
      And no gap of rides is reported

  Rule: Two failures have two places to look

    @TQC-03
    Example: Where its letters are
      Given a durable subscriber
      Then what "durable-subscriber" cannot handle and what cannot be delivered to it have a dead-letter queue each
