@role-filter
Feature: Pipes and filters: a failure stays in its stage
  Between two filters stands a pipe, so that one may fail, be slow or be away while the others go
  on. A fare that cannot be processed is found where it failed, and not at the end of the chain.

  Rule: A filter that fails stops its own fares only

    @PF-05
    Example: The filter in the middle is away
      Given a chain of the filters "pre-authorise, charge, credit"
      When filter "charge" is away, and 2 fares enter the chain
      And fare "f-0" enters the pipe of "credit"
      Then filter "pre-authorise" has processed the 2 fares, which wait for filter "charge"
      And fare "f-0" leaves the chain, done by "credit"
      When filter "charge" is there again
      Then each of the 2 fares leaves the chain, done by "pre-authorise, charge, credit"

    @DLQ-16
    Example: One fare of three cannot be processed, and another one not at first
      Given filter "charge" between two pipes
      And filter "charge" cannot process fare "f-2"
      And filter "charge" cannot process fare "f-1" 2 times
      When fares "f-1, f-2, f-3" enter the pipe of "charge"
      Then fares "f-1, f-3" come to the next pipe
      And fare "f-2" becomes a dead letter of the filter "charge"

    @PF-04
    Example: The next pipe does not take the fare
      Given filter "charge" between two pipes
      And the next pipe refuses what filter "charge" sends 2 times
      When fare "f-1" enters the pipe of "charge"
      Then fare "f-1" comes to the next pipe, and nothing is left on the pipe of "charge"

  Rule: The place of a dead letter says which stage has failed

    @PF-06
    Scenario Outline: A fare that one stage cannot process
      Given a chain of the filters "pre-authorise, charge"
      And filter "<failing>" cannot process fare "f-1"
      When fare "f-1" enters the chain
      Then fare "f-1" becomes a dead letter of the filter "<failing>"
      And nobody else in the chain has a fare left

      Examples:
        | failing       |
        | pre-authorise |
        | charge        |

    @DLQ-21 @needs-alarms
    Example: An alarm watches the dead letters of each stage
      Given a chain of the filters "pre-authorise, charge"
      Then each of the filters "pre-authorise, charge" has an alarm on the depth of its dead letters

    @DLQ-18
    Scenario Outline: A message that is no fare
      Given a chain of the filters "pre-authorise, charge"
      When the message <body> enters the pipe of "charge"
      And fare "f-1" enters the chain
      Then filter "charge" sets the unreadable message aside
      And fare "f-1" leaves the chain, done by "pre-authorise, charge"

      Examples:
        | body                  |
        | this is no JSON       |
        | {"customerId": "c-1"} |

    @DLQ-17
    Example: What cannot be set aside is not lost
      Given filter "charge" between two pipes
      And nobody takes what filter "charge" sets aside
      When the message this is no JSON enters the pipe of "charge"
      Then the unreadable message is on the pipe of "charge" or a dead letter, and never nowhere

  Rule: All attempts of all stages fit into the time that the business has

    @PF-11
    Scenario Outline: The worst case is computed
      Given the business waits no longer than <patience> visibility timeouts
      And a chain of the filters "pre-authorise, charge, credit"
      Then the attempts of all filters take no longer than the business waits
      And each of the filters "pre-authorise, charge, credit" may fail once without a dead letter

      Examples:
        | patience |
        | 6        |
        | 10       |
        | 100      |

    @PF-11 @needs-virtual-time
    Example: The worst case that ends well is played
      Given the business waits no longer than 7 visibility timeouts
      And a chain of the filters "charge, credit"
      And each of the filters "charge, credit" fails with fare "f-1" as often as it may
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain while the business still waits
