Feature: Choreography: the domains of the shop together
  Warehouse and payments work beside each other and hear each other's events; the kit is the customer
  and shipping, and whichever of the two is not claimed. Nobody conducts, and still each order ends.

  Rule: An order comes to an end that all domains agree on

    @CHO-01 @role-warehouse
    Example: An order is shipped
      Given the whole shop
      When the shop tells "OrderCreated" of order "o-1"
      Then order "o-1" ends with the events "OrderCreated, OrderPicked, OrderShipped, PaymentTaken"
      And the books of the warehouse say "picked" of order "o-1"

    @CHO-04 @role-warehouse
    Example: The customer cannot pay
      Given the whole shop
      When the shop tells of order "o-1" by a customer who cannot pay
      Then order "o-1" ends with the events "OrderCreated, OrderPicked, PaymentFailed, StockReleased", perhaps without "OrderPicked, StockReleased"
      And nothing of order "o-1" is missing from the stock

    @CHO-04 @role-payments
    Example: The item is sold out
      Given the whole shop
      When the shop tells of order "o-1" over an item that is sold out
      Then order "o-1" ends with the events "OrderCreated, PaymentRefunded, PaymentTaken, PickingFailed", perhaps without "PaymentRefunded, PaymentTaken"
      And the customer of order "o-1" has paid nothing in the end

    @CHO-02 @role-payments
    Example: The payments domain dies while an order is returned
      Given the whole shop
      When the shop tells "OrderCreated" of order "o-1"
      And the payments domain dies after its next effect
      And the shop tells "ReturnRequested" of order "o-1"
      Then order "o-1" ends with the events "OrderCreated, OrderPicked, OrderShipped, PaymentRefunded, PaymentTaken, ReturnReceived, ReturnRequested"
      And the books of the payments domain say "charged $20.00, refunded $20.00" of order "o-1"

  Rule: Any event starts a finite number of others

    @CHO-06 @role-payments
    Scenario Outline: One event out of nowhere
      Given the whole shop
      When the shop tells "<event>" of order "o-1"
      Then no more than <count> events are told of order "o-1"

      Examples:
        | event           | count |
        | OrderCreated    | 4     |
        | PaymentFailed   | 1     |
        | ReturnRequested | 1     |
        | ReturnReceived  | 1     |
