@role-filter
Feature: Pipes and filters: stages that know nothing of each other
  A fare is pre-authorised, charged and credited, by three filters in a row. Each knows the pipe it
  reads and the one it writes. Which stage comes next is nobody's knowledge but the wiring's, so the
  wiring can be changed without a word to anybody.

  Rule: A filter knows its two pipes, and the message that they share

    @PF-01
    Example: A fare passes through three filters
      Given a chain of the filters "pre-authorise, charge, credit"
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge, credit"
      And each of the filters "pre-authorise, charge, credit" has processed fare "f-1" once

    @PF-01
    Example: The filter in the middle is replaced by somebody else's
      Given a chain of the filters "pre-authorise, charge, credit", of which "charge" is somebody else's
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by "pre-authorise, charge, credit"
      And each of the filters "pre-authorise, credit" has processed fare "f-1" once

  Rule: The order of processing is the order of the wiring

    @PF-02
    Scenario Outline: The same filters, wired otherwise
      Given a chain of the filters <filters>
      When fare "f-1" enters the chain
      Then fare "f-1" leaves the chain, done by <filters>

      Examples:
        | filters                                      |
        | "charge, pre-authorise, credit"              |
        | "pre-authorise, credit"                      |
        | "pre-authorise, check-fraud, charge, credit" |

    @PF-03
    Scenario Outline: The next address is where the fare goes
      Given filter "charge" between two pipes
      And filter "charge" is told that next comes <another>
      When fare "f-1" enters the pipe of "charge"
      Then fare "f-1" comes to <another>, and not to the old next pipe

      Examples:
        | another      |
        | another pipe |
        | a topic      |

  Rule: What a filter does not understand comes out as it went in

    @PF-08
    Example: Headers that no filter knows
      Given filter "charge" between two pipes
      When fare "f-1" enters the pipe of "charge" with headers of every type
      Then fare "f-1" comes to the next pipe with the same headers

    @PF-08
    Example: A correlation id, from one end of the chain to the other
      Given a chain of the filters "pre-authorise, charge, credit"
      When fare "f-1" enters the chain under correlation id "c-1"
      Then fare "f-1" leaves the chain under correlation id "c-1"

    @PF-08
    Example: Fields of the body that no filter knows
      Given filter "charge" between two pipes
      When fare "f-1" enters the pipe of "charge" with a note for the driver
      Then fare "f-1" comes to the next pipe with the note for the driver

    @PF-08
    Example: Through the dead-letter queue and back
      Given filter "charge" between two pipes
      And filter "charge" cannot process fare "f-1"
      When fare "f-1" enters the pipe of "charge" with headers of every type
      Then fare "f-1" becomes a dead letter of the filter "charge"
      When filter "charge" is mended, and its dead letters are redriven
      Then fare "f-1" comes to the next pipe with the same headers

  Rule: The end of the chain says once that a fare has been processed

    @PF-10
    Example: Two fares are processed, and a third one never is
      Given a chain of the filters "charge, credit"
      And filter "charge" cannot process fare "f-2"
      When fares "f-1, f-2, f-3" enter the chain
      Then fares "f-1, f-3" leave the chain, one event each, and no other

    @PF-10
    Example: The event waits for the work of the last filter
      Given a chain of the filters "charge, credit"
      And filter "credit" cannot process fare "f-1"
      When fare "f-1" enters the chain
      Then fare "f-1" becomes a dead letter of the filter "credit"
      And nothing has left the chain
      When filter "credit" is mended, and its dead letters are redriven
      Then fare "f-1" leaves the chain, done by "charge, credit"
