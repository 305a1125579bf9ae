@role-orchestrator
Feature: Saga: an orchestrator whose sagas are started once, survive, and can be accounted for
  Workers die, services are away, requests come twice, and operators stop things. A saga goes on
  from where it was, and in the end it can be told what became of it and why.

  Rule: The published outcomes of fare collection hold

    @SAGA-14
    Scenario Outline: A customer of lab 4 cannot pay
      Given fare collection
      And <step> is refused with <error>
      When fare "f-1" is to be collected from customer "<customer>"
      Then fare "f-1" takes the course "<course>"
      And the failure of fare "f-1" is told once

      Examples:
        | customer        | step                  | error                  | course                                                                      |
        | cmr_fail_auth   | ChargeFare            | PaymentAuthException   | RegisterFare, ChargeFare, SetFareStatusFailed                               |
        | cmr_fail_charge | ChargeFare            | PaymentChargeException | RegisterFare, ChargeFare, SetFareStatusFailed                               |
        | cmr_fail_credit | CreditCustomerAccount | AccountCreditException | RegisterFare, ChargeFare, CreditCustomerAccount, RefundFare, SetFareStatusFailed |

    @SAGA-14
    Example: A customer of lab 4 can pay
      Given fare collection
      When fare "f-1" is to be collected from customer "cmr"
      Then fare "f-1" takes the course "RegisterFare, ChargeFare, CreditCustomerAccount, SetFareStatusCompleted"
      And the success of fare "f-1" is told once

  Rule: A saga goes on although the worker that started it dies

    @SAGA-11
    Scenario Outline: The worker dies as it starts a saga
      Given fare collection, whose worker dies <side> its <moment>
      When fare "f-1" is to be collected
      Then fare "f-1" is collected
      And fare "f-1" has one saga
      And no start request is left

      Examples:
        | side   | moment          |
        | before | start           |
        | after  | start           |
        | before | acknowledgement |

    @SAGA-11
    Example: The worker is gone while the saga has to be undone
      Given fare collection
      And the payments service is away
      And CreditCustomerAccount is refused with AccountCreditException
      When fare "f-1" is to be collected
      And the worker is gone for good once it has begun
      And the payments service is back
      Then fare "f-1" is undone

  Rule: The same request twice leads to one saga

    @SAGA-13
    Example: The request comes twice at once
      Given fare collection
      When fare "f-1" is to be collected
      And fare "f-1" is asked for once more
      Then fare "f-1" is collected
      And fare "f-1" has one saga
      And no start request is left

    @SAGA-13
    Example: The request comes again when its saga is over
      Given fare collection
      When fare "f-1" is to be collected
      And fare "f-1" is asked for once more when its saga is over
      Then fare "f-1" has one saga
      And fare "f-1" is collected
      And no start request is left

    @SAGA-13
    Example: Two fares of one customer are two sagas
      Given fare collection
      When fare "f-1" is to be collected
      And fare "f-2" is to be collected
      Then fare "f-1" is collected
      And fare "f-2" is collected

  Rule: Consistency comes from the steps of the saga alone

    @SAGA-16
    Example: The payments service is away for longer than a step may take
      Given fare collection that loses patience after a moment
      And the payments service is away
      When fare "f-1" is to be collected
      And the payments service is back
      Then fare "f-1" is either collected or undone

  Rule: A compensation uses what the step has recorded

    @SAGA-17
    Example: The amount charged was not the one that was asked for
      Given fare collection
      And ChargeFare charges "$18.00", a discount having been given
      And CreditCustomerAccount is refused with AccountCreditException
      When fare "f-1" is to be collected
      Then RefundFare of fare "f-1" names the charge and its amount "$18.00"

  Rule: What became of a saga, and why, can be told afterwards

    @SAGA-12
    Scenario Outline: The notice of a failure tells what went wrong
      Given fare collection
      And <step> is refused with <error>
      When fare "f-1" is to be collected
      Then the failure of fare "f-1" tells of <step>, <error> and the customer

      Examples:
        | step                  | error                     |
        | RegisterFare          | FareRegistrationException |
        | ChargeFare            | PaymentChargeException    |
        | CreditCustomerAccount | AccountCreditException    |

    @SAGA-12
    Example: The history tells every step and every compensation
      Given fare collection
      And CreditCustomerAccount is refused with AccountCreditException
      When fare "f-1" is to be collected
      Then the history of fare "f-1" tells every step, in order, with its time

  Rule: A saga that is stopped from outside does not go unnoticed

    @SAGA-19 @own-timer
    Example: An operator stops the workflow after the charge
      Given fare collection that loses patience after a moment
      And CreditCustomerAccount is never answered
      When fare "f-1" is to be collected
      And the saga of fare "f-1" is stopped from outside after ChargeFare
      Then people are called for fare "f-1", or it is undone
