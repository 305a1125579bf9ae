@role-step-service
Feature: Saga: a service that does a step, and undoes it
  The payments service is told by others what to do, late or twice or in the wrong order. It keeps
  its own books right, answers, and leaves it to the orchestrator what comes next.

  Rule: A step takes effect once a saga, however often it is asked for

    @SAGA-07 @needs-workflows
    Example: A charge is asked for again by a workflow that has not heard the answer
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      And ChargeFare of fare "f-1" over "$20.00" is asked for
      Then both workflows get the same answer
      And the books of fare "f-1" say "charged $20.00"

    @SAGA-07 @needs-workflows
    Scenario Outline: The service dies while it charges
      Given a payments service that dies <side> its <moment>
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      Then the workflow goes on
      And the books of fare "f-1" say "charged $20.00"

      Examples:
        | side   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | answer          |
        | after  | answer          |
        | before | acknowledgement |

    @SAGA-07 @needs-workflows
    Example: Two instances get copies of one command at the same time
      Given 2 instances of a payments service, of which one is slow before its effect
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      Then the books of fare "f-1" say "charged $20.00"

  Rule: A step is done as a whole or not at all

    @SAGA-04 @needs-workflows
    Scenario Outline: A customer of lab 4 cannot pay
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is asked for by "<customer>"
      Then the workflow fails with <error>
      And the books of fare "f-1" say nothing

      Examples:
        | customer        | error                  |
        | cmr_fail_auth   | PaymentAuthException   |
        | cmr_fail_charge | PaymentChargeException |

    @SAGA-04 @needs-workflows
    Example: A refund of what was never charged is done by doing nothing
      Given a payments service
      When RefundFare of fare "f-1" over "$20.00" is asked for
      Then the workflow goes on
      And the books of fare "f-1" say nothing

  Rule: A step that comes after its compensation is not done any more

    @SAGA-05 @needs-workflows
    Example: The charge is overtaken by its refund
      Given a payments service
      When RefundFare of fare "f-1" over "$20.00" is asked for
      And the workflow goes on
      And ChargeFare of fare "f-1" over "$20.00" is asked for
      Then the workflow fails
      And the books of fare "f-1" say nothing

    @SAGA-05 @needs-workflows
    Example: A late copy of the charge comes after the refund
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      And RefundFare of fare "f-1" over "$20.00" is asked for
      And the workflow goes on
      And ChargeFare of fare "f-1" over "$20.00" is asked for
      Then the workflow fails
      And the books of fare "f-1" say "charged $20.00, refunded $20.00"

  Rule: A compensation takes effect once, too

    @SAGA-06 @needs-workflows
    Example: A refund is asked for twice
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      And RefundFare of fare "f-1" over "$20.00" is asked for
      And RefundFare of fare "f-1" over "$20.00" is asked for
      Then the workflow goes on
      And the books of fare "f-1" say "charged $20.00, refunded $20.00"
      And the customer has paid 0 cents in all

    @SAGA-06 @needs-workflows
    Example: The service dies after it has refunded
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      And the service dies after its next effect
      And RefundFare of fare "f-1" over "$20.00" is asked for
      Then the workflow goes on
      And the books of fare "f-1" say "charged $20.00, refunded $20.00"

  Rule: A compensation undoes its own step and nobody else's work

    @SAGA-08 @needs-workflows
    Example: Another fare of the customer is charged before the refund
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      And ChargeFare of fare "f-2" over "$5.00" is asked for
      And RefundFare of fare "f-1" over "$20.00" is asked for
      Then the customer has paid 500 cents in all

    @SAGA-17 @needs-workflows
    Example: The price is another one when the refund is asked for
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      And RefundFare of fare "f-1" over "$25.00" is asked for
      Then the books of fare "f-1" say "charged $20.00, refunded $20.00"

  Rule: A service knows no other service and no next step

    @SAGA-18
    Example: The service is used alone, without a workflow
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is sent by somebody who waits for no answer
      Then the books of fare "f-1" say "charged $20.00"
      And no command is left on the queue of the payments service
      And the payments service has sent nothing to anybody

  Rule: A spent task token is no reason to fail

    @SFN-INT-07 @needs-workflows
    Example: The queue delivers a command twice
      Given a payments service to whom the queue delivers fare "f-1" twice
      When ChargeFare of fare "f-1" over "$20.00" is asked for
      Then no command is left on the queue of the payments service
      And the workflow goes on
      And the books of fare "f-1" say "charged $20.00"

    @SFN-INT-07 @needs-workflows
    Example: The workflow loses patience before the answer
      Given a payments service
      When ChargeFare of fare "f-1" over "$20.00" is asked for by a workflow that loses patience first
      Then no command is left on the queue of the payments service
      And the books of fare "f-1" say "charged $20.00"
