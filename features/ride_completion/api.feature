@role-ride-api
Feature: Submitting a completed ride: the API keeps its contract
  Wild Rydes, labs 1 and 2: a ride that has ended is submitted over HTTP. The contract of the API is
  an OpenAPI document; it was there first, and the requests here are made from it.

  Rule: The contract is kept, whatever is asked

    @API-01 @http-alone
    Example: Requests for rides that the contract allows
      Given the ride API
      Then the ride API serves whatever its contract allows

    @API-02 @http-alone
    Example: Requests for rides that the contract forbids
      Given the ride API
      Then the ride API refuses whatever its contract forbids

    @API-02
    Example: What becomes of rides that the contract forbids
      Given the ride API
      Then the ride API refuses whatever its contract forbids
      And no ride is stored or published

    @API-02 @http-alone
    Example: Something that is no ride is answered with a problem document
      Given the ride API
      When [] is submitted as a ride
      Then the ride API answers 400 with a problem document

    @API-02
    Scenario Outline: A ride that is none
      Given the ride API
      When <body> is submitted as a ride
      Then the ride API answers 400 with a problem document
      And no ride is stored or published

      Examples:
        | body                                                                                                      |
        | this is no JSON                                                                                           |
        | []                                                                                                        |
        | {"from": "Berlin"}                                                                                        |
        | {"from": "Berlin", "to": "Frankfurt", "duration": 420, "distance": 600, "customer": "cmr", "fare": "much"} |
        | {"from": "Berlin", "to": "Frankfurt", "duration": 420, "distance": -1, "customer": "cmr", "fare": 256.5}  |
