@role-responder
Feature: Request-response: a responder that answers whoever asks, and always the same
  The requester is somebody whom the responder has never heard of. The request says where the reply
  goes and under which id; all that the requester gets to see of the work is that one message.

  Rule: The reply goes where the request says, and nowhere else

    @RR-02
    Example: Two requesters with addresses of their own
      Given a responder
      When requester "A" asks to authorise fare "f-1"
      And requester "B" asks to authorise fare "f-2"
      Then requester "A" gets the answer to "f-1", and no other
      And requester "B" gets the answer to "f-2", and no other

    @RR-02
    Example: A requester who moves between two requests
      Given a responder
      When requester "A" asks to authorise fare "f-1"
      Then requester "A" gets the answer to "f-1", and no other
      When requester "B" asks to authorise fare "f-2"
      Then requester "B" gets the answer to "f-2", and no other

    @RR-01
    Example: The request channel carries requests only
      Given a responder
      When requester "A" asks to authorise fare "f-1"
      Then requester "A" gets the answer to "f-1", and no other
      And the responder has put nothing on the request channel

  Rule: The reply carries the id of the request, unchanged

    @RR-03
    Example: Three requests of one requester
      Given a responder
      When requester "A" asks to authorise fares "f-1, f-2, f-3" together
      Then requester "A" gets an answer under the id of each of "f-1, f-2, f-3"

    @RR-03
    Scenario Outline: An id of an unusual kind
      Given a responder
      When requester "A" asks under an id that is <kind>
      Then requester "A" gets an answer under exactly this id

      Examples:
        | kind                         |
        | a JSON text                  |
        | 100 characters long          |
        | a number with leading zeros  |
        | in letters of many alphabets |

    @RR-05
    Example: A request that was sent twice is answered under the id that both copies carry
      Given a responder
      When requester "A" asks to authorise fare "f-1", and again, since nothing told it of success
      Then requester "A" gets the answer to "f-1", and no other

    @RR-04
    Example: The id outlives failed attempts
      Given a responder whose effect for fare "f-1" fails 2 times
      When requester "A" asks to authorise fare "f-1"
      Then requester "A" gets the answer to "f-1", and no other

    @RR-04
    Example: The id outlives the dead-letter queue
      Given a responder whose effect for fare "f-1" fails for the time being
      When requester "A" asks to authorise fare "f-1"
      Then the request for "f-1" becomes a dead letter
      When the responder is mended, and the operator redrives the dead requests
      Then requester "A" gets the answer to "f-1", and no other

  Rule: Asked again, the responder gives the same answer and does nothing twice

    @RR-11
    Example: The channel delivers a request once more
      Given a responder to whom the request for "f-1" is delivered once more when it is done
      When requester "A" asks to authorise fare "f-1"
      Then requester "A" gets the answer to "f-1", and no other
      And fare "f-1" is authorised once

    @RR-11
    Example: Two instances get copies of one request at the same time
      Given 2 responders, of which one is slow before its effect
      When requester "A" asks to authorise fare "f-1"
      Then requester "A" gets the answer to "f-1", and no other
      And fare "f-1" is authorised once

    @RR-10
    Example: The requester got no answer, starts anew and asks again
      Given a responder
      When requester "A" asks to authorise fare "f-1"
      Then requester "A" gets the answer to "f-1", and no other
      When requester "B" asks to authorise fare "f-1"
      Then requester "B" gets the same receipt for "f-1" as requester "A"
      And fare "f-1" is authorised once

    @RR-11
    Example: Another request about the same fare is another request
      Given a responder
      When requester "A" asks to authorise fare "f-1"
      And requester "A" asks to authorise fare "f-1" under another id
      Then requester "A" gets two different receipts

  Rule: A request is acknowledged only after it was answered

    @SQS-VIS-02
    Scenario Outline: The responder dies on the way
      Given a responder that dies <when> its <moment>
      When requester "A" asks to authorise fare "f-1"
      Then requester "A" gets the answer to "f-1", and no other
      And fare "f-1" is authorised once
      And no request is left

      Examples:
        | when   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | reply           |
        | after  | reply           |
        | before | acknowledgement |

    @DLQ-17
    Example: The reply cannot be sent for the time being
      Given a responder whose reply is refused 2 times
      When requester "A" asks to authorise fare "f-1"
      Then requester "A" gets the answer to "f-1", and no other
      And fare "f-1" is authorised once

    @DLQ-16
    Example: A request that always fails does not hold up the others
      Given a responder whose effect for fare "f-1" fails for the time being
      When requester "A" asks to authorise fares "f-1, f-2, f-3" together
      Then requester "A" gets an answer under the id of each of "f-2, f-3"
      And the request for "f-1" becomes a dead letter

  Rule: No is an answer too

    @RR-12
    Example: The customer's card is refused
      Given a responder
      When requester "A" asks to authorise fare "f-1" of customer "cmr_fail_auth"
      Then requester "A" gets a refusal under the id of "f-1"
      And fare "f-1" is not authorised
      And no request is left

    @RR-12
    Scenario Outline: The request holds no fare
      Given a responder
      When requester "A" asks with the text <body>
      Then requester "A" gets a refusal under the id of "f-1"
      And fare "f-1" is not authorised
      And no request is left

      Examples:
        | body               |
        | this is no JSON    |
        | {"customer": "cm"} |
        | 20                 |

  Rule: A request that nobody can be answered about is set aside, and not tried for ever

    @RR-13
    Example: The request has no return address
      Given a responder
      When somebody asks to authorise fare "f-1" without a return address
      Then the request for "f-1" is set aside
      And fare "f-1" is not authorised

    @RR-13
    Scenario Outline: The return address leads nowhere
      Given a responder
      When somebody asks to authorise fare "f-1" with a return address that is <what>
      Then the request for "f-1" is set aside
      And fare "f-1" is authorised no more than once

      Examples:
        | what                   |
        | no address at all      |
        | a queue that never was |

    @RR-13
    Example: The reply queue is gone when the answer is ready
      Given a responder whose requester "A" takes its reply queue away during the work
      When requester "A" asks to authorise fare "f-1"
      Then the request for "f-1" is set aside
      And fare "f-1" is authorised once

    @RR-13
    Example: A neighbour of an unanswerable request is answered
      Given a responder
      When somebody asks to authorise fare "f-1" with a return address that is a queue that never was
      And requester "A" asks to authorise fare "f-2"
      Then requester "A" gets the answer to "f-2", and no other
