Feature: What a topic owes: a copy for each subscription
  A topic takes a message once and copies it to whoever has subscribed by then. It keeps nothing for
  later, and what becomes of one copy is nobody else's business.

  Rule: Each subscription gets its own copy

    @SNS-PUB-02
    Example: Three subscriptions
      Given a topic with the subscriptions "one, two, three"
      When "m-1" is put on the topic
      Then each of the subscriptions "one, two, three" has the messages "m-1"

    @SNS-PUB-02
    Example: A subscription that has ended
      Given a topic with the subscriptions "one, two"
      When the subscription "two" is ended
      And "m-1" is put on the topic
      Then each of the subscriptions "one" has the messages "m-1"
      And each of the subscriptions "two" has no message

    @SNS-PUB-19
    Example: A topic that is there already
      Given a topic with the subscriptions "one"
      When the topic is made again under the same name
      Then it is the same topic

  Rule: A topic keeps nothing for later

    @SNS-PUB-05
    Example: Published before the subscription
      Given a topic with the subscriptions "one"
      When "m-1" is put on the topic
      And the subscription "two" joins
      And "m-2" is put on the topic
      Then each of the subscriptions "one" has the messages "m-1, m-2"
      And each of the subscriptions "two" has the messages "m-2"

    @SNS-PUB-05
    Example: Published while there is no subscription at all
      Given a topic with no subscription
      When "m-1" is put on the topic
      And the subscription "one" joins
      And "m-2" is put on the topic
      Then each of the subscriptions "one" has the messages "m-2"

    @DS-04
    Example: Published between the end of a subscription and the next one
      Given a topic with the subscriptions "one"
      When the subscription "one" is ended
      And "m-1" is put on the topic
      And the subscription "one" joins
      And "m-2" is put on the topic
      Then each of the subscriptions "one" has the messages "m-2"

  Rule: What cannot be delivered is no business of the publisher, nor of the others

    @SNS-PUB-01
    Example: The only queue is gone
      Given a topic with the subscriptions "one"
      When the queue of the subscription "one" is lost
      And "m-1" is put on the topic
      Then the topic has accepted the message

    @SNS-PUB-12
    Example: One queue of three is gone
      Given a topic with the subscriptions "one, two, three"
      When the queue of the subscription "one" is lost
      And "m-1" is put on the topic
      Then the topic has accepted the message
      And each of the subscriptions "two, three" has the messages "m-1"
      And there are still 3 subscriptions

    @SNS-PUB-11
    Example: Two queues are gone, and one subscription has a dead-letter queue
      Given a topic with the subscriptions "one"
      And the subscription "two" with a dead-letter queue
      When the queue of the subscription "one" is lost
      And the queue of the subscription "two" is lost
      And "m-1" is put on the topic
      Then the dead-letter queue of the subscription "two" has the messages "m-1"

    @SNS-PUB-08
    Example: A queue that does not admit the topic
      Given a topic with the subscriptions "one"
      And the subscription "two" of a queue that does not admit the topic
      When "m-1" is put on the topic
      Then each of the subscriptions "one" has the messages "m-1"
      And each of the subscriptions "two" has no message

    @SNS-PUB-08
    Example: A queue that does not admit the topic, and a dead-letter queue
      Given a topic with the subscriptions "one"
      And the subscription "two" of a queue that does not admit the topic, with a dead-letter queue
      When "m-1" is put on the topic
      Then the dead-letter queue of the subscription "two" has the messages "m-1"

  Rule: A copy comes in an envelope, unless the subscription wants it raw

    @SNS-PUB-13
    Example: The envelope
      Given a topic with the subscriptions "one"
      When "m-1" is put on the topic with the attributes {"fare": 256.5, "store": "Bonn"}
      Then the copy of "one" is an envelope with Type, MessageId, TopicArn, Message and Timestamp
      And the envelope has the attributes with their types

    @SNS-PUB-13
    Example: Copies in envelopes have one SNS MessageId, and different SQS ones
      Given a topic with the subscriptions "one, two"
      When "m-1" is put on the topic
      Then the envelopes of "one" and "two" have the MessageId of the publish, and queue ids of their own

    @SNS-PUB-13
    Example: Raw
      Given a topic with no subscription
      And the raw subscription "one"
      When "m-1" is put on the topic with the attributes {"fare": 256.5, "store": "Bonn"}
      Then the copy of "one" is the bare message

    @SNS-PUB-14
    Scenario Outline: Raw, with an attribute of each type
      Given a topic with no subscription
      And the raw subscription "one"
      When "m-1" is put on the topic with the attributes <attributes>
      Then the copy of "one" has the attributes <attributes>

      Examples:
        | attributes                 |
        | {"store": "Bonn"}          |
        | {"fare": 256.5}            |
        | {"stops": ["Ulm", "Bonn"]} |

    @SNS-PUB-14
    Example: Raw, with a Binary attribute
      Given a topic with no subscription
      And the raw subscription "one"
      When "m-1" is put on the topic with a Binary attribute
      Then the copy of "one" has the Binary attribute

    @SNS-PUB-14
    Scenario Outline: Raw, with many attributes
      Given a topic with the subscriptions "two"
      And the raw subscription "one"
      When "m-1" is put on the topic with <count> attributes
      Then each of the subscriptions "two" has the messages "m-1"
      And each of the subscriptions "one" has <messages>

      Examples:
        | count | messages           |
        | 10    | the messages "m-1" |
        | 11    | no message         |

    @SNS-PUB-15
    Example: A message with a text of its own for each protocol has no attributes
      Given a topic with the subscriptions "one"
      When "m-1" is put on the topic as the text for queues, with attributes
      Then each of the subscriptions "one" has the messages "m-1"
      And the envelope of "one" has no attributes

  Rule: A message has 256 KiB at most, its attributes included

    @SNS-PUB-17
    Scenario Outline: Sizes
      Given a topic with the subscriptions "one"
      When <bytes> bytes in letters of <letter> are put on the topic, with <attributes> attributes
      Then the topic has <answer> the size

      Examples:
        | bytes  | letter | attributes | answer   |
        | 262144 | a      | 0          | accepted |
        | 262145 | a      | 0          | refused  |
        | 262144 | é      | 0          | accepted |
        | 262146 | é      | 0          | refused  |
        | 262144 | a      | 1          | refused  |
        | 307200 | a      | 0          | refused  |
