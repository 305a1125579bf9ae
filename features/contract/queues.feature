Feature: What a standard queue owes
  Patterns stand on these promises. Where a target breaks one, what is shown there about a pattern
  that needs it is worth nothing.

  Rule: What was accepted is kept until it is deleted or outlives its retention

    @SQS-DEL-01
    Example: Received three times and never deleted
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives it 3 times, and nobody deletes it
      Then the queue gives the text "t-1", under the MessageId that the sender was told

    @SQS-DEL-01 @needs-virtual-time
    Example: Nobody listens for 3 days
      Given a queue
      When the text "t-1" is sent to the queue
      And 259200 seconds go by
      Then the queue gives the text "t-1", under the MessageId that the sender was told

    @SQS-DEL-01
    Example: Deleted is deleted
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1", and it is deleted
      And the visibility timeout of the queue goes by
      Then the queue gives nothing

    @SQS-DEL-05 @needs-virtual-time
    Scenario Outline: A message is kept for its retention and no longer
      Given a queue whose <property> is <seconds> seconds
      When the text "t-1" is sent to the queue
      And <before> seconds go by
      Then the queue still has the text "t-1"
      When 20 seconds go by
      Then the queue gives nothing

      Examples:
        | property  | seconds | before  |
        | retention | 60      | 50      |
        | retention | 3600    | 3590    |
        | retention | 1209600 | 1209590 |

    @SQS-DEL-05 @needs-virtual-time
    Example: A message is kept for 4 days where nobody says otherwise
      Given a queue as it comes
      When the text "t-1" is sent to the queue
      And 345590 seconds go by
      Then the queue still has the text "t-1"
      When 20 seconds go by
      Then the queue gives nothing

    @SQS-DEL-05
    Scenario Outline: A retention out of range
      Given a queue
      Then a retention of <seconds> seconds is <outcome>

      Examples:
        | seconds | outcome  |
        | 59      | refused  |
        | 60      | accepted |
        | 1209600 | accepted |
        | 1209601 | refused  |

    @SQS-DEL-07 @needs-virtual-time
    Example: A shorter retention holds for what is stored already
      Given a queue as it comes
      When the text "t-1" is sent to the queue
      And 259200 seconds go by
      And the retention of the queue becomes 86400 seconds
      And 900 seconds go by
      Then the queue gives nothing

  Rule: A delay hides a new message, and only for so long

    @SQS-DEL-08 @needs-virtual-time
    Example: A queue that delays
      Given a queue whose delay is 45 seconds
      When the text "t-1" is sent to the queue
      And 44 seconds go by
      Then the queue gives nothing
      When 2 seconds go by
      Then the queue gives the text "t-1"

    @SQS-DEL-08 @needs-virtual-time
    Scenario Outline: The delay of a message counts for more than that of its queue
      Given a queue whose delay is 45 seconds
      When the text "t-1" is sent to the queue with a delay of <delay> seconds
      And <before> seconds go by
      Then the queue gives nothing
      When <then> seconds go by
      Then the queue gives the text "t-1"

      Examples:
        | delay | before | then |
        | 10    | 9      | 2    |
        | 900   | 899    | 2    |

    @SQS-DEL-08
    Example: A delay of nothing at all counts for more than that of the queue
      Given a queue whose delay is 45 seconds
      When the text "t-1" is sent to the queue with a delay of 0 seconds
      Then the queue gives the text "t-1"

    @SQS-DEL-08
    Scenario Outline: A delay out of range
      Given a queue
      Then a delay of <seconds> seconds is refused

      Examples:
        | seconds |
        | -1      |
        | 901     |

    @SQS-DEL-09 @needs-virtual-time
    Example: A new delay leaves alone what is stored
      Given a queue whose delay is 45 seconds
      When the text "t-1" is sent to the queue
      And the delay of the queue becomes 900 seconds
      And 46 seconds go by
      Then the queue gives the text "t-1"

  Rule: A queue takes what it can keep, and says no to the rest

    @SQS-DEL-10
    Scenario Outline: Body and attributes count towards the largest message, in bytes
      Given a queue whose largest message is 1024 bytes
      When a message of <letters> times "<letter>" and <bytes> bytes of attributes is sent
      Then it is <outcome>

      Examples:
        | letters | letter | bytes | outcome  |
        | 1024    | x      | 0     | accepted |
        | 1025    | x      | 0     | refused  |
        | 512     | é      | 0     | accepted |
        | 513     | é      | 0     | refused  |
        | 924     | x      | 100   | accepted |
        | 925     | x      | 100   | refused  |

    @SQS-DEL-10
    Scenario Outline: The largest message is 1 MiB where nobody says otherwise
      Given a queue as it comes
      When a message of <letters> times "x" and 0 bytes of attributes is sent
      Then it is <outcome>

      Examples:
        | letters | outcome  |
        | 1048576 | accepted |
        | 1048577 | refused  |

    @SQS-DEL-11
    Scenario Outline: A letter that no message may hold
      Given a queue
      When a message that holds <letter> is sent
      Then it is refused as InvalidMessageContents, and nothing is stored

      Examples:
        | letter |
        | U+0000 |
        | U+000B |
        | U+001F |
        | U+FFFE |
        | U+FFFF |

    @SQS-DEL-11
    Scenario Outline: A letter that arrives as it was sent
      Given a queue
      When a message that holds <letter> is sent
      Then the queue gives exactly this message

      Examples:
        | letter   |
        | U+0009   |
        | U+000A   |
        | U+000D   |
        | U+D7FF   |
        | U+E000   |
        | U+FFFD   |
        | U+10FFFF |

    @SQS-DEL-11
    Example: An empty message
      Given a queue
      When a message of 0 times "x" and 0 bytes of attributes is sent
      Then it is refused

    @SQS-DEL-12
    Scenario Outline: A batch that is refused as a whole
      Given a queue
      When a batch of <entries> is sent
      Then it is refused, and nothing is stored

      Examples:
        | entries                      |
        | no entries                   |
        | 11 entries                   |
        | 2 entries of one id          |
        | 10 entries of 110000 letters |

    @SQS-DEL-12
    Example: A batch of ten
      Given a queue
      When a batch of 10 entries is sent
      Then it is accepted

    @SQS-DEL-16
    Scenario Outline: Attributes travel with a message
      Given a queue
      When a message with <count> attributes is sent
      Then it is <outcome>

      Examples:
        | count | outcome  |
        | 10    | accepted |
        | 11    | refused  |

    @SQS-DEL-16
    Example: The digest that the sender is told is that of the body
      Given a queue
      When the text "Grüße-🦄" is sent to the queue
      Then the sender and the receiver are told the MD5 digest of the text

  Rule: A queue's name belongs to one queue

    @SQS-DEL-22
    Example: The same queue again
      Given a queue whose delay is 5 seconds
      Then making it again with a delay of 5 seconds gives the same queue

    @SQS-DEL-22
    Example: Another queue of the same name
      Given a queue whose delay is 5 seconds
      Then making it again with a delay of 6 seconds is refused as QueueNameExists

    @SQS-DEL-21
    Example: The name of a queue that was deleted just now
      Given a queue whose delay is 5 seconds
      When the queue is deleted
      Then making it again with a delay of 5 seconds is refused as QueueDeletedRecently

  Rule: A receive gives what was asked for, and no more

    @SQS-RCV-01
    Scenario Outline: At most so many messages at once
      Given a queue with 12 messages
      Then a receive of <asked> gives from 1 to <most> messages

      Examples:
        | asked              | most |
        | up to 10 messages  | 10   |
        | up to 3 messages   | 3    |
        | nothing in special | 1    |

    @SQS-RCV-01
    Scenario Outline: A number of messages that nobody may ask for
      Given a queue with 12 messages
      Then a receive of <asked> is refused

      Examples:
        | asked             |
        | up to 0 messages  |
        | up to 11 messages |

    @SQS-RCV-04
    Example: A long poll returns at once when there is a message
      Given a queue with 1 messages
      Then a receive that waits for up to 20 seconds gives it at once

    @SQS-RCV-04
    Example: A long poll waits for a message that comes a little later
      Given a queue
      When the text "t-1" is sent to the queue with a delay of 2 seconds
      Then a receive that waits for up to 20 seconds gives it

    @SQS-RCV-06
    Example: Nothing to give
      Given a queue
      Then the answer to a receive has no list of messages

    @SQS-RCV-07
    Example: A call that does not want to wait, on a queue that does
      Given a queue whose wait is 20 seconds
      Then a receive that waits for up to 0 seconds comes back at once with nothing

    @SQS-RCV-10
    Scenario Outline: Attributes come by name only
      Given a queue
      When a message with ReplyTo, ReplyBy and Status is sent
      Then a receive that asks for <names> gives it with <attributes>

      Examples:
        | names           | attributes               |
        | nothing         | nothing                  |
        | ReplyTo         | ReplyTo                  |
        | Reply.*         | ReplyBy, ReplyTo         |
        | ReplyTo, Status | ReplyTo, Status          |
        | All             | ReplyBy, ReplyTo, Status |

    @SQS-RCV-10
    Example: What the queue itself knows of a message comes by name only
      Given a queue with 1 messages
      Then a receive tells the receive count only if it asks for it

    @SQS-RCV-12
    Example: Nobody can choose
      Given a queue
      When a reply for "A" and a reply for "B" are sent
      Then a receive that asks for the attribute "A" gives the reply for "B" as well

  Rule: A receive hides a message for the visibility timeout, and no longer

    @SQS-VIS-01
    Example: Hidden, then there again
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      Then the queue gives nothing
      When the visibility timeout of the queue goes by
      Then the queue gives the text "t-1"

    @SQS-VIS-01 @needs-virtual-time
    Scenario Outline: To the second
      Given a queue whose visibility timeout is <seconds> seconds
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And <before> seconds go by
      Then the queue gives nothing
      When 2 seconds go by
      Then the queue gives the text "t-1"

      Examples:
        | seconds | before |
        | 30      | 29     |
        | 43200   | 43199  |

    @SQS-VIS-01 @needs-virtual-time
    Example: 30 seconds where nobody says otherwise
      Given a queue as it comes
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And 29 seconds go by
      Then the queue gives nothing
      When 2 seconds go by
      Then the queue gives the text "t-1"

    @SQS-VIS-01
    Scenario Outline: A visibility timeout out of range
      Given a queue
      Then a visibility timeout of <seconds> seconds is <outcome>

      Examples:
        | seconds | outcome  |
        | 43200   | accepted |
        | 43201   | refused  |

    @SQS-VIS-04 @needs-virtual-time
    Example: A change of the timeout counts from the change
      Given a queue whose visibility timeout is 60 seconds
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And 15 seconds go by
      And its visibility timeout is changed to 10 seconds
      And 9 seconds go by
      Then the queue gives nothing
      When 2 seconds go by
      Then the queue gives the text "t-1"

    @SQS-VIS-04 @needs-virtual-time
    Example: An extension does not add to what is left
      Given a queue whose visibility timeout is 60 seconds
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And 15 seconds go by
      And its visibility timeout is changed to 60 seconds
      And 59 seconds go by
      Then the queue gives nothing
      When 2 seconds go by
      Then the queue gives the text "t-1"

    @SQS-VIS-05 @needs-virtual-time
    Example: The next receive has the timeout of the queue again
      Given a queue whose visibility timeout is 30 seconds
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And its visibility timeout is changed to 300 seconds
      And 301 seconds go by
      And the queue gives the text "t-1"
      And 31 seconds go by
      Then the queue gives the text "t-1"

    @SQS-VIS-06 @needs-virtual-time
    Example: Nobody hides a message for more than 12 hours in all
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And 10 seconds go by
      Then a change of its visibility timeout to 43200 seconds is refused

    @SQS-VIS-07
    Example: A message is given back at once
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And its visibility timeout is changed to 0 seconds
      Then the queue gives the text "t-1", received 2 times by now

    @SQS-VIS-08
    Example: Too late to extend
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And the visibility timeout of the queue goes by
      Then a change of its visibility timeout to 1 seconds is accepted, or refused as MessageNotInflight
      When the visibility timeout of the queue goes by
      Then the queue gives the text "t-1", received 2 times by now

  Rule: A receipt handle belongs to one receive

    @SQS-RH-01
    Example: Two receives of one message
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And the visibility timeout of the queue goes by
      And the queue gives the text "t-1"
      Then both have the same MessageId and handles of their own

    @SQS-RH-01
    Example: A MessageId deletes nothing
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      Then deleting with its MessageId is refused

    @SQS-RH-05
    Example: A delete by who had it, while another has it
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1"
      And the visibility timeout of the queue goes by
      And the queue gives the text "t-1"
      Then deleting with the first handle is accepted

    @SQS-RH-05
    Example: A second delete is no error
      Given a queue
      When the text "t-1" is sent to the queue
      And the queue gives the text "t-1", and it is deleted
      Then deleting with the first handle is accepted

    @SQS-RH-06
    Example: A handle that nobody was given
      Given a queue
      When the text "t-1" is sent to the queue
      Then deleting with the handle "t-1" is refused as ReceiptHandleIsInvalid
      And the queue gives the text "t-1"
