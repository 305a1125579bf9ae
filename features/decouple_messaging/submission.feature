@role-submission-api
Feature: Decouple messaging: accepted at once, and never lost on the way to the queue
  Whoever calls gets a request id and may go. What is owed from then on: the work is on its way, once,
  whatever dies in between, and its state can be asked for until it is final.

  Rule: A payment is accepted at once, under an id of its own

    @DEC-01
    Example: A payment is submitted
      Given a submission API
      When payment "p-1" is submitted
      Then payment "p-1" is accepted under a request id, and not said to be booked
      And a message about payment "p-1" is on the sales queue

    @DEC-01 @http-alone
    Example: Two payments are submitted
      Given a submission API
      When payments "p-1, p-2" are submitted
      Then payments "p-1, p-2" are accepted under different request ids

    @RR-20
    Example: Nobody books anything
      Given a submission API
      When payment "p-1" is submitted
      Then payment "p-1" is accepted within the time that a gateway waits
      And it takes an hour until somebody asks for payment "p-1", and it is PENDING

    @DEC-12
    Example: The sales service is away
      Given a submission API
      When payment "p-1" is submitted
      And nobody takes anything from the sales queue for a while
      Then the state of payment "p-1" is told as PENDING
      And the message about payment "p-1" waits for sales, and no other one

    @DEC-15
    Example: A burst that nobody behind the queue could keep up with
      Given a submission API
      When 11 payments are submitted in a burst
      Then each of the 11 payments is accepted
      And a message about each of the 11 payments is on the sales queue

    @RR-04
    Example: The message is known by the request id
      Given a submission API
      When payment "p-1" is submitted
      Then a message about payment "p-1" is on the sales queue, with its request id as correlation id

  Rule: From then on the state can be asked for, until it is final and afterwards

    @DEC-04 @http-alone
    Example: Asked for at once
      Given a submission API
      When payment "p-1" is submitted
      Then the state of payment "p-1" is told as PENDING

    @OW-03
    Example: The message is on the queue, which says nothing about a booking
      Given a submission API
      When payment "p-1" is submitted
      Then a message about payment "p-1" is on the sales queue
      And the state of payment "p-1" is told as PENDING

    @DEC-03
    Example: The sales service has booked the payment
      Given a submission API
      When payment "p-1" is submitted
      And the sales service ends payment "p-1" as BOOKED
      Then the state of payment "p-1" is told as BOOKED

    @DEC-02
    Scenario Outline: The sales service has come to another end
      Given a submission API
      When payment "p-1" is submitted
      And the sales service ends payment "p-1" as <state>
      Then the state of payment "p-1" is told as <state>, with the reason

      Examples:
        | state   |
        | REFUSED |
        | FAILED  |

    @DEC-03
    Example: The client submits again what is booked
      Given a submission API
      When payment "p-1" is submitted
      And the sales service ends payment "p-1" as BOOKED
      And payment "p-1" is submitted once more under its key
      Then the state of payment "p-1" is told as BOOKED
      And the message about payment "p-1" waits for sales, and no other one

    @DEC-14
    Example: The client is told when to ask, as long as that makes sense
      Given a submission API
      When payment "p-1" is submitted
      Then the answers about payment "p-1" say when to ask again
      When the sales service ends payment "p-1" as BOOKED
      Then the answer about payment "p-1" says that nobody need ask again

    @DEC-14 @http-alone
    Scenario Outline: An id that nobody was given
      Given a submission API
      When payment "p-1" is submitted
      And somebody asks for the payment <id>
      Then the submission API says that there is no such payment

      Examples:
        | id                                   |
        | 00000000-0000-4000-8000-000000000000 |
        | p-1                                  |
        | outbox                               |

    @DEC-14 @needs-virtual-time
    Example: The state is kept for 30 days
      Given a submission API
      When payment "p-1" is submitted
      And the sales service ends payment "p-1" as BOOKED
      And 30 days pass before somebody asks
      Then the state of payment "p-1" is told as BOOKED

  Rule: A payment that is submitted again is the same payment

    @DEC-10
    Example: Submitted twice
      Given a submission API
      When payment "p-1" is submitted
      And payment "p-1" is submitted once more under its key
      Then both answers about payment "p-1" have one request id
      And the message about payment "p-1" waits for sales, and no other one

    @DEC-10
    Example: Somebody clicks twice, and two instances answer at the same moment
      Given 2 instances of a submission API
      When payment "p-1" is submitted to the one while the other is about to store it
      Then both answers about payment "p-1" have one request id
      And the message about payment "p-1" waits for sales, and no other one

    @RR-10
    Example: No answer came, although the payment was stored
      Given a submission API that dies after its store
      When payment "p-1" is submitted until an answer comes
      Then payment "p-1" is accepted under a request id, and not said to be booked
      And the message about payment "p-1" waits for sales, and no other one

    @DEC-10
    Example: Another payment under the same key
      Given a submission API
      When payment "p-1" is submitted
      And payment "p-1" is submitted over "99.00" under its key
      Then the second submission is refused as a conflict
      And the message about payment "p-1" is about "25.00"

    @DEC-10
    Example: An equal payment under a key of its own
      Given a submission API
      When payment "p-1" is submitted
      And payment "p-1" is submitted as payment "p-2" of equal content
      Then payments "p-1, p-2" are accepted under different request ids
      And a message about payment "p-2" is on the sales queue

  Rule: The payment and its message are stored together, or neither is

    @CHO-02
    Example: The API dies when the payment is stored, and the client goes away
      Given a submission API that dies after its store
      When payment "p-1" is submitted by a client that never comes back
      Then a message comes to sales about a payment that is stored

    @CE-03
    Example: The API dies before the payment is stored, and the client goes away
      Given a submission API that dies before its store
      When payment "p-1" is submitted by a client that never comes back
      Then no message comes to sales

    @DEC-06
    Scenario Outline: The API dies on the way
      Given a submission API that dies <side> its <moment>
      When payment "p-1" is submitted until an answer comes
      Then a message about payment "p-1" is on the sales queue
      And every message on the sales queue is about payment "p-1"

      Examples:
        | side   | moment |
        | before | store  |
        | before | send   |

    @DEC-07
    Scenario Outline: The relay dies between sending and noting it
      Given a submission API that dies <side> its <moment>
      When payment "p-1" is submitted until an answer comes
      Then a message about payment "p-1" is on the sales queue, perhaps twice
      And every message on the sales queue is about payment "p-1"

      Examples:
        | side   | moment |
        | after  | send   |
        | before | mark   |
        | after  | mark   |

    @DEC-05
    Example: The queue takes nothing for a while
      Given a submission API whose messages are refused 3 times
      When payment "p-1" is submitted until an answer comes
      Then payment "p-1" is accepted under a request id, and not said to be booked
      And a message about payment "p-1" is on the sales queue

    @DEC-05
    Example: Nothing can be stored
      Given a submission API that can store nothing
      When payment "p-1" is submitted by a client that never comes back
      Then nobody was told that a payment is accepted
      And no message comes to sales

    @SQS-DEL-13
    Example: The queue takes all messages of a batch but one
      Given a submission API one of whose messages is not taken
      When 3 payments are submitted in a burst
      Then a message about each of the 3 payments is on the sales queue

    @SQS-DEL-04
    Example: The queue takes a message, and says that it did not
      Given a submission API to which the queue denies a message that it has taken
      When payment "p-1" is submitted until an answer comes
      Then a message about payment "p-1" is on the sales queue, perhaps twice
      And every message on the sales queue is about payment "p-1"
