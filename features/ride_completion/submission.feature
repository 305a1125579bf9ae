@role-ride-api
Feature: Submitting a completed ride: stored, answered, and told to all that it concerns
  What was answered with 201 is stored, and every service hears of it: those that want all rides, and
  the one that wants extraordinary ones alone. What goes wrong between storing and telling is the
  API's to mend, and never its client's.

  Rule: A ride is told once it is stored, to all that it concerns

    @SNS-FLT-13
    Scenario Outline: Three services, one with a filter
      Given services "accounting, notification" listen
      And service "extraordinary-rides" listens for fares from 50 and distances from 20
      And the ride API
      When a ride is submitted to the API with a fare of <fare> and a distance of <distance>
      Then the ride API answers 201 with an id
      And of the three services <reached> hear of the ride with this id

      Examples:
        | fare   | distance | reached                                       |
        | 256.50 | 600      | accounting, notification, extraordinary-rides |
        | 9      | 600      | accounting, notification                      |
        | 256.50 | 5        | accounting, notification                      |

    @PS-01
    Example: Nobody listens to rides
      Given the ride API
      When a ride is submitted to the API
      Then the ride API answers 201 with an id
      And the ride is stored once

    @CE-03
    Example: The ride cannot be stored
      Given services "accounting" listen
      And the ride API
      And the ride API cannot store
      When a ride is submitted to the API
      Then the ride API answers 503 with a problem document
      And no service hears of a ride

  Rule: Storing and telling are no transaction, and still both are done

    @DEC-06
    Example: The API dies after it has stored a ride
      Given services "accounting" listen
      And the ride API
      And the ride API dies after it has stored
      When a ride is submitted to the API
      Then the gateway answers 502
      And service "accounting" hears of the ride that was stored

    @DEC-05
    Example: The topic is away
      Given services "accounting" listen
      And the ride API
      And the topic refuses 2 rides of the API
      When a ride is submitted to the API
      Then the ride API answers 201 with an id
      And service "accounting" hears of the ride that was stored

    @DEC-07
    Example: The API dies after it has published a ride
      Given services "accounting" listen
      And the ride API
      And the ride API dies after it has published
      When a ride is submitted to the API
      Then service "accounting" hears of the ride that was stored, perhaps twice
      And every copy of it has one id

    @OW-01
    Example: A service that listens is slow
      Given services "accounting, notification" listen
      And the ride API
      When a ride is submitted to the API, and "notification" takes nothing
      Then the ride API answers 201 with an id
      And service "accounting" hears of the ride that was stored

  Rule: Whoever does not know whether a ride was taken may submit it again

    @DEC-10
    Example: The same ride under the same key
      Given services "accounting" listen
      And the ride API
      When a ride is submitted to the API twice under one key
      Then both answers have one id
      And the ride is stored once

    @DEC-10
    Example: The answer was lost with the instance
      Given services "accounting" listen
      And the ride API
      And the ride API dies after it has stored
      When a ride is submitted to the API twice under one key
      Then the second answer is 201 with the id that is stored
      And the ride is stored once

    @DEC-10
    Example: Another ride under the same key
      Given the ride API
      When two rides are submitted to the API under one key
      Then the second ride is refused with 409 and a problem document
      And the first ride is stored as it was submitted
