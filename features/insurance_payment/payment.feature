@role-submission-api
Feature: Insurance payments: from the click to the booking
  A customer pays a monthly premium, gets a request id at once, and asks from time to time what has
  become of it. Customer service and sales service are both played by the implementation; the client,
  who knows nothing but the API, is played by the kit.

  Rule: The client is answered at once, and finds out later

    @DEC-01
    Example: A payment is made and booked
      Given an insurance with both of its services
      When the client pays "p-1" as customer "anna" over "25.00"
      Then the client sees "p-1" PENDING, and in the end BOOKED
      And the sales data hold payment "p-1" of the client once
      And the sales data hold 2500 cents of "anna"

    @DEC-02
    Example: A payment on a policy that has lapsed
      Given an insurance with both of its services
      When the client pays "p-1" on a lapsed policy
      Then the client sees "p-1" PENDING, and in the end REFUSED
      And the client is told why "p-1" was not booked
      And the sales data hold no payment "p-1" of the client

    @DEC-11
    Example: A payment that the sales service cannot book
      Given an insurance with both of its services
      And the sales data never take a payment
      When the client pays "p-1" as customer "anna" over "25.00"
      Then the client sees "p-1" PENDING, and in the end FAILED
      And the client is told why "p-1" was not booked
      And the sales data hold no payment "p-1" of the client

    @DEC-03
    Example: The state never goes back
      Given an insurance with both of its services
      And the sales service is told of "p-1" twice
      And the client asks for the state at every step of the sales service
      When the client pays "p-1" as customer "anna" over "25.00"
      Then the client sees "p-1" BOOKED in the end
      And "p-1" was PENDING, and BOOKED from then on

  Rule: Neither service waits for the other

    @DEC-12
    Example: The sales service is away, and comes back
      Given an insurance with both of its services
      And the sales service of the insurance is away
      When the client pays "p-1" as customer "anna" over "25.00"
      Then the client sees "p-1" PENDING for as long as the sales service is away
      When the sales service of the insurance comes back
      Then the client sees "p-1" BOOKED in the end
      And the client has called the API once to pay "p-1"

    @BUF-01
    Example: A burst at the end of the month
      Given an insurance with both of its services
      And the sales service of the insurance is away
      When the client makes 6 payments as customer "anna" over "10.00"
      And the sales service of the insurance comes back
      Then the client sees each of the 6 payments BOOKED in the end
      And the sales data hold 6000 cents of "anna"

  Rule: Whatever dies on the way, a payment is booked once

    @DEC-10
    Example: The client clicks twice
      Given an insurance with both of its services
      When the client pays "p-1" as customer "anna" over "25.00", and clicks once more
      Then the client sees "p-1" BOOKED in the end
      And the sales data hold 2500 cents of "anna"

    @RR-10
    Example: The client gets no answer, and pays again when the payment is long booked
      Given an insurance with both of its services
      And the API of the insurance dies after its store
      When the client pays "p-1" without an answer, and again after a while
      Then the client sees "p-1" BOOKED in the end
      And the sales data hold 2500 cents of "anna"

    @DEC-07
    Example: The relay dies before it notes what it has sent
      Given an insurance with both of its services
      And the API of the insurance dies after its send
      When the client pays "p-1" as customer "anna" over "25.00"
      Then the client sees "p-1" BOOKED in the end
      And the sales data hold payment "p-1" of the client once
      And the sales data hold 2500 cents of "anna"

    @SAGA-16
    Scenario Outline: A service dies between two systems
      Given an insurance with both of its services
      And the <service> of the insurance dies <side> its <moment>
      When the client pays "p-1" as customer "anna" over "25.00"
      Then the client sees "p-1" BOOKED in the end
      And the sales data hold payment "p-1" of the client once

      Examples:
        | service       | side   | moment          |
        | API           | before | send            |
        | API           | before | mark            |
        | sales service | before | effect          |
        | sales service | after  | effect          |
        | sales service | before | acknowledgement |
