@role-recipient-lister
Feature: Recipient list: a message for all whom it concerns, and for nobody else
  Who gets a message is computed from the message. There is no call that sends to all of them at
  once, so whoever sends has to come to the end of the list, whatever happens on the way.

  Rule: The list is computed from the message, and the message goes there as it is

    @RL-01
    Scenario Outline: Wild Rydes tells those of its services whom a ride concerns
      Given the services accounting, extraordinary-rides and berlin-office have rules of their own
      And a recipient lister
      When a ride from <from> for <fare> over <distance> is to be distributed
      Then it is distributed to <recipients>, and to nobody else

      Examples:
        | from         | fare  | distance | recipients                                     |
        | Berlin       | 256.5 | 600      | accounting, extraordinary-rides, berlin-office |
        | Berlin       | 12    | 600      | accounting, berlin-office                      |
        | Frankfurt    | 50    | 20       | accounting, extraordinary-rides                |
        | Frankfurt    | 256.5 | 5        | accounting                                     |
        | Berlin-Mitte | 12    | 5        | accounting                                     |

    @RL-01
    Example: Every copy is the ride as it came
      Given recipients "a, b, c" of every ride
      And a recipient lister
      When ride "r-1" is to be distributed, with attributes of all kinds
      Then each of recipients "a, b, c" has ride "r-1" as it came

    @RL-01
    Example: Several rides at a time, each with a list of its own
      Given recipients "a, b" of every ride
      And recipient "c" of rides for 100 and more
      And a recipient lister
      When rides "r-1, r-2" for 20 come with ride "r-3" for 200
      Then recipient "a" has rides "r-1, r-2, r-3"
      And recipient "b" has rides "r-1, r-2, r-3"
      And recipient "c" has rides "r-3"

    @RR-04
    Example: The correlation id reaches every recipient
      Given recipients "a, b" of every ride
      And a recipient lister
      When ride "r-1" is to be distributed under correlation id "c-1"
      Then each of recipients "a, b" has ride "r-1" as it came

  Rule: An empty list has an outcome too, and a double entry has one copy

    @RL-04
    Example: A ride concerns nobody
      Given recipient "a" of rides for 100 and more
      And a recipient lister
      When ride "r-1" for 20 is to be distributed
      Then ride "r-1" is unclaimed, as it came
      And recipient "a" has no ride

    @RL-04
    Example: There are no rules at all
      Given a recipient lister
      When ride "r-1" for 20 is to be distributed
      Then ride "r-1" is unclaimed, as it came

    @RL-06
    Example: Two rules lead to one recipient
      Given recipients "a, b" of every ride
      And recipient "a" of rides for 100 and more
      And a recipient lister
      When ride "r-1" for 200 is to be distributed
      Then ride "r-1" is distributed, with one copy for each of "a, b"

  Rule: All copies are one unit of work

    @RL-02
    Scenario Outline: The lister dies at the copy for the second recipient
      Given recipients "a, b, c" of every ride
      And a recipient lister that is killed <side> its copy for "b"
      When ride "r-1" is to be distributed
      Then each of recipients "a, b, c" has ride "r-1" as it came
      And of ride "r-1" there is at most one copy too many
      And no ride is left to distribute

      Examples:
        | side   |
        | before |
        | after  |

    @RL-02
    Example: The queue of one recipient refuses twice
      Given recipients "a, b, c" of every ride
      And a recipient lister that is refused its copy for "b" 2 times
      When ride "r-1" is to be distributed
      Then ride "r-1" is distributed, with one copy for each of "a, b, c"
      And no ride is left to distribute

    @RL-03
    Example: One recipient cannot be reached at all
      Given recipients "a, b, c" of every ride
      And a recipient lister that is refused its copy for "b" for good
      When ride "r-1" is to be distributed
      Then each of recipients "a, c" has ride "r-1" as it came
      And recipient "b" has no ride
      And ride "r-1" becomes a dead letter of the lister

    @RL-02
    Example: A dead letter is redriven when the recipient is back
      Given recipients "a, b, c" of every ride
      And a recipient lister that is refused its copy for "b" for good
      When ride "r-1" is to be distributed
      Then ride "r-1" becomes a dead letter of the lister
      When the queue of "b" accepts again, and the dead letters of the lister are redriven
      Then ride "r-1" is distributed, with one copy for each of "a, b, c"

    @RL-02
    Example: The queue for unclaimed rides refuses
      Given a recipient lister that is refused 2 of its copies
      When ride "r-1" for 20 is to be distributed
      Then ride "r-1" is unclaimed, as it came
      And no ride is left to distribute

    @SQS-VIS-02
    Example: The lister dies as it acknowledges
      Given recipients "a, b" of every ride
      And a recipient lister that is killed before its acknowledgement
      When ride "r-1" is to be distributed
      Then each of recipients "a, b" has ride "r-1" as it came
      And no ride is left to distribute

    @SQS-DEL-13
    Example: One copy of several is not stored
      Given recipient "a" of every ride
      And a recipient lister one of whose copies is not stored
      When rides "r-1, r-2, r-3" for 20 are to be distributed
      Then recipient "a" has rides "r-1, r-2, r-3"
      And no ride is left to distribute

    @P2P-07
    Example: A ride that cannot be distributed is no trouble for its neighbours
      Given recipients "a, b" of every ride
      And a recipient lister that is refused every copy of ride "r-1"
      When rides "r-1, r-2, r-3" for 20 are to be distributed
      Then recipient "a" has rides "r-2, r-3"
      And recipient "b" has rides "r-2, r-3"
      And ride "r-1" becomes a dead letter of the lister

  Rule: What comes again goes to the same recipients

    @RL-05
    Example: The rules change between the first attempt and the second
      Given recipients "a, b" of every ride
      And a recipient lister that is killed before its copy for "b"
      When ride "r-1" is to be distributed, and the first attempt ends
      And the rules have "c" in the place of "b"
      Then each of recipients "a, b" has ride "r-1" as it came
      And recipient "c" has no ride

    @RL-05
    Example: The ride comes again when the rules have changed
      Given recipients "a, b" of every ride
      And a recipient lister
      When ride "r-1" is to be distributed, and is
      And the rules have "c" in the place of "b"
      And ride "r-1" is to be distributed
      And ride "r-2" is to be distributed
      Then recipient "a" has rides "r-1, r-2"
      And recipient "b" has rides "r-1"
      And recipient "c" has rides "r-2"

    @SQS-DEL-02
    Example: The queue hands out the same ride twice
      Given recipients "a, b" of every ride
      And a recipient lister to whom the queue delivers ride "r-1" once more
      When ride "r-1" is to be distributed
      Then ride "r-1" is distributed, with one copy for each of "a, b"

    @SQS-VIS-03
    Example: Two instances have the same ride in hand
      Given recipients "a, b" of every ride
      And 2 instances of the recipient lister, of which one is slow before its copy
      When ride "r-1" is to be distributed
      Then each of recipients "a, b" has ride "r-1" as it came
      And no ride is left to distribute

  Rule: Who gets what is written in one place

    @RL-07
    Example: A recipient joins by a rule, and nothing else is changed
      Given recipient "a" of every ride
      And a recipient lister
      When ride "r-1" is to be distributed, and is
      And a rule has recipient "b" join
      And ride "r-2" is to be distributed
      Then recipient "a" has rides "r-1, r-2"
      And recipient "b" has rides "r-2"

    @RL-07
    Example: A recipient leaves by a rule
      Given recipients "a, b" of every ride
      And a recipient lister
      When ride "r-1" is to be distributed, and is
      And the rule of recipient "b" is removed
      And ride "r-2" is to be distributed
      Then recipient "a" has rides "r-1, r-2"
      And recipient "b" has rides "r-1"

  Rule: What cannot be read is distributed to nobody

    @DLQ-18
    Scenario Outline: A message from which no list can be computed
      Given recipients "a, b" of every ride
      And a recipient lister
      When <something> comes in among the rides
      And ride "r-1" is to be distributed
      Then the lister sets <something> aside, and recipients "a, b" have only ride "r-1"

      Examples:
        | something         |
        | what is no JSON   |
        | a list of rides   |
        | a ride without id |
