@role-orchestrator
Feature: Saga: an orchestrator that collects a fare over three services, or undoes it
  No transaction spans the fares, payments and accounts services. The orchestrator has each do its
  step, and if one cannot, has the others undo theirs: all of it was done, or nothing is left.

  Rule: A saga ends with all of its steps in effect, or with none

    @SAGA-01
    Example: Every step works
      Given fare collection
      When fare "f-1" is to be collected
      Then fare "f-1" is collected

    @SAGA-01
    Scenario Outline: A step is refused
      Given fare collection
      And <step> is refused with <error>
      When fare "f-1" is to be collected
      Then fare "f-1" is undone

      Examples:
        | step                  | error                     |
        | RegisterFare          | FareRegistrationException |
        | ChargeFare            | PaymentAuthException      |
        | ChargeFare            | PaymentChargeException    |
        | CreditCustomerAccount | AccountCreditException    |

    @SAGA-01
    Scenario Outline: A step fails with an error that nobody has listed
      Given fare collection
      And <step> fails with an error that nobody has listed
      When fare "f-1" is to be collected
      Then fare "f-1" is undone

      Examples:
        | step                  |
        | RegisterFare          |
        | ChargeFare            |
        | CreditCustomerAccount |

  Rule: Compensations run in reverse order of the steps, and only for steps that may have been done

    @SAGA-02
    Example: The last of three steps is refused
      Given fare collection
      And CreditCustomerAccount is refused with AccountCreditException
      When fare "f-1" is to be collected
      Then fare "f-1" is undone by "RefundFare, SetFareStatusFailed", in this order

    @SAGA-02
    Example: The last of three steps was done without anybody knowing
      Given fare collection that loses patience after a moment
      And CreditCustomerAccount is done, but its answers are lost
      When fare "f-1" is to be collected
      Then fare "f-1" is undone by "DebitCustomerAccount, RefundFare, SetFareStatusFailed", in this order

    @SAGA-03
    Scenario Outline: A step that was refused is not undone
      Given fare collection
      And <step> is refused with <error>
      When fare "f-1" is to be collected
      Then no <compensation> is asked for fare "f-1"
      And fare "f-1" is undone

      Examples:
        | step                  | error                  | compensation         |
        | ChargeFare            | PaymentAuthException   | RefundFare           |
        | CreditCustomerAccount | AccountCreditException | DebitCustomerAccount |

  Rule: A step whose outcome is unknown is settled, or undone like one that was done

    @SAGA-04
    Scenario Outline: A step is done, but its answers are lost
      Given fare collection that loses patience after a moment
      And <step> is done, but its answers are lost
      When fare "f-1" is to be collected
      Then fare "f-1" is undone

      Examples:
        | step                  |
        | RegisterFare          |
        | ChargeFare            |
        | CreditCustomerAccount |

    @SAGA-04
    Scenario Outline: A step is done, and then fails with an error that nobody has listed
      Given fare collection
      And <step> is done, and then fails with an error that nobody has listed
      When fare "f-1" is to be collected
      Then fare "f-1" is undone

      Examples:
        | step                  |
        | RegisterFare          |
        | ChargeFare            |
        | CreditCustomerAccount |

    @SAGA-04
    Example: A step was never done, and nobody knows
      Given fare collection that loses patience after a moment
      And ChargeFare is never answered
      When fare "f-1" is to be collected
      Then fare "f-1" is undone
      And RefundFare of fare "f-1" takes effect

  Rule: A compensation is tried until it works, or until people are called

    @SAGA-06
    Scenario Outline: A compensation fails twice and then works
      Given fare collection
      And CreditCustomerAccount fails with an error that nobody has listed
      And <compensation> fails 2 times and then works
      When fare "f-1" is to be collected
      Then fare "f-1" is undone by "DebitCustomerAccount, RefundFare, SetFareStatusFailed", in this order
      And no SetFareStatusNeedsAttention is asked for fare "f-1"

      Examples:
        | compensation         |
        | DebitCustomerAccount |
        | RefundFare           |
        | SetFareStatusFailed  |

    @SAGA-06 @needs-virtual-time
    Example: A refund fails five times and then works
      Given fare collection
      And CreditCustomerAccount is refused with AccountCreditException
      And RefundFare fails 5 times and then works
      When fare "f-1" is to be collected
      Then fare "f-1" is undone

    @SAGA-06
    Scenario Outline: A compensation never works
      Given fare collection
      And CreditCustomerAccount fails with an error that nobody has listed
      And <compensation> never works
      When fare "f-1" is to be collected
      Then people are called for fare "f-1"
      And fare "f-1" is marked as one that needs attention

      Examples:
        | compensation         |
        | DebitCustomerAccount |
        | RefundFare           |
        | SetFareStatusFailed  |

  Rule: A step that is tried again is the same step of the same saga

    @SAGA-07
    Example: The first command to charge is lost
      Given fare collection that loses patience after a moment
      And the first ChargeFare is lost
      When fare "f-1" is to be collected
      Then fare "f-1" is either collected or undone
      And every ChargeFare is about fare "f-1"

  Rule: What is in the making is marked as such

    @SAGA-09
    Example: A fare is pending until its customer's account is credited
      Given fare collection that loses patience after a moment
      And CreditCustomerAccount is never answered
      When fare "f-1" is to be collected
      Then fare "f-1" is registered as pending
      And fare "f-1" is neither set to completed nor told as a success

  Rule: Past the pivot a saga only goes forward, and nothing irrevocable is done before it

    @SAGA-10
    Example: The last step fails twice after the customer's account was credited
      Given fare collection
      And SetFareStatusCompleted fails 2 times and then works
      When fare "f-1" is to be collected
      Then fare "f-1" is collected

    @SAGA-10
    Example: The last step never works
      Given fare collection
      And SetFareStatusCompleted never works
      When fare "f-1" is to be collected
      Then people are called for fare "f-1"
      And no RefundFare is asked for fare "f-1"
      And no DebitCustomerAccount is asked for fare "f-1"

    @SAGA-10
    Example: The customer's account may still refuse
      Given fare collection
      And CreditCustomerAccount is refused with AccountCreditException
      When fare "f-1" is to be collected
      Then fare "f-1" is undone
      And no SetFareStatusCompleted is asked for fare "f-1"
