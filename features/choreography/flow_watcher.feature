@role-flow-watcher
Feature: Choreography: somebody who notices that an order is stuck
  Where nobody conducts, an event that is lost is missed by nobody. A watcher hears all events, puts
  each order together again by its id, and reports those whose end does not come.

  Rule: The flow of an order can be put together from its events

    @CHO-05
    Example: The events of two orders come mixed
      Given a flow watcher
      When the shop tells "OrderCreated" of order "o-1"
      And the shop tells "OrderCreated" of order "o-2"
      And the shop tells "OrderPicked, OrderShipped" of order "o-1"
      Then the watcher has seen "OrderCreated, OrderPicked, OrderShipped" of order "o-1"
      And the watcher has seen "OrderCreated" of order "o-2"

    @SQS-DEL-03
    Example: The events of an order come in the reverse of their order
      Given a flow watcher
      When the shop tells "OrderShipped, OrderPicked, OrderCreated" of order "o-1"
      Then the watcher has seen "OrderCreated, OrderPicked, OrderShipped" of order "o-1"

    @SQS-DEL-02
    Example: An event is told twice
      Given a flow watcher
      When the shop tells "OrderCreated, OrderShipped" of order "o-1", each of them twice
      Then the watcher has seen "OrderCreated, OrderShipped" of order "o-1"

  Rule: An order without an end is reported, and no other

    @CHO-05 @own-timer
    Scenario Outline: An order comes to no end
      Given a flow watcher
      When the shop tells "<events>" of order "o-1"
      Then order "o-1" is reported as a stuck <what>

      Examples:
        | events                                                        | what   |
        | OrderCreated, OrderPicked                                     | order  |
        | PaymentTaken                                                  | order  |
        | OrderCreated, OrderShipped, ReturnRequested, ReturnReceived   | return |

    @CHO-05 @needs-virtual-time
    Scenario Outline: An order comes to its end
      Given a flow watcher
      When the shop tells "<events>" of order "o-1"
      Then order "o-1" is not reported as stuck

      Examples:
        | events                                                                     |
        | OrderCreated, OrderPicked, OrderShipped                                    |
        | OrderShipped, OrderCreated                                                 |
        | OrderCreated, PaymentFailed                                                |
        | OrderCreated, OrderShipped, ReturnRequested, ReturnReceived, PaymentRefunded |

    @CHO-05 @needs-virtual-time @own-timer
    Example: An order may take an hour
      Given a flow watcher that waits for an hour
      When the shop tells "OrderCreated" of order "o-1"
      And 55 minutes pass in the shop
      Then order "o-1" is not reported as stuck so far
      When 15 minutes pass in the shop
      Then order "o-1" is reported as a stuck order

  Rule: The watcher itself forgets no order

    @CHO-05 @own-timer
    Scenario Outline: The watcher dies
      Given a flow watcher that dies <side> its <moment>
      When the shop tells "OrderCreated" of order "o-1"
      Then order "o-1" is reported as a stuck order

      Examples:
        | side   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | report          |

    @CHO-05 @own-timer
    Example: The watcher is started again while an order is under way
      Given a flow watcher
      When the shop tells "OrderCreated" of order "o-1"
      And the watcher is killed and started again
      Then order "o-1" is reported as a stuck order

  Rule: Two failures have two places to look

    @TQC-03
    Example: Where its letters are
      Given a flow watcher
      Then what "flow watcher" cannot handle and what cannot be delivered to it have a dead-letter queue each
