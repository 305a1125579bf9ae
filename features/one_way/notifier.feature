@role-notifier
Feature: One-way message exchange: a notifier that hands over, and goes on
  Fire and forget does not mean to throw away. Whoever tells something one way is done when the
  channel has taken it, sees when it does not, and never claims more than that.

  Rule: The notifier is done when the channel has the message, whatever becomes of the receiver

    @OW-01
    Example: The receiver is away
      Given a notifier, and nobody who takes its notices
      When 5 pick-ups are to be told
      Then all 5 notices wait for the receiver
      And the notifier says of all 5 that they are sent

    @OW-01
    Example: The receiver has taken a notice and comes to no end with it
      Given a notifier, and a receiver who is slow
      When pick-ups "p-1, p-2" are to be told
      Then the notifier says "sent" of each of "p-1, p-2", while the receiver is still busy

    @OW-06
    Example: No answer ever comes
      Given a notifier, and nobody who takes its notices
      When pick-up "p-1" is to be told
      Then the notifier says "sent" of "p-1"
      And long afterwards it has told nothing again, and keeps nothing but that word

    @OW-06
    Example: The notifier is started anew when all is sent
      Given a notifier, and nobody who takes its notices
      When pick-up "p-1" is to be told
      Then the notifier says "sent" of "p-1"
      When the notifier is started anew
      Then it tells nothing again, and keeps nothing but that word

  Rule: That the channel has taken a message is all that is known

    @OW-03
    Example: The message ends as a dead letter
      Given a notifier, and a receiver whose every attempt fails
      When pick-up "p-1" is to be told
      Then the notice "p-1" becomes a dead letter of the receiver
      And the notifier has said "sent" of "p-1", and nothing else

  Rule: A refusal is seen, and never swallowed

    @OW-02
    Scenario Outline: Every attempt is refused
      Given a notifier whose every send is refused: <reason>
      When pick-up "p-1" is to be told
      Then the notifier tells of the refusal of "p-1", or goes on trying

      Examples:
        | reason                 |
        | throttled              |
        | not allowed            |
        | the message is invalid |

    @OW-02
    Example: The queue is gone
      Given a notifier, and nobody who takes its notices
      When the queue for notices is gone
      And pick-up "p-1" is to be told
      Then the notifier tells of the refusal of "p-1", or goes on trying

    @OW-02
    Example: One notice is refused, and its neighbours are not
      Given a notifier, and a queue that refuses everything about "p-2"
      When pick-ups "p-1, p-2, p-3" are to be told
      Then the notifier says "sent" of each of "p-1, p-3"
      And the notifier tells of the refusal of "p-2", or goes on trying

    @SQS-DEL-14
    Example: The queue throttles two sends
      Given a notifier whose first 2 sends are throttled
      When pick-ups "p-1, p-2" are to be told
      Then the notices "p-1, p-2" arrive, and no others
      And the notifier says "sent" of each of "p-1, p-2"

    @SQS-DEL-04
    Example: The answer to a send is lost
      Given a notifier to whom the answer to a send is lost
      When pick-up "p-1" is to be told
      Then the notices "p-1" arrive, and no others
      And the notifier says "sent" of "p-1"

    @SQS-VIS-02
    Scenario Outline: The notifier dies on the way
      Given a notifier that is killed <side> its <moment>
      When pick-up "p-1" is to be told
      Then the notices "p-1" arrive, and no others
      And the notifier says "sent" of "p-1"

      Examples:
        | side   | moment          |
        | before | send            |
        | after  | send            |
        | before | acknowledgement |

  Rule: A message says what it is, so that nobody need guess

    @OW-04
    Scenario Outline: Intent, type and version
      Given a notifier, and nobody who takes its notices
      When a notice of <notice> is to be told
      Then it arrives as <intent> <type> with a version, and with its content unchanged

      Examples:
        | notice     | intent   | type            |
        | pick-up    | command  | DispatchUnicorn |
        | completion | event    | RideCompleted   |
        | prices     | document | PriceList       |

    @OW-05
    Example: What grows old says until when it is of use
      Given a notifier, and nobody who takes its notices
      When a pick-up that is of use for 10 minutes is to be told
      Then it arrives with the time at which it expires

    @OW-05
    Example: What does not grow old sets no time
      Given a notifier, and nobody who takes its notices
      When a notice of prices is to be told
      Then it arrives without a time at which it expires
