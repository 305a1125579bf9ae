@role-submission-api
Feature: Insurance payments: the API keeps its contract
  A client of the front end knows the OpenAPI document, and nothing else. The document was there
  first, and the requests here are made from it.

  Rule: The contract is kept, whatever is asked

    @API-01 @http-alone
    Example: Requests that the contract of payments allows
      Given a submission API
      Then the submission API serves whatever its contract allows

    @API-02 @http-alone
    Example: Requests that the contract of payments forbids
      Given a submission API
      Then the submission API refuses whatever its contract forbids

    @API-02
    Example: What becomes of requests that the contract of payments forbids
      Given a submission API
      Then the submission API refuses whatever its contract forbids
      And no payment leaves a trace

    @API-02
    Scenario Outline: A payment that is none
      Given a submission API
      When <body> is submitted as a payment
      Then the submission API refuses it with a problem document
      And no payment leaves a trace

      Examples:
        | body                                                                              |
        | this is no JSON                                                                   |
        | ["a payment"]                                                                     |
        | {"policyId": "p-7", "customerId": "anna", "month": "2026-11"}                     |
        | {"policyId": "p-7", "customerId": "anna", "amount": "-25.00", "month": "2026-11"} |
        | {"policyId": "p-7", "customerId": "anna", "amount": 25, "month": "2026-11"}       |
        | {"policyId": "p-7", "customerId": "anna", "amount": "25.00", "month": "2026-13"}  |

    @API-02
    Example: A payment without an idempotency key
      Given a submission API
      When a payment is submitted without a key
      Then the submission API refuses it with a problem document
      And no payment leaves a trace

    @API-03 @http-alone
    Example: From the submission to the state, by the links of the contract
      Given a submission API
      Then the submission API knows what it has told, wherever its links lead
