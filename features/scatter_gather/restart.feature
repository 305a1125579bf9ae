@role-aggregator
Feature: Scatter-gather: one result, whoever dies and whoever comes second
  An aggregator remembers for longer than any of its instances lives. Whatever was answered stays
  answered, the deadline comes though nobody is left who had set it, and two who close a request
  at the same time make one result.

  Rule: What was gathered outlives who gathered it

    @SG-11
    Scenario Outline: The aggregator dies over the last of three answers
      Given quotes are asked of "alba, boreas, cirrus", and all are waited for
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      And the aggregator is to die <when> its next <moment>
      And "cirrus" quotes 25 for "r-1"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20, cirrus 25"
      And no answer is left to be taken

      Examples:
        | when   | moment          |
        | before | record          |
        | after  | record          |
        | before | publication     |
        | after  | publication     |
        | before | acknowledgement |

    @SG-11
    Example: Another instance goes on
      Given quotes are asked of "alba, boreas, cirrus", and all are waited for
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      And the first instance of the aggregator gives way to a second one
      And "cirrus" quotes 25 for "r-1"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20, cirrus 25"

    @SG-11 @own-timer
    Example: The deadline comes for whoever is there
      Given an auction of quotes that ends at its deadline
      When quotes for ride "r-1" are asked for
      And "alba" quotes 30 for "r-1"
      And the first instance of the aggregator gives way to a second one
      Then the one result for "r-1" is "alba" for 30

    @SG-11
    Example: The result cannot be sent for the time being
      Given an auction of quotes that ends with 2 answers
      And the results are refused 2 times
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"

  Rule: There is one result, whoever makes it

    @SG-12
    Example: The last answer and the deadline come together
      Given there is little time for quotes
      And quotes are asked of "alba, boreas", and all are waited for
      And the aggregator has a second instance
      When quotes for ride "r-1" are asked for
      And "alba" quotes 30 for "r-1"
      And the aggregator is away until the deadline, and "boreas" quotes 20 for "r-1"
      Then the one result for "r-1" has the quote "alba 30", and that of "boreas" or a late answer

    @SG-12
    Scenario Outline: The deadline comes while the last answer is worked on
      Given there is little time for quotes
      And quotes are asked of "alba, boreas", and all are waited for
      And the aggregator has a second instance
      When quotes for ride "r-1" are asked for
      And "alba" quotes 30 for "r-1"
      And the deadline comes while an instance is slow before its <moment> with "boreas 20" for "r-1"
      Then the one result for "r-1" has the quote "alba 30", and that of "boreas" or a late answer

      Examples:
        | moment      |
        | record      |
        | publication |

    @SG-12
    Example: Two instances have the last two answers in hand
      Given quotes are asked of "alba, boreas", and all are waited for
      And the aggregator has a second instance
      When quotes for ride "r-1" are asked for
      And one instance is slow before its record of "alba 30" for "r-1", while "boreas" quotes 20
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"

  Rule: What is over is forgotten after some time

    @SG-14 @needs-virtual-time @own-timer
    Example: Requests are forgotten with their late answers
      Given what is closed is remembered for an hour
      And an auction of quotes that ends with 1 answer
      When quotes for rides "r-1, r-2, r-3" are asked for
      And "alba" quotes 30 for "r-1"
      And "boreas" quotes 20 for "r-1"
      Then 1 late answer for "r-1" is counted
      When that time is over
      Then nothing is remembered of any request

    @RR-08 @needs-virtual-time @own-timer
    Example: An answer to what is forgotten
      Given what is closed is remembered for an hour
      And an auction of quotes that ends at its deadline
      When quotes for ride "r-1" are asked for
      Then the one result for "r-1" is that nobody offers
      When that time is over
      And "alba" quotes 30 for "r-1"
      Then the one result for "r-1" is that nobody offers
      And nothing is remembered of any request
