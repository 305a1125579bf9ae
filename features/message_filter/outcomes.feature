@role-outcome-subscriber
Feature: Message filter: outcomes of fare collections are kept apart
  The fare collection tells how it ended with an attribute IsSuccessful. Two subscriptions of one
  topic keep the two outcomes on two queues, and each message is on one of them at most.

  Rule: An outcome goes where its attribute says, letter by letter

    @SNS-FLT-14
    Scenario Outline: An outcome of a fare collection
      Given a subscriber to the outcomes of fare collections
      When an outcome is published with IsSuccessful <value>
      Then it is on the queue <queue>, and on no other

      Examples:
        | value   | queue      |
        | "true"  | successful |
        | "false" | failed     |

    @SNS-FLT-05
    Scenario Outline: An outcome in other letters
      Given a subscriber to the outcomes of fare collections
      When an outcome is published with IsSuccessful <value>
      Then it is on neither queue of outcomes

      Examples:
        | value    |
        | "TRUE"   |
        | "False"  |
        | "true "  |
        | "untrue" |

    @SNS-FLT-04
    Example: An outcome that does not say how it ended
      Given a subscriber to the outcomes of fare collections
      When an outcome is published with IsSuccessful absent
      Then it is on neither queue of outcomes

  Rule: What passes is unchanged

    @SNS-FLT-14
    Example: Body and attributes of an outcome
      Given a subscriber to the outcomes of fare collections
      When an outcome is published with IsSuccessful "false"
      Then the queue failed has its body and its attributes as they were published
