@role-sales-service
Feature: Decouple messaging: a sales service that works in its own time
  The front end has answered long ago, and nobody holds it for what happens here. So the sales service
  has its own way of failing and of trying again, counts nothing twice, and says in the end of every
  request how it has ended.

  Rule: What comes twice is counted once

    @DEC-09
    Example: The relay of the front end sends a payment twice
      Given a sales service
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales, and once more under another MessageId
      Then the sale of payment "p-1" is booked once
      And customer "anna" has paid 2500 cents in all

    @SQS-DEL-02
    Example: The queue delivers a payment twice
      Given a sales service to whom the queue delivers payment "p-1" once more
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the sale of payment "p-1" is booked once
      And customer "anna" has paid 2500 cents in all

    @SQS-RH-04
    Example: A payment comes back when it is long booked
      Given a sales service
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the sale of payment "p-1" is booked once
      When payment "p-1" comes to sales again a day later
      Then the sale of payment "p-1" is booked once
      And customer "anna" has paid 2500 cents in all

    @P2P-03
    Example: Two instances work on one payment at a time
      Given 2 instances of a sales service, of which one is slow before its effect
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the sale of payment "p-1" is booked once
      And customer "anna" has paid 2500 cents in all
      And nothing is left on the sales queue

    @SQS-VIS-02
    Scenario Outline: The service dies
      Given a sales service that dies <side> its <moment>
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the state of request "p-1" becomes BOOKED
      And the sale of payment "p-1" is booked once
      And customer "anna" has paid 2500 cents in all
      And nothing is left on the sales queue

      Examples:
        | side   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | acknowledgement |

    @DEC-09
    Example: Two payments of one customer are two payments
      Given a sales service
      And payment "p-1" of customer "anna" over "25.00" is requested
      And payment "p-2" of customer "anna" over "25.00" is requested
      When payments "p-1, p-2" are sent to sales
      Then the sale of payment "p-1" is booked once
      And the sale of payment "p-2" is booked once
      And customer "anna" has paid 5000 cents in all

  Rule: A request is pending, and then has one state for good

    @DEC-03
    Example: Pending until it is booked
      Given a sales service that cannot book payment "p-1" 1 times
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the state of request "p-1" is PENDING
      And the state of request "p-1" becomes BOOKED

    @DEC-02
    Example: The policy has lapsed
      Given a sales service
      And payment "p-1" on a lapsed policy is requested
      When payment "p-1" is sent to sales
      Then the state of request "p-1" becomes REFUSED, with a reason
      And no sale of payment "p-1" is booked

    @DEC-03
    Scenario Outline: A message about a payment that has ended comes again
      Given a sales service
      And payment "p-1" of customer "anna" over "25.00" is requested
      And the request of payment "p-1" has ended as <state>
      When payment "p-1" is sent to sales
      Then the message about payment "p-1" changes nothing in the state <state>
      And no sale of payment "p-1" is booked

      Examples:
        | state   |
        | REFUSED |
        | FAILED  |

    @DEC-03
    Example: A copy on the way when the payment has failed for good
      Given 2 instances of a sales service, of which one comes to book when the payment has failed
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the state of request "p-1" becomes FAILED, with a reason
      And no sale of payment "p-1" is booked

  Rule: The message may be ahead of the request, or about one that is never stored

    @DEC-08
    Example: The request can be seen a little later than its message
      Given a sales service
      When payment "p-1" is sent to sales before its request can be seen
      And payment "p-1" of customer "anna" over "25.00" is requested
      Then the state of request "p-1" becomes BOOKED
      And the sale of payment "p-1" is booked once

    @DEC-06
    Example: The front end has sent, and then could not store
      Given a sales service
      When payment "p-1" is sent to sales, and its request is never stored
      Then the message about payment "p-1" is kept for people, with a reason
      And no sale of payment "p-1" is booked

  Rule: Failing and trying again is the affair of this service, and has an end

    @DEC-12
    Example: The sales data cannot be reached for a while
      Given a sales service that cannot book payment "p-1" 2 times
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the state of request "p-1" becomes BOOKED
      And the sale of payment "p-1" is booked once

    @DEC-11
    Example: A payment that can never be booked
      Given a sales service that can never book payment "p-1"
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the state of request "p-1" becomes FAILED, with a reason
      And the message about payment "p-1" is kept for people, with a reason
      And no sale of payment "p-1" is booked

    @DEC-11
    Example: The service dies as it gives a payment up
      Given a sales service that can never book payment "p-1", and dies as it says so
      And payment "p-1" of customer "anna" over "25.00" is requested
      When payment "p-1" is sent to sales
      Then the state of request "p-1" becomes FAILED, with a reason
      And the message about payment "p-1" is kept for people, with a reason

    @DEC-11
    Scenario Outline: A message that is no payment
      Given a sales service
      And payment "p-1" of customer "anna" over "25.00" is requested
      When <body> is sent to sales as payment "p-1"
      Then the state of request "p-1" becomes FAILED, with a reason
      And the message about payment "p-1" is kept for people, with a reason

      Examples:
        | body                    |
        | no JSON                 |
        | a body without amount   |
        | an amount that is a word |

    @DLQ-18
    Example: A message about nothing
      Given a sales service
      When a message without anything is sent to sales
      Then it is kept for people before its attempts are used up

    @P2P-07
    Example: The neighbours of a payment that cannot be booked
      Given a sales service that can never book payment "p-1"
      And payments "p-1, p-2, p-3" are requested
      When payments "p-1, p-2, p-3" are sent to sales
      Then the sale of payment "p-2" is booked once
      And the sale of payment "p-3" is booked once

    @DLQ-21
    Example: Somebody is told of what is kept for people
      Given a sales service
      Then an alarm watches the payments for people

  Rule: The queue takes the pace off the front end

    @DEC-15
    Example: A burst while the service is away
      Given a sales service that is away
      And 11 payments of customer "anna" over "10.00" are requested
      When all 11 payments are sent to sales, and the service comes back
      Then each of the 11 payments is booked once
      And customer "anna" has paid 11000 cents in all
