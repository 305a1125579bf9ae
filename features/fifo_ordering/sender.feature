@role-fifo-sender
Feature: FIFO ordering: a sender that keeps the order, and doubles nothing
  A FIFO queue keeps the order in which it accepts messages, and knows a message again by its
  deduplication id for five minutes. Which messages belong together, which are the same, and what to
  do when one of them is not accepted, it leaves to the sender.
  An event "a-2" is the second one of ride "a".

  Rule: The events of a ride are accepted in their order

    @SQS-FIFO-22
    Example: All is well
      Given a FIFO sender
      When the FIFO sender is to send events "a-1, b-1, a-2, c-1, a-3, b-2"
      Then the events "a-1, a-2, a-3, b-1, b-2, c-1" are stored once, each ride in its order
      And the FIFO sender says that it has sent

    @SQS-FIFO-22 @own-timer
    Scenario Outline: One entry of a batch fails
      Given a FIFO sender whose event "<event>" is not stored at first
      When the FIFO sender is to send events "a-1, a-2, a-3, b-1"
      Then the events "a-1, a-2, a-3, b-1" are stored once, each ride in its order

      Examples:
        | event |
        | a-1   |
        | a-2   |
        | b-1   |

    @SQS-FIFO-19 @own-timer
    Example: The queue throttles
      Given a FIFO sender who is throttled 3 times
      When the FIFO sender is to send events "a-1, a-2, b-1"
      Then the events "a-1, a-2, b-1" are stored once, each ride in its order
      And the FIFO sender says that it has sent

    @SQS-DEL-14
    Example: The queue throttles for good
      Given a FIFO sender who is throttled for good
      When the FIFO sender is to send events "a-1, a-2"
      Then the FIFO sender never says that it has sent

  Rule: Each ride is a group of its own

    @SQS-FIFO-04
    Example: The group is the ride
      Given a FIFO sender
      When the FIFO sender is to send events "a-1, b-1, a-2, c-1"
      Then the events "a-1, a-2, b-1, c-1" are stored once, each ride in its order
      And each ride is a group of its own

    @SQS-FIFO-14
    Example: A ride whose event is not stored for good does not hold up the others
      Given a FIFO sender whose event "a-1" is never stored
      When the FIFO sender is to send events "a-1, a-2, b-1, b-2, c-1"
      Then the events "b-1, b-2, c-1" are stored once, each ride in its order
      And the FIFO sender never says that it has sent

  Rule: The same event is the same message, and another event is another one

    @SQS-FIFO-07
    Example: The answer to a send is lost
      Given a FIFO sender to whom one answer is lost
      When the FIFO sender is to send events "a-1, a-2"
      Then the events "a-1, a-2" are stored once, each ride in its order

    @SQS-FIFO-07
    Example: The sender dies before it says that it has sent
      Given a FIFO sender that dies before it says so
      When the FIFO sender is to send events "a-1, a-2, b-1"
      Then the FIFO sender says that it has sent
      And the events "a-1, a-2, b-1" are stored once, each ride in its order

    @SQS-FIFO-10
    Example: Two events of the same content
      Given a FIFO sender
      When the FIFO sender is to send events "a-1, a-2", both of the same amount
      Then the events "a-1, a-2" are stored once, each ride in its order

    @SQS-FIFO-11
    Example: The first events of two rides
      Given a FIFO sender
      When the FIFO sender is to send events "a-1, b-1, c-1"
      Then the events "a-1, b-1, c-1" are stored once, each ride in its order
