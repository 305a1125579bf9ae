Feature: Workflow states: what each kind of state does with time, data and failures
  Whoever writes a workflow relies on states that choose the first way that fits, keep results in
  order, stop at their limits, and refuse what they cannot do before it is run.

  Rule: The pauses before retries have a longest one, and may be left to chance

    @SFN-ERR-03 @needs-virtual-time
    Example: No pause is longer than MaxDelaySeconds
      Given a workflow whose only branch has the retriers
        | errors     | IntervalSeconds | MaxDelaySeconds |
        | States.ALL | 10              | 15              |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the pauses before the tries were 10, 15, 15 seconds

    @SFN-ERR-03 @needs-virtual-time
    Example: Without MaxDelaySeconds pauses grow on
      Given a workflow whose only branch has the retriers
        | errors     | IntervalSeconds |
        | States.ALL | 10              |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the pauses before the tries were 10, 20, 40 seconds

    @SFN-ERR-03 @needs-virtual-time
    Example: A pause with jitter is anything up to the computed one
      Given a workflow whose only branch has the retriers
        | errors     | IntervalSeconds | MaxDelaySeconds | JitterStrategy |
        | States.ALL | 10              | 15              | FULL           |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the pauses before the tries were at most 10, 15, 15 seconds, and not all as long

  Rule: Only states that have others work can be tried again, or caught

    @SFN-ERR-09
    Scenario Outline: A state that has nobody work
      Given a workflow whose <kind> state has a <handler>
      Then making it is refused with InvalidDefinition

      Examples:
        | kind    | handler |
        | Pass    | Retry   |
        | Wait    | Retry   |
        | Choice  | Retry   |
        | Succeed | Retry   |
        | Fail    | Retry   |
        | Pass    | Catch   |

  Rule: A choice takes the first way that fits, and the default if none does

    @SFN-CHO-01
    Scenario Outline: Ways that overlap
      Given a workflow that goes one way with more than 10, another with more than 1, and else a third
      When the workflow is run with the number <number>
      Then the workflow goes the <way> way

      Examples:
        | number | way    |
        | 11     | first  |
        | 2      | second |
        | 0      | third  |

    @SFN-CHO-01
    Example: No way fits, and there is no default
      Given a workflow that goes one way with more than 10, and has no other
      When the workflow is run with the number 1
      Then the workflow fails with one of the errors States.NoChoiceMatched, States.Runtime

    @SFN-CHO-02
    Example: A choice does not end a workflow by itself
      Given a workflow whose choice says End
      Then making it is refused with InvalidDefinition

    @SFN-CHO-02
    Example: What is compared is not there
      Given a workflow that goes one way with more than 10, another with more than 1, and else a third
      When the workflow is run
      Then the workflow fails with error "States.Runtime"

    @SFN-CHO-02
    Example: What is compared is not there, and that was asked first
      Given a workflow that asks for a number before it compares it
      When the workflow is run
      Then the workflow goes the third way

  Rule: Branches get the same input, and their results stay in order

    @SFN-PAR-01
    Example: The second branch ends first
      Given a workflow with two branches that add their names to the input
      And the worker of the first branch waits until the other one has ended
      When the workflow is run
      Then the results are those of the first and the second branch, each with the whole input

  Rule: A map goes as many ways at once as it may, and its results stay in order

    @SFN-MAP-02
    Scenario Outline: So many at once
      Given a workflow that maps 3 items, <many> at once
      And its worker answers no item
      When the workflow is run
      Then the worker was asked for the items "<asked>" only

      Examples:
        | many | asked   |
        | 1    | a       |
        | 2    | a, b    |
        | 0    | a, b, c |

    @SFN-MAP-02
    Example: The first item is answered last
      Given a workflow that maps 3 items, 0 at once
      And its worker answers item "a" when "b" and "c" are done
      When the workflow is run
      Then the results of the map are those of "a, b, c"

    @SFN-MAP-03
    Scenario Outline: A distributed map may tolerate failures
      Given a workflow that maps 3 items far and wide, with <field> of <value>
      And its worker fails item "b" with "Boom"
      When the workflow is run
      Then the workflow succeeds

      Examples:
        | field                      | value |
        | ToleratedFailureCount      | 1     |
        | ToleratedFailurePercentage | 33.5  |

    @SFN-MAP-03
    Scenario Outline: A distributed map tolerates no failure beyond that
      Given a workflow that maps 3 items far and wide, with <field> of <value>
      And its worker fails item "b" with "Boom"
      When the workflow is run
      Then the workflow fails with error "States.ExceedToleratedFailureThreshold"

      Examples:
        | field                      | value |
        | ToleratedFailureCount      | 0     |
        | ToleratedFailurePercentage | 33.0  |

  Rule: Data has a largest size

    @SFN-LIM-01
    Example: Data that grows too large ends the workflow
      Given a workflow that makes two texts of one
      When the workflow is run with a text of 150 kilobytes
      Then the workflow fails with error "States.DataLimitExceeded"

    @SFN-LIM-01
    Example: Data within the limit
      Given a workflow that makes two texts of one
      When the workflow is run with a text of 100 kilobytes
      Then the workflow succeeds

  Rule: A job is waited for to its end

    @SFN-INT-02
    Example: A job that goes on
      Given a workflow that runs another one as a job
      And its worker never answers
      When the workflow is run
      Then the worker was asked once
      And the workflow still runs when all is calm

    @SFN-INT-02
    Example: A job that ends
      Given a workflow that runs another one as a job
      When the workflow is run
      Then the workflow succeeds

    @SFN-INT-02
    Example: A job that fails
      Given a workflow that runs another one as a job
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "States.TaskFailed"

  Rule: Signs of life keep a task from being given up, up to its time limit

    @SFN-INT-05 @needs-virtual-time
    Example: With signs of life a task goes on beyond its heartbeat
      Given a workflow with one task that must give a sign of life each moment, for three moments
      And its worker never answers
      When the workflow is run
      And the worker gives signs of life for two and a half moments
      Then the workflow still runs when nobody does anything

    @SFN-INT-05 @needs-virtual-time
    Example: With signs of life a task does not go on beyond its time limit
      Given a workflow with one task that must give a sign of life each moment, for three moments
      And its worker never answers
      When the workflow is run
      And the worker gives signs of life for three and a half moments
      Then the workflow has failed by then, with error "States.Timeout"

    @SFN-INT-05
    Example: Signs of life at longer intervals than the time limit
      Given a workflow with one task whose heartbeat is as long as its time limit
      Then making it is refused with InvalidDefinition

  Rule: An express workflow waits for nobody

    @SFN-EXP-02
    Scenario Outline: What an express workflow cannot do
      Given a workflow with <what>
      Then making it an express workflow is refused with InvalidDefinition

      Examples:
        | what                     |
        | one task                 |
        | a job that is waited for |

  Rule: Who waits for an express workflow is told how it ended, and by no error if that was badly

    @SFN-EXP-03
    Example: The workflow fails, and the start of it does not
      Given an express workflow that fails with "Boom"
      When the express workflow is started, and its end waited for
      Then the answer to the start says FAILED, with error "Boom"

    @SFN-EXP-03
    Example: The workflow succeeds, and the answer has its output
      Given an express workflow that says "done"
      When the express workflow is started, and its end waited for
      Then the answer to the start says SUCCEEDED, and that it said "done"

    @SFN-EXP-03
    Example: Nobody waits for a standard workflow
      Given a workflow that says "done"
      Then starting it and waiting for its end is refused with StateMachineTypeNotSupported

  Rule: A workflow that failed can be driven on from where it failed

    @SFN-CON-02
    Example: The second of two tasks has failed
      Given a workflow with two tasks
      And the second task fails with "Boom" and then works
      When the workflow is run
      And the workflow has failed
      And the workflow is redriven
      Then the workflow succeeds
      And the worker was asked for "first, second, second"

    @SFN-CON-02
    Example: A workflow that has succeeded
      Given a workflow with one task
      When the workflow is run
      And the workflow succeeds
      Then redriving it is refused with ExecutionNotRedrivable
