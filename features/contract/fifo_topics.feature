Feature: What a FIFO topic owes
  A FIFO topic promises order within a group and one copy of what is published twice. It does so for
  queues, and for nothing else.

  Rule: Within a group the order of publishing is the order of each FIFO queue

    @SNS-FIFO-01
    Example: Three FIFO queues
      Given a FIFO topic with the FIFO subscriptions "one, two, three"
      When 40 messages of 4 groups are published in turn
      Then each of the FIFO subscriptions "one, two, three" has each group in the order of publishing

    @SNS-FIFO-01
    Example: A message without a group
      Given a FIFO topic with the FIFO subscriptions "one"
      Then publishing without a group is refused

  Rule: Only queues can listen

    @SNS-FIFO-02
    Scenario Outline: A subscriber that is no queue
      Given a FIFO topic with the FIFO subscriptions "one"
      Then a subscription of the FIFO topic over <protocol> is refused

      Examples:
        | protocol |
        | lambda   |
        | https    |
        | email    |
        | sms      |

    @SNS-FIFO-02
    Example: A standard queue may listen too
      Given a FIFO topic with the FIFO subscriptions "one"
      And the standard subscription "two" of the FIFO topic
      When "m-1" is published in the group "g" under the id "i-1"
      Then each of the subscriptions "one, two" has the messages "m-1"

  Rule: What is published again within five minutes is accepted, and not delivered

    @SNS-FIFO-03
    Example: The same id twice
      Given a FIFO topic with the FIFO subscriptions "one"
      And the standard subscription "two" of the FIFO topic
      When "m-1" is published in the group "g" under the id "i-1"
      And "m-2" is published in the group "g" under the id "i-1"
      And "m-3" is published in the group "g" under the id "i-3"
      Then the topic has accepted all 3 messages
      And each of the subscriptions "one, two" has the messages "m-1, m-3"

    @SNS-FIFO-03
    Example: The same content twice
      Given a FIFO topic that compares contents
      And the standard subscription "two" of the FIFO topic
      When "m-1" is published in the group "g"
      And "m-1" is published in the group "g"
      And "m-2" is published in the group "g"
      Then the topic has accepted all 3 messages
      And each of the subscriptions "two" has the messages "m-1, m-2"

    @SNS-FIFO-03
    Example: The same content under two ids
      Given a FIFO topic that compares contents
      And the standard subscription "two" of the FIFO topic
      When "m-1" is published in the group "g" under the id "i-1"
      And "m-1" is published in the group "g" under the id "i-2"
      Then each of the subscriptions "two" has the messages "m-1, m-1"

    @SNS-FIFO-03
    Example: Neither an id nor a comparison of contents
      Given a FIFO topic with the FIFO subscriptions "one"
      Then publishing in the group "g" without an id is refused

    @SNS-FIFO-03 @needs-virtual-time
    Scenario Outline: The same id a while later
      Given a FIFO topic with the FIFO subscriptions "one"
      And the standard subscription "two" of the FIFO topic
      When "m-1" is published in the group "g" under the id "i-1"
      And <seconds> seconds go by
      And "m-2" is published in the group "g" under the id "i-1"
      Then each of the subscriptions "one, two" has the messages "<messages>"

      Examples:
        | seconds | messages |
        | 290     | m-1      |
        | 301     | m-1, m-2 |

    @SNS-FIFO-03
    Scenario Outline: The same id in two groups
      Given a FIFO topic whose ids count for <scope>
      And the standard subscription "two" of the FIFO topic
      When "m-1" is published in the group "g" under the id "i-1"
      And "m-2" is published in the group "h" under the id "i-1"
      Then each of the subscriptions "two" has the messages "<messages>"

      Examples:
        | scope           | messages |
        | the whole topic | m-1      |
        | each group      | m-1, m-2 |

  Rule: The sequence number travels in the envelope

    @SNS-FIFO-05
    Example: In the envelope
      Given a FIFO topic with the FIFO subscriptions "one"
      When "m-1" is published in the group "g" under the id "i-1"
      And "m-2" is published in the group "g" under the id "i-2"
      Then the envelopes of "one" have the sequence numbers of the publishes, which rise

    @SNS-FIFO-05
    Example: Not in a raw copy
      Given a FIFO topic with the FIFO subscriptions "one"
      And the standard subscription "two" of the FIFO topic, raw
      When "m-1" is published in the group "g" under the id "i-1"
      Then the raw copy of "two" is the message alone, without a sequence number

  Rule: A standard topic hands a group on

    @SNS-FIFO-06
    Scenario Outline: A group on a standard topic
      Given a topic with the subscriptions "one"
      And the raw subscription "two"
      When "m-1" is published <how>
      Then the copies of "one, two" have <group>

      Examples:
        | how              | group            |
        | in the group "g" | the group "g"    |
        | without a group  | no group         |
