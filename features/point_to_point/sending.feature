@role-sender
Feature: Point-to-point channel: a sender that drops nothing
  Sending is a call that can be refused, half refused, or answered to nobody. A sender says "sent"
  when the queue has said so, for every message, and not before.

  Rule: A refused send is made again, and success is told only when there is success

    @SQS-DEL-14 @own-timer
    Example: The queue throttles two sends
      Given a sender who is throttled 2 times
      When the sender is to send rides "r-1, r-2"
      Then each of rides "r-1, r-2" arrives once
      And the sender says that it has sent

    @SQS-DEL-14
    Example: The queue throttles every send
      Given a sender who is throttled for good
      When the sender is to send rides "r-1, r-2"
      Then the sender never says that it has sent

    @SQS-DEL-13
    Example: One entry of a batch fails while the call succeeds
      Given a sender one of whose messages is not stored
      When the sender is to send rides "r-1, r-2, r-3"
      Then each of rides "r-1, r-2, r-3" arrives once
      And the sender says that it has sent

    @P2P-03
    Example: A sender that dies before it says so sends the same business ids again
      Given a sender that dies before it says that it has sent
      When the sender is to send rides "r-1, r-2"
      Then each of rides "r-1, r-2" arrives, under no other id
      And the sender says that it has sent

    @SQS-DEL-04
    Example: The answer to a send is lost
      Given a sender to whom one answer is lost
      When the sender is to send rides "r-1, r-2"
      Then each of rides "r-1, r-2" arrives, under no other id
      And the sender says that it has sent

  Rule: Senders are accepted at their own rate, whatever the receivers can do

    @BUF-01
    Example: Nobody receives for the time being
      Given a sender
      When the sender is to send 25 rides
      Then the queue holds all 25 rides
      And the sender says that it has sent
