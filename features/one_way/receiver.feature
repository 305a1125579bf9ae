@role-one-way-receiver
Feature: One-way message exchange: a receiver that goes by what a message says of itself
  Nobody hears from a receiver how it went. So it has to know from the message alone what is wanted
  and until when, and whatever it does not do has to show.

  Rule: A message that has come too late is dropped, and counted

    @OW-05 @own-timer
    Example: It had expired before it was sent
      Given a receiver of notices
      When a command "n-1" that has expired is sent one way
      Then notice "n-1" has no effect, and counts as expired

    @OW-05 @own-timer
    Example: It expires while the receiver is away
      Given a receiver of notices
      When the receiver of notices is away
      And a command "n-1" that is of use for a visibility timeout is sent one way
      And a command "n-2" that is of use for an hour is sent one way
      And the receiver of notices comes back after that visibility timeout
      Then notice "n-2" is done once
      And notice "n-1" has no effect, and counts as expired
      And no other notice counts as expired

    @OW-05 @needs-virtual-time
    Example: What says no time never grows old
      Given a receiver of notices
      When the receiver of notices is away
      And a document "n-1" is sent one way
      And the receiver of notices comes back after 3 days
      Then notice "n-1" is kept once
      And no notice counts as expired

    @SQS-VIS-02 @own-timer
    Example: The receiver dies before it has counted what it drops
      Given a receiver of notices that is killed before its drop
      When a command "n-1" that has expired is sent one way
      Then notice "n-1" has no effect, and counts as expired

  Rule: The intent is stated, and decides what is done

    @OW-04
    Scenario Outline: The same content as a command, an event, a document
      Given a receiver of notices
      When <a notice> "n-1" is sent one way
      Then notice "n-1" is <dealt with> once

      Examples:
        | a notice   | dealt with |
        | a command  | done       |
        | an event   | noted      |
        | a document | kept       |

    @DLQ-18
    Scenario Outline: A message that leaves the receiver to guess
      Given a receiver of notices
      When a message with <trouble> is sent one way
      And a command "n-1" is sent one way
      Then the message with <trouble> is set aside, with all its attributes
      And notice "n-1" is done once

      Examples:
        | trouble                   |
        | no intent                 |
        | a type that is unknown    |
        | a version that is too new |
        | a body that is no JSON    |
        | a body that has no id     |

    @OW-04
    Example: A newer minor version says more, and no less
      Given a receiver of notices
      When a command "n-1" of version "1.9" with a field that is new is sent one way
      Then notice "n-1" is done once

  Rule: Nothing is needed for an answer

    @OW-06
    Example: A message without return address and correlation id
      Given a receiver of notices
      When a command "n-1" is sent one way
      Then notice "n-1" is done once
      And no notice is left, dead or set aside

    @RR-04
    Example: A correlation id that is there survives being set aside
      Given a receiver of notices
      When a message with no intent is sent one way, under correlation id "c-1"
      Then the message with no intent is set aside, with all its attributes

  Rule: What was accepted may come late, twice, or to two at a time

    @SQS-DEL-02
    Example: The queue hands out the same command twice
      Given a receiver to whom the queue delivers notice "n-1" once more
      When a command "n-1" is sent one way
      Then notice "n-1" is done once
      And no notice is left, dead or set aside

    @SQS-DEL-04
    Example: The notifier sends again, since its first answer was lost
      Given a receiver of notices
      When a command "n-1" is sent one way, and a second time with another MessageId
      Then notice "n-1" is done once
      And no notice is left, dead or set aside

    @CE-01
    Example: A command is for one receiver, of two that share the queue
      Given 2 receivers of notices
      When 6 commands are sent one way
      Then each of the 6 commands is done once

    @SQS-VIS-03
    Example: The visibility timeout ends while a command is being followed
      Given 2 receivers of notices, of which one is slow before its effect
      When a command "n-1" is sent one way
      Then notice "n-1" is done once
      And no notice is left, dead or set aside

    @SQS-VIS-02
    Scenario Outline: The receiver dies on the way
      Given a receiver of notices that is killed <side> its <moment>
      When a command "n-1" is sent one way
      Then notice "n-1" is done once
      And no notice is left, dead or set aside

      Examples:
        | side   | moment          |
        | before | effect          |
        | after  | effect          |
        | before | acknowledgement |

    @DLQ-17
    Example: A command that can never be followed ends where it is found
      Given a receiver of notices who can never follow command "n-1"
      When a command "n-1" is sent one way
      And a command "n-2" is sent one way
      Then notice "n-2" is done once
      And notice "n-1" becomes a dead letter of the receiver of notices
