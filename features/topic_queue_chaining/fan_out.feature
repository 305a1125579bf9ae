@role-subscriber
Feature: Topic-queue-chaining: every application its own copy, and its own pace
  A topic gives each subscription a copy, and a queue of its own lets each application take its
  time. So applications neither share rides nor wait for one another, while the workers of one
  application share its rides.

  Rule: Each application gets every ride, and its workers share the work

    @TQC-01
    Example: An application with three workers beside one with a single worker
      Given application "accounting" subscribes with 3 workers
      And application "notification" subscribes with 1 worker
      When 12 rides are published
      Then each of "accounting, notification" books each of the 12 published rides once

    @P2P-02
    Example: Workers come and go while rides are published
      Given application "accounting" subscribes with 1 worker
      When 6 rides are published
      And "accounting" starts another worker, and its first one is killed
      And 6 more rides are published
      Then each of "accounting" books each of the 12 published rides once

    @PS-02
    Example: One of three applications fails at first
      Given applications "accounting, notification, statistics" subscribe
      And "accounting" cannot book ride "r-1" 2 times
      When ride "r-1" is published
      Then each of "accounting, notification, statistics" books published ride "r-1" once

    @PS-02
    Example: An application that has had its copy leaves the others theirs
      Given applications "accounting, notification" subscribe
      When "notification" is away
      And ride "r-1" is published
      Then "accounting" books published ride "r-1" once
      And 1 message waits for "notification"

  Rule: An application that is slow, away or failing harms itself only

    @TQC-02
    Example: One application is away
      Given applications "accounting, notification" subscribe
      When "accounting" is away
      And 5 rides are published
      Then each of "notification" books each of the 5 published rides once
      And 5 messages wait for "accounting"

    @TQC-02
    Example: One application is slow
      Given applications "accounting, notification" subscribe
      And "accounting" is slow to book
      When 3 rides are published
      Then "notification" books all 3 published rides while "accounting" is slow
      And each of "accounting, notification" books each of the 3 published rides once

    @TQC-02
    Example: One application can never book
      Given applications "accounting, notification" subscribe
      And "accounting" cannot book ride "r-1"
      When ride "r-1" is published
      Then "notification" books published ride "r-1" once
      And the ride becomes a dead letter of "accounting" alone

    @SNS-PUB-21
    Example: The applications come to a ride in one order, and in the other
      Given applications "accounting, notification" subscribe
      When "accounting" comes first to ride "r-1", and "notification" first to ride "r-2"
      Then each of "accounting, notification" books published ride "r-1" once
      And each of "accounting, notification" books published ride "r-2" once

  Rule: What is published while an application is away is there when it comes back

    @DS-01
    Example: Away for five rides
      Given application "accounting" subscribes with 1 worker
      When "accounting" is away
      And 5 rides are published
      And "accounting" comes back
      Then each of "accounting" books each of the 5 published rides once

    @DS-01
    Example: Killed, and started again after five rides
      Given application "accounting" subscribes with 1 worker
      When "accounting" is killed
      And 5 rides are published
      And "accounting" is started again
      Then each of "accounting" books each of the 5 published rides once

    @BUF-01
    Example: Thirty rides in a rush
      Given application "accounting" subscribes with 1 worker
      When "accounting" is away
      And 30 rides are published
      Then 30 messages wait for "accounting"
      When "accounting" comes back
      Then each of "accounting" books each of the 30 published rides once
      And nothing is left in the inbox of "accounting"
