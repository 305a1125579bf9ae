@role-aggregator
Feature: Scatter-gather: a result when there is enough, and in any case in time
  What is enough is a matter of configuration: all that were asked, whoever answers by the deadline,
  the first acceptable quote, or so many answers. No bidder can keep the result from coming.

  Rule: All that were asked, or the deadline

    @SG-03 @own-timer
    Example: One of three does not answer
      Given there is little time for quotes
      And quotes are asked of "alba, boreas, cirrus", and all are waited for
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then there is no result for "r-1" yet
      And the one result for "r-1" has the quotes "alba 30, boreas 20"

    @SG-03
    Example: Somebody answers who was not asked
      Given quotes are asked of "alba, boreas", and all are waited for
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, zephyr 5"
      Then there is no result for "r-1" yet
      When "boreas" quotes 20 for "r-1"
      Then the one result for "r-1" has the quotes "alba 30, boreas 20"

    @SG-10
    Example: One of three refuses
      Given quotes are asked of "alba, boreas, cirrus", and all are waited for
      When quotes for ride "r-1" are asked for
      And "alba" refuses to quote for "r-1"
      And the quotes for "r-1" are "boreas 20, cirrus 25"
      Then the one result for "r-1" has the quotes "boreas 20, cirrus 25"

    @SG-10
    Example: All of them refuse
      Given quotes are asked of "alba, boreas", and all are waited for
      When quotes for ride "r-1" are asked for
      And "alba" refuses to quote for "r-1"
      And "boreas" refuses to quote for "r-1"
      Then the one result for "r-1" is that nobody offers

  Rule: Whoever answers by the deadline

    @SG-04 @own-timer
    Example: Nobody answers
      Given an auction of quotes that ends at its deadline
      When quotes for ride "r-1" are asked for
      Then there is no result for "r-1" yet
      And the one result for "r-1" is that nobody offers

    @SG-04 @own-timer
    Example: Two answer
      Given an auction of quotes that ends at its deadline
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 20"
      Then there is no result for "r-1" yet
      And the one result for "r-1" is "boreas" for 20

    @SG-04 @own-timer
    Example: The only one to answer refuses
      Given an auction of quotes that ends at its deadline
      When quotes for ride "r-1" are asked for
      And "alba" refuses to quote for "r-1"
      Then the one result for "r-1" is that nobody offers

  Rule: The first acceptable quote

    @SG-05
    Example: It comes first
      Given an auction of quotes that ends with the first quote of 20 or less
      When quotes for ride "r-1" are asked for
      And "alba" quotes 15 for "r-1"
      Then the one result for "r-1" is "alba" for 15
      When "boreas" quotes 10 for "r-1"
      Then the one result for "r-1" is "alba" for 15

    @SG-05
    Example: A refusal and a quote that is too high come before it
      Given an auction of quotes that ends with the first quote of 20 or less
      When quotes for ride "r-1" are asked for
      And "alba" refuses to quote for "r-1"
      And "boreas" quotes 30 for "r-1"
      Then there is no result for "r-1" yet
      When "cirrus" quotes 20 for "r-1"
      Then the one result for "r-1" is "cirrus" for 20

    @SG-06 @own-timer
    Example: There is none
      Given there is little time for quotes
      And an auction of quotes that ends with the first quote of 20 or less
      When quotes for ride "r-1" are asked for
      And the quotes for "r-1" are "alba 30, boreas 25"
      Then the one result for "r-1" is "boreas" for 25

  Rule: So many answers

    @SG-06
    Example: They come before the deadline
      Given an auction of quotes that ends with 2 answers
      When quotes for ride "r-1" are asked for
      And "alba" quotes 30 for "r-1"
      Then there is no result for "r-1" yet
      When "boreas" quotes 20 for "r-1"
      Then the one result for "r-1" is "boreas" for 20

    @SG-06 @own-timer
    Example: They do not come
      Given there is little time for quotes
      And an auction of quotes that ends with 2 answers
      When quotes for ride "r-1" are asked for
      And "alba" quotes 30 for "r-1"
      Then there is no result for "r-1" yet
      And the one result for "r-1" is "alba" for 30
