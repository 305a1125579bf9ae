Feature: Workflow tasks: how far a workflow knows what its tasks have done
  A task ends when a service has answered, or a worker. That is not when the work is done, not once
  for each message, and not at any time that nobody has set.

  Rule: A request is over when it is answered, whoever is still to work on it

    @SFN-INT-01
    Example: A message that nobody reads
      Given a queue
      And a workflow that sends the text "t-1" to the queue
      When the workflow is run
      Then the workflow succeeds
      And the queue holds the text "t-1" 1 times

    @SFN-INT-01
    Example: An event that nobody takes
      Given a bus without rules
      And a workflow that puts the ride "r-1" on the bus
      When the workflow is run
      Then the workflow succeeds

  Rule: A task without a time-out is waited for as long as an execution may run

    @SFN-INT-06
    Example: A catcher of time-outs has nothing to catch
      Given a workflow with one task
      And the catchers
        | errors         |
        | States.Timeout |
      And its worker never answers
      When the workflow is run
      Then the workflow still runs when all is calm

    @SFN-INT-06 @needs-virtual-time
    Example: A worker keeps silent for 360 days
      Given a workflow with one task
      And its worker never answers
      When the workflow is run
      Then the workflow still runs after 31104000 seconds

  Rule: A message with a token may come more than once, and moves the workflow once

    @SFN-INT-07
    Example: Two workers have done the same task
      Given a workflow with one task
      And its worker never answers
      When the workflow is run
      And two workers answer its task, with "first" and with "second"
      Then the workflow succeeds with "first"

    @SFN-INT-07
    Example: A worker fails what another one has done
      Given a workflow with two tasks, of which the second is never answered
      When the workflow is run
      And another worker fails its first task
      Then the workflow still runs when all is calm
      And the worker was asked 2 times

    @SFN-INT-07 @needs-adversary
    Example: The queue delivers the task twice
      Given a workflow with two tasks, of which the second is never answered
      And its worker answers each copy of a message
      And the target, as it may, delivers "first" a second time at once
      When the workflow is run
      Then the worker was asked for item "first" 2 times
      And the worker was asked for item "second" 1 times
      And the worker was given 2 different tokens
      And the workflow still runs when all is calm

  Rule: Events that are tried again are put again, all of them

    @SFN-INT-08
    Example: One of three entries can never be put
      Given a rule for everything with the targets "one"
      And a workflow that puts the rides "r-1, r-2, r-3" on the bus, the second with no type
      And its task has the retriers
        | errors     | IntervalSeconds | MaxAttempts |
        | States.ALL | 1               | 1           |
      When the workflow is run
      Then the workflow fails with error "EventBridge.FailedEntry"
      And each of the targets "one" has the events "r-1, r-1, r-3, r-3"

    @SFN-INT-08
    Example: Nobody tries again
      Given a rule for everything with the targets "one"
      And a workflow that puts the rides "r-1, r-2, r-3" on the bus, the second with no type
      When the workflow is run
      Then the workflow fails with error "EventBridge.FailedEntry"
      And each of the targets "one" has the events "r-1, r-3"

    @SFN-INT-08 @needs-adversary
    Example: One of three entries was not taken at first
      Given a rule for rides with the targets "one"
      And a workflow that puts the rides "r-1, r-2, r-3" on the bus
      And its task has the retriers
        | errors                  | IntervalSeconds |
        | EventBridge.FailedEntry | 1               |
      And the target, as it may, fails the second entry of one batch
      When the workflow is run
      Then the workflow succeeds
      And each of the targets "one" has the events "r-1, r-1, r-2, r-3, r-3"
