@role-quote-api
Feature: Quotes for an instant ride: the API keeps its contract
  Wild Rydes, lab 3: quotes for a ride are asked for over HTTP, and fetched under an id. The contract
  of the API is an OpenAPI document, which says too how one call leads to the other.

  Rule: The contract is kept, whatever is asked

    @API-01 @http-alone
    Example: Requests for quotes that the contract allows
      Given the quote API
      Then the quote API serves whatever its contract allows

    @API-02
    Example: Requests for quotes that the contract forbids
      Given the quote API
      Then the quote API refuses whatever its contract forbids
      And no quotes are asked for

    @API-02
    Scenario Outline: A request for quotes that is none
      Given the quote API
      When <body> is submitted as an instant ride
      Then the quote API answers 400 with a problem document
      And no quotes are asked for

      Examples:
        | body                                                            |
        | this is no JSON                                                 |
        | {"from": "Berlin", "to": "Frankfurt"}                           |
        | {"from": "Berlin", "to": "Frankfurt", "customer": "", "fare": 5} |

    @API-03 @http-alone
    Example: What is submitted is queried under the id that was answered
      Given the quote API
      Then the quote API knows at each call what it has answered before

  Rule: What nobody has asked for is not found

    @DEC-14 @http-alone
    Example: An id that was never given
      Given the quote API
      When quotes under an unknown id are queried
      Then the quote API answers 404 with a problem document

    @DEC-14 @needs-virtual-time @own-timer
    Example: A request that was closed long ago
      Given the quote API, which remembers for an hour
      When an instant ride is submitted
      And the deadline of the quotes and an hour have passed
      Then the quotes can be queried no more
