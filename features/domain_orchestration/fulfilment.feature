@role-fulfilment
Feature: Domain orchestration: a domain that conducts its own work, and tells the others one event
  Between domains nobody conducts; inside one it is simplest to. Fulfilment hears that an order was
  created, has its stations pick, pack and ship it, and tells the shop how it ended, once.

  Rule: A workflow of the domain ends in one published event

    @CHO-07 @needs-workflows
    Example: An order is fulfilled
      Given fulfilment
      When the shop tells "OrderCreated" of order "o-1"
      Then fulfilment tells OrderShipped of order "o-1", and nothing else
      And the stations are told "PickOrder, PackOrder, ShipOrder" of order "o-1"

    @CHO-07 @needs-workflows
    Scenario Outline: A station refuses
      Given fulfilment
      And the station refuses <step> with <error>
      When the shop tells "OrderCreated" of order "o-1"
      Then fulfilment tells OrderRejected of order "o-1", and nothing else
      And the stations are told "<commands>" of order "o-1"
      And the rejection of order "o-1" gives <error> as its reason

      Examples:
        | step      | error      | commands                                 |
        | PickOrder | OutOfStock | PickOrder                                |
        | ShipOrder | NoCarrier  | PickOrder, PackOrder, ShipOrder, PutBack |

    @CHO-07 @needs-workflows
    Example: What happens inside is nobody else's business
      Given fulfilment
      And the station does not answer ShipOrder
      When the shop tells "OrderCreated" of order "o-1"
      Then the stations have begun ShipOrder of order "o-1"
      And fulfilment tells nothing of order "o-1"

  Rule: An order is fulfilled once, however often it is told

    @SAGA-13 @needs-workflows
    Example: OrderCreated is told twice, and again when the order is shipped
      Given fulfilment
      When the shop tells "OrderCreated, OrderCreated" of order "o-1"
      Then fulfilment tells OrderShipped of order "o-1", and nothing else
      When the shop tells "OrderCreated" of order "o-1"
      Then fulfilment has begun 1 workflow
      And nothing is left in the inbox of fulfilment

    @SAGA-11 @needs-workflows
    Scenario Outline: The worker dies as it begins
      Given fulfilment, whose worker dies <side> its <moment>
      When the shop tells "OrderCreated" of order "o-1"
      Then fulfilment tells OrderShipped of order "o-1", and nothing else
      And fulfilment has begun 1 workflow
      And nothing is left in the inbox of fulfilment

      Examples:
        | side   | moment          |
        | before | start           |
        | before | acknowledgement |

  Rule: What was done without anybody knowing is undone, and what cannot be undone is called out

    @SAGA-04 @needs-workflows
    Example: A station never answers
      Given fulfilment that loses patience after a moment
      And the station does not answer PickOrder
      When the shop tells "OrderCreated" of order "o-1"
      Then fulfilment tells OrderRejected of order "o-1", and nothing else
      And what was picked for order "o-1" is put back

    @SAGA-06 @needs-workflows
    Example: What was picked cannot be put back
      Given fulfilment
      And the station refuses PackOrder with DoesNotFit
      And the station fails at PutBack every time
      When the shop tells "OrderCreated" of order "o-1"
      Then fulfilment tells OrderRejected of order "o-1", and nothing else
      And fulfilment calls people for order "o-1"

  Rule: Orders, and what is none, do not get in each other's way

    @CHO-05 @needs-workflows
    Example: Two orders end differently
      Given fulfilment
      And the station refuses PickOrder at first, with OutOfStock
      When the shop tells "OrderCreated" of order "o-1"
      And later the shop tells "OrderCreated" of order "o-2"
      Then fulfilment tells OrderRejected of order "o-1", and nothing else
      And fulfilment tells OrderShipped of order "o-2", and nothing else

    @DLQ-18
    Example: Something else than an event is published
      Given fulfilment
      When something is told that is no event
      Then fulfilment sets it aside, and begins nothing

  Rule: Two failures have two places to look

    @TQC-03
    Example: Where its letters are
      Given fulfilment
      Then what "fulfilment" cannot handle and what cannot be delivered to it have a dead-letter queue each
