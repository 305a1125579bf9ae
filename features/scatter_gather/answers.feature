@role-aggregator
Feature: Scatter-gather: answers that are mixed, repeated, late or astray
  Answers come in any order and more than once, to one queue for all requests. Each finds its
  request by the id alone, counts once, and changes nothing when the result is there.

  Rule: Answers to different requests never mix

    @SG-02
    Example: Two requests at the same time
      Given an auction of quotes that ends with 2 answers
      When quotes for rides "r-1, r-2" are asked for
      And "alba" quotes 10 for "r-1"
      And "alba" quotes 40 for "r-2"
      And "boreas" quotes 30 for "r-2"
      And "boreas" quotes 20 for "r-1"
      Then the one result for "r-1" has the quotes "alba 10, boreas 20"
      And the one result for "r-2" has the quotes "alba 40, boreas 30"

    @RR-15
    Example: Two instances share the queue of answers
      Given an auction of quotes that ends with 2 answers
      And the aggregator has a second instance, and its first one is slow before its first trigger
      When quotes for rides "r-1, r-2, r-3" are asked for
      And the quotes for "r-3" are "alba 10, boreas 20"
      And the quotes for "r-2" are "alba 40, boreas 30"
      And the quotes for "r-1" are "alba 50, boreas 60"
      Then the one result for "r-1" is "alba" for 50
      And the one result for "r-2" is "boreas" for 30
      And the one result for "r-3" is "alba" for 10

  Rule: The order of answers does not matter

    @SG-09
    Scenario Outline: Three answers, of which two are equal
      Given quotes are asked of "alba, boreas, cirrus", and all are waited for
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "<in this order>"
      Then the one result for "r-1" is "alba" for 20

      Examples:
        | in this order                 |
        | alba 20, boreas 20, cirrus 30 |
        | alba 20, cirrus 30, boreas 20 |
        | boreas 20, alba 20, cirrus 30 |
        | boreas 20, cirrus 30, alba 20 |
        | cirrus 30, alba 20, boreas 20 |
        | cirrus 30, boreas 20, alba 20 |

  Rule: A bidder counts once

    @SG-08
    Example: An answer comes twice
      Given an auction of quotes that ends with 3 answers
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, alba 30, boreas 20"
      Then there is no result for "r-1" yet
      When "cirrus" quotes 25 for "r-1"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20, cirrus 25"

    @SG-08
    Example: A bidder thinks better of it
      Given quotes are asked of "alba, boreas", and all are waited for
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, alba 10"
      Then there is no result for "r-1" yet
      When "boreas" quotes 20 for "r-1"
      Then the one result for "r-1" has one quote each of "alba, boreas"

  Rule: A late answer is counted, and changes nothing

    @SG-07 @own-timer
    Example: It comes after the deadline
      Given an auction of quotes that ends at its deadline
      When quotes for ride "r-1" are asked for
      And "alba" quotes 30 for "r-1"
      Then the one result for "r-1" is "alba" for 30
      When "boreas" quotes 10 for "r-1"
      Then 1 late answer for "r-1" is counted
      And the one result for "r-1" is "alba" for 30

    @SG-07
    Example: Two come after the first acceptable one, and one of them twice
      Given an auction of quotes that ends with the first quote of 20 or less
      When quotes for ride "r-1" are asked for
      And "alba" quotes 15 for "r-1"
      Then the one result for "r-1" is "alba" for 15
      When the quotes for "r-1" are "boreas 10, cirrus 5, boreas 10"
      Then 2 late answers for "r-1" are counted
      And the one result for "r-1" is "alba" for 15

    @RR-07
    Example: What comes again after the result was in time
      Given an auction of quotes that ends with 2 answers
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" is "boreas" for 20
      When "boreas" quotes 20 for "r-1"
      Then 0 late answers for "r-1" are counted
      And the one result for "r-1" is "boreas" for 20

    @RR-09
    Example: It does not count for the next request
      Given an auction of quotes that ends with 2 answers
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" is "boreas" for 20
      When quotes for ride "r-2" are asked for
      And "cirrus" quotes 5 for "r-1"
      And the quotes for "r-2" are "alba 50, boreas 40"
      Then the one result for "r-2" has the quotes "alba 50, boreas 40"

  Rule: An answer that nobody asked for leaves no trace

    @SG-15
    Scenario Outline: An answer that is astray
      Given an auction of quotes that ends with 2 answers
      When quotes for ride "r-1" are asked for
      And an answer to no request comes that has <kind>
      Then nothing is remembered but the request for "r-1"

      Examples:
        | kind                   |
        | an id that nobody gave |
        | no id                  |

    @RR-06
    Example: Answers in time are behind one that is astray
      Given an auction of quotes that ends with 2 answers
      When quotes for ride "r-1" are asked for
      And an answer to no request comes that has an id that nobody gave
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" is "boreas" for 20
      And no answer is left to be taken

    @DLQ-18
    Scenario Outline: An answer that cannot be read
      Given an auction of quotes that ends with 2 answers
      When quotes for ride "r-1" are asked for
      And an answer to the request for "r-1" says <body>
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" is "boreas" for 20
      And the answer that says <body> is set aside under the id of "r-1"

      Examples:
        | body                                  |
        | this is no JSON                       |
        | {"quote": 5}                          |
        | {"responder": "zephyr", "quote": "x"} |

    @SQS-RCV-03
    Example: The queue of answers says that it is empty, and is not
      Given an auction of quotes that ends with 2 answers
      And the aggregator finds no answers the first 3 times
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"
