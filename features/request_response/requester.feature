@role-requester
Feature: Request-response: a requester that is never taken in and never waits for ever
  Answers come in any order, twice, too late, or not at all, and some were never asked for. The
  requester knows its own by the id alone, and gives every fare exactly one outcome.

  Rule: The request says where and under which id the answer is awaited

    @RR-01
    Example: Answers have a channel of their own
      Given a requester
      When fare "f-1" is to be authorised
      Then the request for "f-1" has a return address that is not the request channel

    @RR-03
    Example: No two requests have the same id
      Given a requester
      When fares "f-1, f-2, f-3" are to be authorised
      Then there are 3 requests with an id each, and no two are the same

    @RR-03
    Example: Ids are not used again after a crash
      Given a requester
      When fare "f-1" is to be authorised, and is answered with "r-1"
      And the requester is killed
      And fare "f-2" is to be authorised
      Then there are 2 requests with an id each, and no two are the same

    @RR-14
    Example: A reply queue is not made for each request
      Given a requester
      When fare "f-1" is to be authorised, and is answered with "r-1"
      And 11 more fares are to be authorised
      Then no queue was made for any of the 11

  Rule: An answer belongs to the request whose id it carries

    @RR-03
    Example: The answers come in reverse order
      Given a requester
      When fares "f-1, f-2, f-3" are to be authorised
      And they are answered in the order "f-3, f-2, f-1"
      Then each of "f-1, f-2, f-3" has its own answer as its outcome

    @RR-12
    Example: The answer is a refusal
      Given a requester
      When fare "f-1" is to be authorised, and is refused
      Then the outcome of "f-1" is "refused"

    @RR-05
    Example: The request was sent twice, since the first call got no answer
      Given a requester whose first request is sent twice
      When fare "f-1" is to be authorised
      And the first copy of the request is answered with "r-1"
      Then the outcome of "f-1" is "r-1"

    @RR-19
    Example: The answer is there before the request call returns
      Given a requester who is answered with "r-1" before its request call returns
      When fare "f-1" is to be authorised
      Then the outcome of "f-1" is "r-1"

    @RR-15
    Example: Two instances wait for answers at the same time
      Given 2 requesters, of which one is slow before its first trigger
      When fares "f-1, f-2, f-3" are to be authorised
      And they are answered in the order "f-1, f-2, f-3"
      Then each of "f-1, f-2, f-3" has its own answer as its outcome

  Rule: A reply that nobody waits for changes nothing and stops nothing

    @RR-06
    Scenario Outline: A reply that is astray
      Given a requester
      When fare "f-1" is to be authorised
      And a reply arrives that has <kind>
      And fare "f-1" is answered with "r-1"
      Then the outcome of "f-1" is "r-1"
      And no reply is left at the return address

      Examples:
        | kind                           |
        | an id that nobody gave         |
        | no id                          |
        | no id and no readable body     |
        | an id that nobody gave, thrice |

    @RR-07
    Example: An answer comes twice
      Given a requester
      When fares "f-1, f-2" are to be authorised
      And fare "f-1" is answered with "r-1"
      And it is answered once more after its outcome
      And fare "f-2" is answered with "r-2"
      Then the outcome of "f-1" is "r-1"
      And the outcome of "f-2" is "r-2"

    @RR-07
    Example: Two different answers to one request
      Given a requester
      When fare "f-1" is to be authorised, and is answered with "r-1"
      And fare "f-1" is answered with "r-2"
      Then the outcome of "f-1" is "r-1"

  Rule: The wait is bounded

    @RR-08 @own-timer
    Example: Nobody answers
      Given a requester with little time
      When fare "f-1" is to be authorised
      Then the outcome of "f-1" is "timeout"
      And no trigger is left

    @RR-08
    Example: Half the time is gone when the answer comes
      Given a requester with little time
      When fare "f-1" is to be authorised
      And half the time to wait passes
      And fare "f-1" is answered with "r-1"
      Then the outcome of "f-1" is "r-1"

    @RR-08 @own-timer
    Example: One of two requests is not answered
      Given a requester with little time
      When fares "f-1, f-2" are to be authorised
      And fare "f-2" is answered with "r-2"
      Then the outcome of "f-1" is "timeout"
      And the outcome of "f-2" is "r-2"

    @RR-09 @own-timer
    Example: The answer comes after the time-out
      Given a requester with little time
      When fare "f-1" is to be authorised, and nobody answers in time
      And fare "f-1" is answered with "r-1"
      Then the outcome of "f-1" is "timeout"
      And no reply is left at the return address

    @RR-09 @own-timer
    Example: A late answer is not taken for the answer to the next request
      Given a requester with little time
      When fare "f-1" is to be authorised, and nobody answers in time
      And fare "f-2" is to be authorised
      And fare "f-1" is answered with "r-1"
      And fare "f-2" is answered with "r-2"
      Then the outcome of "f-2" is "r-2"

  Rule: A fare that was taken on gets its outcome, whatever happens to who took it on

    @RR-10
    Example: The requester dies when it has asked, and asks again under the same id
      Given a requester with little time that dies after its request
      When fare "f-1" is to be authorised
      Then fare "f-1" is asked for again, under the same id

    @SQS-VIS-02
    Scenario Outline: The requester dies on the way
      Given a requester with little time that dies <when> its <moment>
      When fare "f-1" is to be authorised, and every request is answered with "r-1"
      Then no trigger is left
      And the outcome of "f-1" is "r-1"

      Examples:
        | when   | moment          |
        | before | request         |
        | after  | request         |
        | before | outcome         |
        | after  | outcome         |
        | before | acknowledgement |

    @RR-17 @needs-virtual-time @own-timer
    Example: The reply queue of a dead requester does not stay for ever
      Given a requester
      When fare "f-1" is to be authorised
      And the requester is killed
      And an hour passes
      Then the return address of the request for "f-1" is no more
