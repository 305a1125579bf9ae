@role-operator
Feature: Dead-letter queue: an operator's tool that mends and breaks nothing
  Dead letters are evidence, and they are somebody's rides. Whoever looks at them must not disturb
  them, whoever sends them back must not lose them, and what fails for ever must not be sent back
  for ever.

  Rule: Looking at dead letters changes nothing

    @DLQ-27 @own-timer
    Example: The operator looks, and everything is as it was
      Given an operator with the dead letters "r-1, r-2, r-3"
      When the operator is ordered to look
      Then the operator reports redriven none, parked none, left "r-1, r-2, r-3"
      And the dead letters "r-1, r-2, r-3" can be seen by anybody at once
      And the source of the dead letters has nothing

    @SQS-RCV-02 @own-timer
    Example: There are more dead letters than a receive can give
      Given an operator with 25 dead letters
      When the operator is ordered to look
      Then the operator reports all 25 dead letters as left

    @SQS-RCV-03 @own-timer
    Example: There is no dead letter
      Given an operator without dead letters
      When the operator is ordered to redrive all
      Then the operator reports redriven none, parked none, left none

    @DLQ-27 @own-timer
    Example: A dead letter that is no ride can be named, too
      Given an operator with the dead letter this is no JSON
      When the operator is ordered to look
      Then the operator reports the MessageId of the dead letter as left

  Rule: A redrive sends back what was ordered, as it was, and leaves the rest

    @DLQ-16 @own-timer
    Example: The outage is over for some, and one is poison
      Given an operator with the dead letters "r-1, r-2, r-3"
      When the operator is ordered to redrive "r-1, r-3"
      Then the operator reports redriven "r-1, r-3", parked none, left "r-2"
      And the source of the dead letters has "r-1, r-3"
      And the dead letters "r-2" can be seen by anybody

    @RR-04
    Example: Body and attributes are those of the dead letter
      Given an operator with the dead letters "r-1"
      When the operator is ordered to redrive all
      Then ride "r-1" is back at the source with its body and its attributes

    @BUF-02 @own-timer
    Example: Whoever has just recovered is not flooded
      Given an operator with the dead letters "r-1, r-2, r-3"
      When the operator is ordered to redrive all, 1 letter a second
      Then the operator reports redriven "r-1, r-2, r-3", parked none, left none
      And the source of the dead letters had no more than 1 letter a second

  Rule: A letter is copied before it is deleted

    @DLQ-17 @own-timer
    Scenario Outline: The operator's tool dies
      Given an operator with the dead letters "r-1, r-2"
      And the operator's tool dies <side> its <moment>
      When the operator is ordered to redrive "r-1"
      Then the operator reports redriven "r-1", parked none, left "r-2"
      And the source of the dead letters has "r-1"
      And the dead letters "r-2" can be seen by anybody

      Examples:
        | side   | moment          |
        | after  | receive         |
        | before | send            |
        | after  | send            |
        | before | delete          |
        | after  | delete          |
        | after  | effect          |
        | before | acknowledgement |

    @SQS-DEL-14 @own-timer
    Example: The source refuses a letter at first
      Given an operator with the dead letters "r-1"
      And the source refuses 2 letters of the operator
      When the operator is ordered to redrive all
      Then the operator reports redriven "r-1", parked none, left none
      And the source of the dead letters has "r-1"

    @DLQ-17 @own-timer
    Example: The source refuses every letter
      Given an operator with the dead letters "r-1"
      And the source refuses all letters of the operator
      When the operator is ordered to redrive all
      Then the operator reports redriven none, parked none, left "r-1"
      And the dead letters "r-1" can be seen by anybody

    @P2P-04 @own-timer
    Example: Two instances have one order, since the first one is slow
      Given an operator with 2 instances and the dead letters "r-1, r-2"
      And the operator's tool is slow before its send
      When the operator is ordered to redrive all
      Then the operator reports redriven "r-1, r-2", parked none, left none
      And the source of the dead letters has "r-1, r-2"

    @P2P-03 @own-timer
    Example: An order comes again when it is long done
      Given an operator with the dead letters "r-1"
      When the operator is ordered to redrive all
      Then the operator reports redriven "r-1", parked none, left none
      When ride "r-2" becomes a dead letter, too
      And the same order comes again
      Then no order is left to the operator
      And the dead letters "r-2" can be seen by anybody

  Rule: What comes back again and again is parked, and not redriven for ever

    @DLQ-16 @own-timer
    Example: A redrive in vain, and one more that helps
      Given an operator with the dead letters "r-1", redriven 2 times at most
      When the operator redrives all, and all of it dies again
      And the operator is ordered to redrive all
      Then the operator reports redriven "r-1", parked none, left none
      And the source of the dead letters has "r-1"

    @DLQ-16 @own-timer
    Example: Poison
      Given an operator with the dead letters "r-1", redriven 2 times at most
      When the operator redrives all, and all of it dies again
      And the operator redrives all, and all of it dies again
      And the operator is ordered to redrive all
      Then the operator reports redriven none, parked "r-1", left none
      And ride "r-1" is parked with its body and its attributes, redriven 2 times

    @DLQ-17
    Example: There is no room to count redrives
      Given an operator with a dead letter that has 10 attributes
      When the operator is ordered to redrive all
      Then the dead letter is parked with its 10 attributes

    @DLQ-21 @needs-alarms
    Example: An alarm says that something is parked
      Given an operator without dead letters
      Then an alarm watches what the operator has parked

  Rule: An order that cannot be read is carried out in no way at all

    @DLQ-18
    Scenario Outline: Something else than an order
      Given an operator with the dead letters "r-1"
      When the operator is given <order>
      Then the operator sets the order aside
      And the dead letters "r-1" can be seen by anybody

      Examples:
        | order               |
        | redrive them all!   |
        | {"redrive": "all"}  |
        | {"id": "everything"} |
