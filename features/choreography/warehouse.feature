@role-warehouse
Feature: Choreography: a warehouse that reacts to events and tells its own
  Nobody conducts. The warehouse hears what has happened to an order, does its part or undoes it, and
  tells that. Events come twice, late, or before what they follow from; the stock must be right anyway.

  Rule: It reacts to what has happened, and does not name who comes next

    @CHO-01
    Example: Somebody is added between the warehouse and shipping
      Given a warehouse
      And somebody who answers every OrderPicked with OrderWrapped
      When the shop tells "OrderCreated" of order "o-1"
      Then the warehouse tells "OrderPicked" of order "o-1"
      And the books of the warehouse say "picked" of order "o-1"

    @CE-02
    Example: Nobody listens
      Given a warehouse to whom nobody listens
      When the shop tells "OrderCreated" of order "o-1"
      Then the books of the warehouse say "picked" of order "o-1"
      And nothing is left in the inbox of the warehouse

    @SAGA-18
    Example: It speaks to nobody but by events
      Given a warehouse
      When the shop tells "OrderCreated, ReturnRequested" of order "o-1"
      Then the warehouse tells "OrderPicked, ReturnReceived" of order "o-1"
      And the warehouse has sent nothing to anybody directly

  Rule: What it does and that it tells so are one

    @CHO-02
    Scenario Outline: It dies on the way
      Given a warehouse that dies <side> its <moment>
      When the shop tells "OrderCreated" of order "o-1"
      Then the warehouse tells "OrderPicked" of order "o-1"
      And the books of the warehouse say "picked" of order "o-1"
      And nothing is left in the inbox of the warehouse

      Examples:
        | side   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | publication     |
        | before | acknowledgement |

    @CHO-02
    Example: It dies as it puts back
      Given a warehouse
      When the shop tells "OrderCreated" of order "o-1"
      And the warehouse dies after its next effect
      And later the shop tells "PaymentFailed" of order "o-1"
      Then the warehouse tells "OrderPicked, StockReleased" of order "o-1"
      And the books of the warehouse say "picked, released" of order "o-1"

    @CHO-02
    Example: The topic takes nothing for a while
      Given a warehouse whose first 2 publications are refused
      When the shop tells "OrderCreated" of order "o-1"
      Then the warehouse tells "OrderPicked" of order "o-1"
      And the books of the warehouse say "picked" of order "o-1"

    @CE-03
    Example: What cannot be booked is not told
      Given a warehouse that cannot book order "o-1"
      When the shop tells "OrderCreated" of order "o-1"
      Then the warehouse tells nothing of order "o-1"
      And the books of the warehouse say nothing of order "o-1"

    @DEC-07
    Example: It dies after the event was told, and before it knows
      Given a warehouse that dies after its publication
      When the shop tells "OrderCreated" of order "o-1"
      Then the warehouse tells "OrderPicked" of order "o-1", if repeatedly then as the same event
      And nothing is left in the inbox of the warehouse

  Rule: Whatever the order of arrival is, and however often events come, the end is the same

    @CHO-03
    Scenario Outline: A return, in every order
      Given a warehouse
      When the shop tells "<events>" of order "o-1", each of them twice
      Then the warehouse tells "OrderPicked, ReturnReceived" of order "o-1"
      And the books of the warehouse say "picked, taken back" of order "o-1"

      Examples:
        | events                                      |
        | OrderCreated, PaymentTaken, ReturnRequested |
        | PaymentTaken, ReturnRequested, OrderCreated |
        | ReturnRequested, OrderCreated, PaymentTaken |
        | ReturnRequested, PaymentTaken, OrderCreated |

    @CHO-03
    Scenario Outline: A failed payment, in every order
      Given a warehouse
      When the shop tells "<events>" of order "o-1", each of them twice
      Then nothing of order "o-1" is missing from the stock
      And nothing is left in the inbox of the warehouse

      Examples:
        | events                                       |
        | OrderCreated, ReturnRequested, PaymentFailed |
        | OrderCreated, PaymentFailed, ReturnRequested |
        | PaymentFailed, OrderCreated, ReturnRequested |

    @CHO-03
    Scenario Outline: An event that is not meant for it, or not for the present state
      Given a warehouse
      When the shop tells "<event>" of order "o-1"
      Then the warehouse tells nothing of order "o-1"
      And the books of the warehouse say nothing of order "o-1"
      And nothing is left in the inbox of the warehouse

      Examples:
        | event           |
        | OrderShipped    |
        | ReturnRequested |

    @SQS-DEL-02
    Example: The queue delivers an event again after its acknowledgement
      Given a warehouse to whom the queue delivers order "o-1" twice
      When the shop tells "OrderCreated" of order "o-1"
      Then the warehouse tells "OrderPicked" of order "o-1"
      And the books of the warehouse say "picked" of order "o-1"

    @P2P-05
    Example: Two instances work on two events of one order at the same time
      Given 2 instances of a warehouse that take one message at a time, of which one is slow before its effect
      When the shop tells "OrderCreated" and "PaymentFailed" of order "o-1" at the same time
      Then nothing of order "o-1" is missing from the stock
      And nothing is left in the inbox of the warehouse

    @EB-ARC-03
    Example: All events of a finished order are told once more
      Given a warehouse
      When the shop tells "OrderCreated, ReturnRequested" of order "o-1"
      Then the warehouse tells "OrderPicked, ReturnReceived" of order "o-1"
      When everything that was told of order "o-1" is told once more
      Then the books of the warehouse say "picked, taken back" of order "o-1"

  Rule: A failure undoes what was done, and forbids what was not

    @CHO-04
    Example: The payment fails after picking
      Given a warehouse
      When the shop tells "OrderCreated" of order "o-1"
      And later the shop tells "PaymentFailed" of order "o-1"
      Then the warehouse tells "OrderPicked, StockReleased" of order "o-1"
      And the books of the warehouse say "picked, released" of order "o-1"

    @CHO-04
    Example: The payment fails before picking
      Given a warehouse
      When the shop tells "PaymentFailed" of order "o-1"
      And later the shop tells "OrderCreated" of order "o-1"
      Then the warehouse tells nothing of order "o-1"
      And the books of the warehouse say nothing of order "o-1"

    @CHO-04
    Example: What was ordered is sold out
      Given a warehouse
      When the shop tells of order "o-1" over an item that is sold out
      Then the warehouse tells "PickingFailed" of order "o-1"
      When the shop tells "PaymentFailed" of order "o-1"
      Then the warehouse tells "PickingFailed" of order "o-1"
      And the books of the warehouse say nothing of order "o-1"

    @SAGA-05
    Example: A late copy of OrderCreated comes when the stock is released
      Given a warehouse
      When the shop tells "OrderCreated" of order "o-1"
      And later the shop tells "PaymentFailed" of order "o-1"
      And later the shop tells "OrderCreated" of order "o-1"
      Then the books of the warehouse say "picked, released" of order "o-1"

  Rule: Every event says of which order it is

    @CHO-05
    Example: Two orders at a time
      Given a warehouse
      When the shop tells "OrderCreated" of order "o-1"
      And the shop tells "OrderCreated, ReturnRequested" of order "o-2"
      Then the warehouse tells "OrderPicked" of order "o-1"
      And the warehouse tells "OrderPicked, ReturnReceived" of order "o-2"
      And every event that was told names its order, its kind and itself

  Rule: No cycle of events goes on for ever

    @CHO-06
    Example: Somebody answers every release with another failure
      Given a warehouse
      And somebody who answers every StockReleased with PaymentFailed
      When the shop tells "OrderCreated" of order "o-1"
      And later the shop tells "PaymentFailed" of order "o-1"
      Then no more than 8 events are told of order "o-1"

  Rule: One message's trouble is its own

    @DLQ-18
    Example: Something else than an event is published
      Given a warehouse
      When something is told that is no event
      And the shop tells "OrderCreated" of order "o-1"
      Then the warehouse sets it aside, and nothing else
      And the books of the warehouse say "picked" of order "o-1"

    @DLQ-16
    Example: One of two orders cannot be booked
      Given a warehouse that cannot book order "o-1"
      When the shop tells "OrderCreated" of order "o-1"
      And the shop tells "OrderCreated" of order "o-2"
      Then the warehouse tells "OrderPicked" of order "o-2"
      And order "o-1" becomes a dead letter of the warehouse

  Rule: Two failures have two places to look

    @TQC-03
    Example: Where its letters are
      Given a warehouse
      Then what "warehouse" cannot handle and what cannot be delivered to it have a dead-letter queue each
