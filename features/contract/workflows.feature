Feature: Workflows: what Step Functions owes to an orchestrator
  A saga leans on its engine: on steps that run once, on retries and error handlers that act as
  written, on tokens that are good for one answer. The tasks here are messages to a worker.

  Rule: Without a retrier each state runs once

    @SFN-STD-01
    Example: A task that works is done once
      Given a workflow with one task
      When the workflow is run
      Then the workflow succeeds
      And the worker was asked once

    @SFN-STD-01
    Example: A task that fails is not repeated
      Given a workflow with one task
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the worker was asked once

  Rule: The name of an execution is good for one execution

    @SFN-STD-02
    Example: The same start twice while it runs
      Given a workflow with one task
      And its worker never answers
      When the workflow is run
      And the workflow is run again under the same name
      Then both starts gave the same execution
      And the worker was asked once

    @SFN-STD-02
    Example: The same name with another input
      Given a workflow with one task
      And its worker never answers
      When the workflow is run
      Then running it under the same name with another input is refused with ExecutionAlreadyExists

    @SFN-STD-02
    Example: The same start after it has ended
      Given a workflow with one task
      When the workflow is run
      And the workflow succeeds
      Then running it under the same name once more is refused with ExecutionAlreadyExists

  Rule: An error that nobody handles fails the execution, and is told

    @SFN-ERR-01
    Example: The name of the error is told
      Given a workflow with one task
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"

    @SFN-ERR-01
    Example: The cause of the error is told
      Given a workflow with one task
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with a cause that names the task

  Rule: A retrier tries again as often and as late as it says

    @SFN-ERR-02
    Example: A bare retrier tries three times more
      Given a workflow whose task has the retriers
        | errors     |
        | States.ALL |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the worker was asked 4 times

    @SFN-ERR-02 @needs-virtual-time
    Example: A bare retrier waits 1, 2 and 4 seconds
      Given a workflow whose task has the retriers
        | errors     |
        | States.ALL |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the pauses before the tries were 1, 2, 4 seconds

    @SFN-ERR-02
    Example: MaxAttempts 0 means never
      Given a workflow whose task has the retriers
        | errors     | MaxAttempts |
        | Boom       | 0           |
        | States.ALL | 3           |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the worker was asked once

    @SFN-ERR-02
    Example: A task that works at its second try is done
      Given a workflow whose task has the retriers
        | errors     |
        | States.ALL |
      And its worker fails with "Boom" and then works
      When the workflow is run
      Then the workflow succeeds
      And the worker was asked 2 times

    @SFN-ERR-04
    Example: Each retrier keeps its own count over the whole visit
      Given a workflow whose task has the retriers
        | errors         | MaxAttempts |
        | ErrorA, ErrorB | 2           |
        | ErrorC         | 3           |
      And its worker fails with "ErrorA, ErrorB, ErrorC, ErrorB" and then works
      When the workflow is run
      Then the workflow fails with error "ErrorB"
      And the worker was asked 4 times

    @SFN-ERR-04 @needs-virtual-time
    Example: Each retrier waits as it says
      Given a workflow whose task has the retriers
        | errors         | MaxAttempts | IntervalSeconds |
        | ErrorA, ErrorB | 2           | 1               |
        | ErrorC         | 3           | 5               |
      And its worker fails with "ErrorA, ErrorB, ErrorC, ErrorB" and then works
      When the workflow is run
      Then the workflow fails with error "ErrorB"
      And the pauses before the tries were 1, 2, 5 seconds

  Rule: A catcher acts when retries are used up, and the first that matches wins

    @SFN-ERR-05
    Example: Retry goes first
      Given a workflow whose task has the retriers
        | errors | MaxAttempts | IntervalSeconds |
        | Boom   | 1           | 1               |
      And the catchers
        | errors     | ResultPath |
        | States.ALL | $.caught   |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow is caught by catcher 1
      And the worker was asked 2 times

    @SFN-ERR-05
    Example: The first catcher that matches wins
      Given a workflow with one task
      And the catchers
        | errors     | ResultPath |
        | Bang       | $.caught   |
        | Boom       | $.caught   |
        | States.ALL | $.caught   |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow is caught by catcher 2

  Rule: Names of errors match as written

    @SFN-ERR-06
    Example: States.TaskFailed does not match a timeout
      Given a workflow with one task that may take a moment
      And the catchers
        | errors            | ResultPath |
        | States.TaskFailed | $.caught   |
        | States.Timeout    | $.caught   |
      And its worker never answers
      When the workflow is run
      Then the workflow is caught by catcher 2

    @SFN-ERR-06
    Example: States.TaskFailed matches what a worker calls an error
      Given a workflow with one task
      And the catchers
        | errors            | ResultPath |
        | States.TaskFailed | $.caught   |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow is caught by catcher 1

    @SFN-ERR-06
    Example: Capital letters matter
      Given a workflow with one task
      And the catchers
        | errors | ResultPath |
        | boom   | $.caught   |
        | Boom   | $.caught   |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow is caught by catcher 2

    @SFN-ERR-06
    Scenario Outline: States.ALL stands alone and last
      Given a workflow whose task has the catchers "<first>" and "<second>"
      Then making it is refused with InvalidDefinition

      Examples:
        | first            | second |
        | States.ALL, Boom | Bang   |
        | States.ALL       | Boom   |

    @SFN-ERR-12
    Example: A missing heartbeat is caught under one of its two names
      Given a workflow with one task that must give a sign of life each moment
      And the catchers
        | errors                                  | ResultPath |
        | States.HeartbeatTimeout, States.Timeout | $.caught   |
      And its worker never answers
      When the workflow is run
      Then the workflow is caught by catcher 1

  Rule: What Lambda makes of a function is no error of its code, and has names of its own
    The tasks here are messages, and their worker fails by the names that Lambda's faults have.

    @SFN-ERR-10
    Scenario Outline: A retrier that names the faults of Lambda's service
      Given a workflow whose task has the retriers
        | errors                                             |
        | Lambda.ServiceException, Lambda.AWSLambdaException |
        | Lambda.SdkClientException                          |
        | Lambda.TooManyRequestsException                    |
      And its worker fails with "<fault>" and then works
      When the workflow is run
      Then the workflow succeeds
      And the worker was asked 2 times

      Examples:
        | fault                           |
        | Lambda.ServiceException         |
        | Lambda.AWSLambdaException       |
        | Lambda.SdkClientException       |
        | Lambda.TooManyRequestsException |

    @SFN-ERR-10
    Example: A retrier that names errors of the business only
      Given a workflow whose task has the retriers
        | errors       |
        | CardDeclined |
      And its worker fails with "Lambda.ServiceException" and then works
      When the workflow is run
      Then the workflow fails with error "Lambda.ServiceException"
      And the worker was asked once

    @SFN-ERR-11
    Example: A function ends for want of memory, and a catcher names errors of its code
      Given a workflow with one task
      And the catchers
        | errors       | ResultPath |
        | CardDeclined | $.caught   |
        | States.ALL   | $.caught   |
      And its worker fails with "Lambda.Unknown"
      When the workflow is run
      Then the workflow is caught by catcher 2

    @SFN-ERR-11
    Example: A function ends for want of memory, and a catcher takes what fails in any way
      Given a workflow with one task
      And the catchers
        | errors            | ResultPath |
        | States.TaskFailed | $.caught   |
      And its worker fails with "Lambda.Unknown"
      When the workflow is run
      Then the workflow is caught by catcher 1

    @SFN-ERR-11
    Example: A function ends for want of memory, and no catcher takes that
      Given a workflow with one task
      And the catchers
        | errors       | ResultPath |
        | CardDeclined | $.caught   |
      And its worker fails with "Lambda.Unknown"
      When the workflow is run
      Then the workflow fails with error "Lambda.Unknown"

  Rule: What is caught goes where the catcher says

    @SFN-ERR-07
    Example: Without a ResultPath the error replaces all data
      Given a workflow with one task
      And the catchers
        | errors     | ResultPath |
        | States.ALL |            |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow goes on with nothing but the error

    @SFN-ERR-07
    Example: With a ResultPath the data is kept
      Given a workflow with one task
      And the catchers
        | errors     | ResultPath |
        | States.ALL | $.caught   |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow goes on with its data and the error under "caught"

  Rule: Not everything can be caught

    @SFN-ERR-08
    Example: A path that leads nowhere
      Given a workflow whose task reads a path that leads nowhere
      And the catchers
        | errors     | ResultPath |
        | States.ALL | $.caught   |
      When the workflow is run
      Then the workflow fails with error "States.Runtime"
      And the worker was never asked

  Rule: Branches and iterations fail together, but their workers do not know

    @SFN-PAR-02
    Example: The worker of one branch ends after the other branch has failed
      Given a workflow with two branches
      And the worker of the second branch waits until the workflow has ended
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the second branch was done nevertheless

    @SFN-MAP-01
    Example: One iteration of three fails
      Given a workflow that maps 3 items
      And its worker fails item "b" with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"

    @SFN-MAP-01
    Example: A retry of the map does all iterations again
      Given a workflow that maps 3 items, and tries that again once
      And its worker fails item "b" with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the worker was asked for item "a" 2 times

  Rule: A wait takes as long as it says, and says it in one way

    @SFN-WAIT-01 @needs-virtual-time
    Scenario Outline: A wait of ten hours
      Given a workflow that waits until <kind> of 36000 seconds is over
      When the workflow is run
      Then the workflow still runs after 35999 seconds
      And the workflow has succeeded 2 seconds later

      Examples:
        | kind          |
        | Seconds       |
        | SecondsPath   |
        | Timestamp     |
        | TimestampPath |

    @SFN-WAIT-01
    Example: A wait of one second
      Given a workflow that waits until Seconds of 1 seconds is over
      When the workflow is run
      Then the workflow succeeds

    @SFN-WAIT-01
    Example: Two ways at once
      Given a workflow that waits in two ways at once
      Then making it is refused with InvalidDefinition

  Rule: A task with a token waits for its answer

    @SFN-INT-03
    Example: The workflow waits for the worker
      Given a workflow with one task
      And its worker never answers
      When the workflow is run
      Then the workflow still runs when all is calm

    @SFN-INT-03 @needs-virtual-time
    Example: The worker answers after 300 days
      Given a workflow with one task
      And its worker never answers
      When the workflow is run
      And the worker answers after 300 days
      Then the workflow succeeds

    @SFN-INT-03
    Example: A task that may take a moment is given up
      Given a workflow with one task that may take a moment
      And its worker never answers
      When the workflow is run
      Then the workflow fails with error "States.Timeout"

    @SFN-INT-03 @needs-virtual-time
    Example: A missing sign of life is noticed after 600 seconds
      Given a workflow with one task that must give a sign of life every 600 seconds
      And its worker never answers
      When the workflow is run
      Then the workflow still runs after 599 seconds
      And the workflow has failed 2 seconds later

  Rule: A token is good for one answer

    @SFN-INT-04
    Example: A second answer changes nothing
      Given a workflow with two tasks, of which the second is never answered
      When the workflow is run
      And the worker answers its first task once more
      Then the workflow still runs when all is calm
      And the worker was asked 2 times

    @SFN-INT-04
    Example: A second answer is refused, and the worker is told that it is too late
      Given a workflow with two tasks, of which the second is never answered
      When the workflow is run
      And the worker answers its first task once more
      Then the answer is refused with "TaskTimedOut, TaskDoesNotExist"

    @SFN-INT-04
    Example: An answer after the task was given up is refused
      Given a workflow with one task that may take a moment
      And its worker never answers
      When the workflow is run
      And the workflow has failed
      And the worker answers its first task once more
      Then the answer is refused with "TaskTimedOut, TaskDoesNotExist"

    @SFN-INT-04
    Example: A retry has a new token
      Given a workflow whose task has the retriers
        | errors     | MaxAttempts |
        | States.ALL | 1           |
      And its worker fails with "Boom"
      When the workflow is run
      Then the workflow fails with error "Boom"
      And the worker was given 2 different tokens

  Rule: A change of a workflow is known before long

    @SFN-CON-01 @needs-virtual-time
    Example: An execution that is started when the change is known everywhere
      Given a workflow that says "old"
      When the workflow is changed to say "new"
      And 60 seconds go by
      And the changed workflow is started 2 times
      Then the executions have said "new, new"
