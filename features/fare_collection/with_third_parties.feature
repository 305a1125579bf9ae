@role-fare-saga
Feature: Fare collection: a saga over the systems of others
  A fare is pre-authorised and charged by a payment gateway, and credited by customer accounting.
  Neither is ours, and neither takes part in a transaction of ours: they refuse, do the work and say
  nothing, answer twice or late, or are down. In the end a fare is collected, or nothing is left of it.

  Rule: Collected, or undone in reverse

    @SAGA-01
    Example: Everybody does his part
      Given a saga of fares
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was collected
      And the gateway has "pre-authorised, charged"
      And accounting has "credited"

    @SAGA-03
    Example: The gateway refuses the pre-authorisation
      Given a saga of fares
      And the gateway will refuse pre-authorisations
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was not collected
      And the gateway has nothing
      And accounting has nothing

    @SAGA-02
    Example: The gateway refuses the charge
      Given a saga of fares
      And the gateway will refuse charges
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was not collected
      And the gateway has "pre-authorised, released"

    @SAGA-17
    Example: Accounting refuses the credit
      Given a saga of fares
      And accounting will refuse CreditCustomerAccount
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was not collected
      And the gateway has "pre-authorised, charged, refunded"
      And accounting has nothing

  Rule: No answer does not mean that nothing was done

    @RR-10 @own-timer
    Scenario Outline: The gateway does the work and hangs up
      Given a saga of fares
      And the gateway will lose the answer of <operation>
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was collected
      And the gateway has "pre-authorised, charged"

      Examples:
        | operation          |
        | pre-authorisations |
        | charges            |

    @SAGA-04 @own-timer
    Example: The gateway does the work and never says so
      Given a saga of fares
      And the gateway will lose the answers of charges until the step is given up
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was not collected
      And the gateway has "pre-authorised, charged, refunded"

    @SAGA-04 @own-timer
    Example: Accounting does the work and never says so
      Given a saga of fares
      And accounting will lose the answer of CreditCustomerAccount for good
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was not collected
      And accounting has "credited, debited"
      And the gateway has "pre-authorised, charged, refunded"

    @SAGA-07 @own-timer
    Example: The gateway is down for a while
      Given a saga of fares
      And the gateway will be down for 2 calls
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was collected
      And the gateway has "pre-authorised, charged"

    @SAGA-06 @own-timer
    Example: The gateway is down, and stays so
      Given a saga of fares
      And accounting will refuse CreditCustomerAccount
      And the gateway will not refund
      When fare "f-1" is to be collected end to end
      Then people are called about the fare, and told that its "charge" is left
      And nobody hears that the fare was collected

  Rule: Answers come twice, late, or for somebody else

    @RR-07
    Example: Accounting answers twice
      Given a saga of fares
      And accounting will answer twice to CreditCustomerAccount
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was collected
      And accounting has "credited"

    @RR-09 @own-timer
    Example: Accounting answers when the fare was given up
      Given a saga of fares
      And accounting will answer late to CreditCustomerAccount
      When fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was not collected
      When accounting answers what it has kept back
      Then nothing changes for the fare
      And accounting has "credited, debited"

    @RR-06
    Example: Accounting answers about a fare that nobody knows
      Given a saga of fares
      When accounting answers about a fare that was never begun
      And fare "f-1" is to be collected end to end
      Then everybody hears once that the fare was collected
      And the gateway has "pre-authorised, charged"

  Rule: Whoever dies in between finds his way again

    @SAGA-11
    Scenario Outline: A worker dies
      Given a saga of fares
      And its worker dies <side> its <moment>
      When fare "f-1" is to be collected end to end
      Then everybody hears that the fare was collected, perhaps twice
      And the gateway has "pre-authorised, charged"
      And accounting has "credited"

      Examples:
        | side   | moment          |
        | before | progress        |
        | after  | progress        |
        | before | command         |
        | after  | command         |
        | before | tell            |
        | after  | tell            |
        | before | acknowledgement |

    @SAGA-13
    Example: A fare is asked for twice
      Given a saga of fares
      When fare "f-1" is to be collected end to end
      And fare "f-1" is to be collected end to end once more
      Then everybody hears once that the fare was collected
      And the gateway has "pre-authorised, charged"

    @SAGA-07
    Example: Two workers take the same steps
      Given a saga of fares with 2 workers, of which one is slow before its progress
      When fare "f-1" is to be collected end to end
      Then everybody hears that the fare was collected, perhaps twice
      And the gateway has "pre-authorised, charged"
      And accounting has "credited"

    @SAGA-12
    Example: Afterwards it can be told what became of each fare
      Given a saga of fares
      And the gateway will refuse charges
      When fares "f-1, f-2" are to be collected end to end
      Then of fares "f-1, f-2" one was collected, and of the other it is known what was refused
