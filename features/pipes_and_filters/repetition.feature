@role-filter
Feature: Pipes and filters: every filter is safe by itself
  A pipe delivers at least once and in any order, and a filter may die between any two of its
  calls. No stage can trust that another one has sorted this out before.

  Rule: Handed on first, and taken off the pipe afterwards

    @PF-04
    Scenario Outline: The filter dies
      Given filter "charge" between two pipes
      And filter "charge" dies <side> its <moment>
      When fare "f-1" enters the pipe of "charge"
      Then fare "f-1" comes to the next pipe, and nothing is left on the pipe of "charge"
      And each of the filters "charge" has processed fare "f-1" once

      Examples:
        | side   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | forward         |
        | after  | forward         |
        | before | acknowledgement |
        | after  | acknowledgement |

    @PF-04
    Example: The next filter sees a fare twice, since the one before it has died
      Given a chain of the filters "pre-authorise, charge"
      And filter "pre-authorise" dies after its forward
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge"
      And each of the filters "pre-authorise, charge" has processed fare "f-1" once

    @P2P-04
    Example: A peer finishes what a dead instance had begun
      Given filter "charge" with 2 instances between two pipes
      And filter "charge" dies before its effect
      When fare "f-1" enters the pipe of "charge"
      Then fare "f-1" comes to the next pipe, and nothing is left on the pipe of "charge"

  Rule: A fare that comes again is processed once, whichever pipe has doubled it

    @PF-09
    Scenario Outline: Each pipe in turn has a fare twice
      Given a chain of the filters "charge, credit"
      When fare "f-1" enters the chain, and the pipe of "<doubled>" doubles it
      Then fare "f-1" leaves the chain, done by "charge, credit"
      And each of the filters "charge, credit" has processed fare "f-1" once

      Examples:
        | doubled |
        | charge  |
        | credit  |

    @SQS-DEL-02
    Example: The pipe delivers a fare again after its acknowledgement
      Given filter "charge" between two pipes
      And the pipe of "charge" delivers fare "f-1" once more
      When fare "f-1" enters the pipe of "charge"
      Then each of the filters "charge" has processed fare "f-1" once

    @P2P-03
    Example: Two instances have a fare at the same time
      Given filter "charge" with 2 instances between two pipes
      And filter "charge" is slow before its effect
      When fare "f-1" enters the pipe of "charge"
      Then fare "f-1" comes to the next pipe, and nothing is left on the pipe of "charge"
      And each of the filters "charge" has processed fare "f-1" once

    @DLQ-10
    Example: A fare is redriven that had been processed, and not handed on
      Given filter "charge" between two pipes
      And the next pipe refuses all that filter "charge" sends
      When fare "f-1" enters the pipe of "charge"
      Then fare "f-1" becomes a dead letter of the filter "charge"
      When filter "charge" is mended, and its dead letters are redriven
      Then fare "f-1" comes to the next pipe, and nothing is left on the pipe of "charge"
      And each of the filters "charge" has processed fare "f-1" once

  Rule: Nothing depends on order, and nobody has a customer to himself

    @PF-07
    Example: Fares come in the reverse of their order
      Given filter "charge" between two pipes
      When 3 fares enter the pipe of "charge", the last one first
      Then each of the 3 fares comes to the next pipe

    @P2P-05
    Example: Two fares of one customer are processed at the same time
      Given filter "credit" with 2 instances between two pipes
      And the instances of "credit" have one fare each, and one of them is held up at its effect
      When fares of "$20.00" and "$30.50" of one customer enter the pipe of "credit"
      Then filter "credit" has a total of 5050 cents for the customer
