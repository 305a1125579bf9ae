@role-payment-filter
Feature: Fare collection: pipes and filters around the systems of others
  Pre-authorising and charging are stages of a chain, and each of them calls a payment gateway. To
  be refused is an answer, after which the fare leaves the chain. Silence is none: the pipe brings
  the fare again, and the gateway knows it by its key.

  Rule: What one stage is answered is what a later one needs

    @PF-01
    Example: A fare passes through all stages
      Given a payment chain of the filters "pre-authorise, charge, credit"
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge, credit"
      And each of the filters "pre-authorise, charge, credit" has processed fare "f-1" once
      And the gateway has "pre-authorised, charged"

    @PF-08
    Example: Between the stages stands one that knows nothing of payments
      Given a payment chain of the filters "pre-authorise, check-fraud, charge"
      When fare "f-1" enters the chain under correlation id "c-1"
      Then fare "f-1" leaves the chain with what the gateway has answered to each payment filter
      And fare "f-1" leaves the chain under correlation id "c-1"

    @DLQ-18
    Example: A fare that nobody has pre-authorised cannot be charged
      Given a payment chain of the filters "charge"
      When fare "f-1" enters the chain
      Then filter "charge" sets fare "f-1" aside, and tries it no more
      And the gateway has nothing

  Rule: No answer does not mean that nothing was done

    @RR-10
    Scenario Outline: The gateway does the work and hangs up on a filter
      Given a payment chain of the filters "pre-authorise, charge"
      And the gateway will lose the answer of <operation>
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge"
      And the gateway has "pre-authorised, charged"
      And no filter of the payment chain has a refused fare

      Examples:
        | operation          |
        | pre-authorisations |
        | charges            |

    @DLQ-16
    Example: The gateway is down for two calls of the filters
      Given a payment chain of the filters "pre-authorise, charge"
      And the gateway will be down for 2 calls
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge"
      And the gateway has "pre-authorised, charged"
      And none of the filters "pre-authorise, charge" has a dead letter

    @PF-09
    Scenario Outline: A pipe has a fare twice, and the money moves once
      Given a payment chain of the filters "pre-authorise, charge"
      When fare "f-1" enters the chain, and the pipe of "<doubled>" doubles it
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge"
      And each of the filters "pre-authorise, charge" has processed fare "f-1" once
      And the gateway has "pre-authorised, charged"
      And no filter of the payment chain has a refused fare

      Examples:
        | doubled       |
        | pre-authorise |
        | charge        |

    @P2P-03
    Example: Two instances have a fare pre-authorised at the same time
      Given a payment chain of the filters "pre-authorise, charge", each with 2 instances
      And filter "pre-authorise" is slow before its effect
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge"
      And each of the filters "pre-authorise, charge" has processed fare "f-1" once
      And the gateway has "pre-authorised, charged"
      And no filter of the payment chain has a refused fare

    @PF-04
    Scenario Outline: A filter dies when the gateway has done its work
      Given a payment chain of the filters "pre-authorise, charge"
      And filter "<filter>" dies <side> its <moment>
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge"
      And each of the filters "pre-authorise, charge" has processed fare "f-1" once
      And the gateway has "pre-authorised, charged"
      And no filter of the payment chain has a refused fare

      Examples:
        | filter        | side   | moment          |
        | pre-authorise | before | effect          |
        | pre-authorise | after  | forward         |
        | charge        | before | forward         |
        | charge        | after  | forward         |
        | charge        | before | acknowledgement |

  Rule: To be refused is an answer, and no failure

    @DLQ-17
    Scenario Outline: The gateway refuses a fare
      Given a payment chain of the filters "pre-authorise, charge"
      And the gateway will refuse <operation>
      When fare "f-1" enters the chain
      Then fare "f-1" is refused by "<filter>", with the reason and what was done before
      And none of the filters "pre-authorise, charge" has a dead letter
      And nothing has left the chain

      Examples:
        | operation          | filter        |
        | pre-authorisations | pre-authorise |
        | charges            | charge        |

    @PF-10
    Example: One fare of two is refused
      Given a payment chain of the filters "pre-authorise, charge"
      And the gateway will refuse charges
      When fares "f-1, f-2" enter the chain
      Then of fares "f-1, f-2" one leaves the chain, and the other one is refused by "charge"

    @PF-04
    Scenario Outline: A filter dies when it lays a refused fare aside
      Given a payment chain of the filters "pre-authorise, charge"
      And the gateway will refuse charges
      And filter "charge" dies <side> its refusal
      When fare "f-1" enters the chain
      Then fare "f-1" is refused by "charge", with the reason and what was done before
      And the gateway has "pre-authorised"

      Examples:
        | side   |
        | before |
        | after  |

  Rule: A gateway that is down for good stops one stage

    @PF-05
    Example: The gateway does not charge for the time being
      Given a payment chain of the filters "pre-authorise, charge, credit"
      And the gateway will not charge
      When fare "f-0" enters the pipe of "credit"
      And fares "f-1, f-2" enter the chain
      Then fare "f-0" leaves the chain, done by "credit"
      And filter "pre-authorise" is done with the fares on its pipe
      And none of the filters "pre-authorise, credit" has a dead letter
      And the gateway has "pre-authorised, pre-authorised"

    @PF-06
    Example: The gateway is back when a fare is a dead letter
      Given a payment chain of the filters "pre-authorise, charge"
      And the gateway will not charge
      When fare "f-1" enters the chain
      Then fare "f-1" becomes a dead letter of the filter "charge"
      And nobody else in the chain has a fare left
      When the gateway is back, and the dead letters of filter "charge" are redriven
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge"
      And the gateway has "pre-authorised, charged"

    @DLQ-10
    Example: A fare is redriven that was charged, and nobody knew
      Given a payment chain of the filters "pre-authorise, charge"
      And the gateway will charge, and never say so
      When fare "f-1" enters the chain
      Then fare "f-1" becomes a dead letter of the filter "charge"
      When the gateway is back, and the dead letters of filter "charge" are redriven
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge"
      And the gateway has "pre-authorised, charged"
      And no filter of the payment chain has a refused fare
