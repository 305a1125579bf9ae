@role-quote-api
Feature: Quotes for an instant ride: asked for at once, gathered in time, fetched at will
  The client gets an id and hangs up. Unicorn management, a third party, has ten resources or two, who
  quote, refuse, answer twice or too late, or are down. What the client fetches is right at each
  moment, and final once it is closed.

  Rule: The id is good from the moment that it is given

    @DEC-01
    Example: Nobody has quoted yet
      Given the quote API
      When an instant ride is submitted
      Then the request is open, without quotes
      And it tells from where to where the ride is, and whose

    @DEC-04
    Example: Another instance is asked
      Given the quote API with 2 instances
      When an instant ride is submitted
      Then the second instance knows the request as well

  Rule: Quotes are gathered until the deadline, and stay as they are

    @SG-01
    Example: Three resources quote
      Given the quote API
      And unicorn management with "u-1 30, u-2 20, u-3 25"
      When an instant ride is submitted
      Then the quotes fetched are "u-2 20, u-3 25, u-1 30"

    @SG-02
    Example: Two customers at the same time
      Given the quote API
      And unicorn management with "u-1 30, u-2 20"
      When an instant ride is submitted, and another one
      Then the quotes fetched are "u-2 20, u-1 30"
      And so are those of the other one, each under its own id

    @RR-02
    Example: Answers come to where the request says
      Given the quote API
      And unicorn management with "u-1 30"
      When an instant ride is submitted
      Then unicorn management was asked in a way that its contract allows
      And the quotes fetched are "u-1 30"

    @SG-04 @own-timer
    Example: All resources are down
      Given the quote API with little time
      And unicorn management with "u-1 30, u-2 20"
      And resources "u-1, u-2" of unicorn management are down
      When an instant ride is submitted
      Then the request is open, without quotes
      And the request is closed, and the quotes fetched are "nobody's"

    @SG-10 @own-timer
    Example: One of three refuses
      Given the quote API with little time
      And unicorn management with "u-1 30, u-2 20, u-3 25"
      And resource "u-2" of unicorn management refuses
      When an instant ride is submitted
      Then the request is closed, and the quotes fetched are "u-3 25, u-1 30"

    @SG-08
    Example: One answers twice
      Given the quote API
      And unicorn management with "u-1 30, u-2 20"
      And resource "u-1" of unicorn management answers twice
      When an instant ride is submitted
      Then the quotes fetched are "u-2 20, u-1 30"

    @SG-07 @own-timer
    Example: One answers late
      Given the quote API with little time
      And unicorn management with "u-1 30, u-2 20"
      And resource "u-2" of unicorn management answers late
      When an instant ride is submitted
      Then the request is closed, and the quotes fetched are "u-1 30"
      And the late answer is counted, and the quotes fetched are still "u-1 30"

    @DEC-03 @own-timer
    Example: Nobody was there to close it at its deadline
      Given the quote API with little time
      And unicorn management with "u-1 30"
      When an instant ride is submitted
      Then the quotes fetched are "u-1 30"
      When the quote API does nothing but answer until the deadline is over
      Then the request is closed at the first query, and the quotes fetched are "u-1 30"

  Rule: What was promised is done, whoever dies

    @DEC-06
    Scenario Outline: The API dies over a submission
      Given the quote API
      And unicorn management with "u-1 30, u-2 20"
      And the quote API dies <when> its <moment>
      When an instant ride is submitted, and again under the same key if that fails
      Then unicorn management is asked under one id
      And the quotes fetched are "u-2 20, u-1 30"

      Examples:
        | when   | moment  |
        | before | promise |
        | after  | promise |
        | after  | record  |
        | before | scatter |
        | after  | scatter |

    @SG-11
    Scenario Outline: The API dies over an answer
      Given the quote API
      And unicorn management with "u-1 30, u-2 20"
      And unicorn management takes its time
      When an instant ride is submitted
      And the quote API is to die <when> its next <moment>, and quotes come
      Then the quotes fetched are "u-2 20, u-1 30"

      Examples:
        | when   | moment          |
        | before | record          |
        | after  | record          |
        | before | acknowledgement |

    @DEC-05
    Example: The promise cannot be given
      Given the quote API
      And the quote API cannot promise
      When an instant ride is submitted
      Then the quote API answers 503 with a problem document
      And no quotes are asked for

    @DEC-07
    Example: The topic is away
      Given the quote API
      And unicorn management with "u-1 30"
      And the topic refuses 2 requests of the quote API
      When an instant ride is submitted
      Then the quotes fetched are "u-1 30"

    @DEC-10
    Example: The same ride under the same key
      Given the quote API
      And unicorn management with "u-1 30"
      When an instant ride is submitted twice under one key
      Then both submissions have one id
      And unicorn management is asked under one id

    @DEC-10
    Example: Another ride under the same key
      Given the quote API
      When two different instant rides are submitted under one key
      Then the quote API answers 409 with a problem document
