@role-payments
Feature: Choreography: a payments domain that reacts to events and tells its own
  It charges what was ordered, and refunds what came to nothing. It knows no warehouse: only that
  picking failed, or that a return was received.

  Rule: It reacts to what has happened, and does not name who comes next

    @CHO-01
    Example: Somebody is added between it and the others
      Given a payments domain
      And somebody who answers every PaymentTaken with FraudRuledOut
      When the shop tells "OrderCreated" of order "o-1"
      Then the payments domain tells "PaymentTaken" of order "o-1"
      And the books of the payments domain say "charged $20.00" of order "o-1"

    @CHO-01
    Example: The customer cannot pay
      Given a payments domain
      When the shop tells of order "o-1" by a customer who cannot pay
      Then the payments domain tells "PaymentFailed" of order "o-1"
      And the books of the payments domain say nothing of order "o-1"

  Rule: What it does and that it tells so are one

    @CHO-02
    Scenario Outline: It dies on the way
      Given a payments domain that dies <side> its <moment>
      When the shop tells "OrderCreated, ReturnReceived" of order "o-1"
      Then the payments domain tells "PaymentTaken, PaymentRefunded" of order "o-1"
      And the books of the payments domain say "charged $20.00, refunded $20.00" of order "o-1"

      Examples:
        | side   | moment      |
        | after  | effect      |
        | before | publication |

    @CHO-02
    Example: It dies after it was refused a charge, and before it says so
      Given a payments domain that dies before its publication
      When the shop tells of order "o-1" by a customer who cannot pay
      Then the payments domain tells "PaymentFailed" of order "o-1"

  Rule: Whatever the order of arrival is, and however often events come, the end is the same

    @CHO-03
    Scenario Outline: A return, in every order
      Given a payments domain
      When the shop tells "<events>" of order "o-1", each of them twice
      Then the payments domain tells "PaymentTaken, PaymentRefunded" of order "o-1"
      And the books of the payments domain say "charged $20.00, refunded $20.00" of order "o-1"

      Examples:
        | events                                    |
        | OrderCreated, OrderPicked, ReturnReceived |
        | ReturnReceived, OrderPicked, OrderCreated |
        | OrderPicked, ReturnReceived, OrderCreated |

    @SAGA-13
    Example: An order is created once more, by another message
      Given a payments domain
      When the shop tells "OrderCreated, OrderCreated" of order "o-1"
      Then the payments domain tells "PaymentTaken" of order "o-1"
      And the books of the payments domain say "charged $20.00" of order "o-1"

    @P2P-05
    Example: Two instances work on two events of one order at the same time
      Given 2 instances of a payments domain that take one message at a time, of which one is slow before its effect
      When the shop tells "OrderCreated" and "PickingFailed" of order "o-1" at the same time
      Then the customer of order "o-1" has paid nothing in the end
      And nothing is left in the inbox of the payments domain

  Rule: A failure undoes what was done, and forbids what was not

    @CHO-04
    Example: Picking fails after the charge
      Given a payments domain
      When the shop tells "OrderCreated" of order "o-1"
      And later the shop tells "PickingFailed" of order "o-1"
      Then the payments domain tells "PaymentTaken, PaymentRefunded" of order "o-1"
      And the books of the payments domain say "charged $20.00, refunded $20.00" of order "o-1"

    @CHO-04
    Example: Picking fails before the charge
      Given a payments domain
      When the shop tells "PickingFailed" of order "o-1"
      And later the shop tells "OrderCreated" of order "o-1"
      Then the payments domain tells nothing of order "o-1"
      And the books of the payments domain say nothing of order "o-1"

    @CHO-04
    Example: A customer who never paid gets nothing back
      Given a payments domain
      When the shop tells of order "o-1" by a customer who cannot pay
      And later the shop tells "PickingFailed" of order "o-1"
      Then the payments domain tells "PaymentFailed" of order "o-1"
      And the books of the payments domain say nothing of order "o-1"

    @SAGA-17
    Example: The price of the item has changed in the meantime
      Given a payments domain
      When the shop tells "OrderCreated" of order "o-1"
      And the shop tells "ReturnReceived" of order "o-1", whose item costs "$25.00" now
      Then the books of the payments domain say "charged $20.00, refunded $20.00" of order "o-1"

  Rule: No cycle of events goes on for ever

    @CHO-06
    Example: Somebody answers every refund with another return
      Given a payments domain
      And somebody who answers every PaymentRefunded with ReturnReceived
      When the shop tells "OrderCreated, ReturnReceived" of order "o-1"
      Then no more than 8 events are told of order "o-1"

  Rule: Two failures have two places to look

    @TQC-03
    Example: Where its letters are
      Given a payments domain
      Then what "payments domain" cannot handle and what cannot be delivered to it have a dead-letter queue each
