@role-aggregator
Feature: Scatter-gather: everybody is asked, and knows where to answer until when
  A request for quotes goes to whoever listens to an auction, or to everybody on a list. What it
  carries is all that a bidder will ever know: under which id, to which address, by which time.

  Rule: One request goes to many

    @SG-01
    Example: An auction with three bidders
      Given an auction of quotes that ends with 3 answers
      And bidders "alba, boreas, cirrus" listen to it
      When quotes for ride "r-1" are asked for
      Then each of "alba, boreas, cirrus" is asked to quote for "r-1"
      When the quotes for "r-1" are "alba 30, boreas 20, cirrus 25"
      Then the one result for "r-1" is "boreas" for 20

    @RL-01
    Example: A list of two bidders
      Given quotes are asked of "alba, boreas", and all are waited for
      And bidders "cirrus" listen to it
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"
      And "cirrus" is not asked to quote

    @RL-02
    Example: The aggregator dies when one on the list is asked, and the other is not
      Given quotes are asked of "alba, boreas", and all are waited for
      And the aggregator dies when it has asked "alba"
      When quotes for ride "r-1" are asked for
      Then each of "alba, boreas" is asked to quote for "r-1"
      When the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"

    @RL-03
    Example: One on the list cannot be asked any more
      Given there is little time for quotes
      And quotes are asked of "alba, boreas, cirrus", and all are waited for
      And the queue of bidder "alba" is gone
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "boreas 20, cirrus 25"
      Then the one result for "r-1" has the quotes "boreas 20, cirrus 25"

  Rule: In an auction nobody knows how many will answer

    @SG-13
    Example: To wait for all, and for no deadline
      When an auction is to wait for all answers, and for no deadline
      Then the aggregator refuses to start

    @SG-13 @own-timer
    Example: Two bidders are behind one subscription
      Given an auction of quotes that waits for all until its deadline
      When quotes for ride "r-1" are asked for
      And "alba" quotes 30 for "r-1"
      Then there is no result for "r-1" yet
      When "boreas" quotes 20 for "r-1"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"

  Rule: The deadline runs from the scatter, and bidders are told

    @SG-14 @own-timer
    Example: The request had to wait for its turn
      Given an auction of quotes that ends at its deadline
      And the aggregator is away
      When quotes for ride "r-1" are asked for
      And so much time passes as there is for quotes
      And the aggregator is back
      Then the request to quote for "r-1" carries a deadline that runs from its scatter

  Rule: What was to be asked for is asked for, whoever dies

    @SQS-VIS-02
    Scenario Outline: The aggregator dies on the way to its bidders
      Given an auction of quotes that ends with 2 answers
      And the aggregator dies <when> its <moment>
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"
      And no request for quotes is left to be taken on

      Examples:
        | when   | moment  |
        | after  | trigger |
        | after  | record  |
        | before | scatter |
        | after  | scatter |

    @SQS-DEL-02
    Example: The same request is made once more
      Given an auction of quotes that ends with 2 answers
      When quotes for ride "r-1" are asked for
      And "alba" quotes 30 for "r-1"
      And it is seen to, and quotes for ride "r-1" are asked for once more
      And "boreas" quotes 20 for "r-1"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"

    @RR-19
    Example: A bidder answers before the call that asks has returned
      Given an auction of quotes that ends with 1 answer
      And "alba" quotes 30 before the asking returns
      When quotes for ride "r-1" are asked for
      Then the one result for "r-1" is "alba" for 30
