@role-fair-worker
Feature: Multi-tenant fairness: one fair queue for all tenants
  On a fair queue each message names its tenant, and the queue gives those of quiet tenants first. The
  worker behind it is an ordinary one, as long as it does not undo what the queue does: by taking more
  than it works on, or by taking tenants for groups.

  Rule: The burst of one tenant does not make another one wait

    @FAIR-05 @own-timer
    Example: A quiet tenant shares the queue of a burst
      Given a fair worker with room for 50 rides
      When tenant "A" completes 84 rides at once
      And tenant "B" completes 3 rides at once
      Then tenant "B" is served long before the burst of tenant "A" is over
      And each ride of the tenants is booked once

    @FAIR-05 @own-timer
    Example: A quiet tenant sends to the queue of a burst again and again
      Given a fair worker with room for 40 rides
      When tenant "A" completes 120 rides at once
      And tenant "B" completes a ride every second, 2 times
      Then tenant "B" is served long before the burst of tenant "A" is over

    @FAIR-05 @own-timer
    Example: The noisy tenant's rides fail
      Given a fair worker with room for 40 rides
      And no ride of tenant "A" can be booked
      When tenant "A" completes 12 rides at once
      And tenant "B" completes 3 rides at once
      Then each ride of tenant "B" is booked once

  Rule: Fairness is no quota, and a tenant is no group

    @FAIR-04 @own-timer
    Example: A tenant who is alone has all the room
      Given a fair worker with room for 40 rides
      When tenant "A" completes 40 rides at once
      Then 40 rides of tenant "A" are in work at a time

    @FAIR-02 @own-timer
    Example: The rides of one tenant are worked on side by side
      Given a fair worker with room for 40 rides
      When tenant "B" completes 4 rides at once
      Then 4 rides of tenant "B" are in work at a time

  Rule: Nothing is lost, and nothing is doubled

    @SQS-VIS-02 @own-timer
    Scenario Outline: The worker dies
      Given a fair worker with room for 40 rides
      And the worker of the tenants dies <when>
      When tenant "A" completes 4 rides at once
      And tenant "B" completes 2 rides at once
      Then each ride of the tenants is booked once

      Examples:
        | when            |
        | before it books |
        | after it books  |

    @P2P-03 @own-timer
    Example: Two workers, of which one is held up
      Given a fair worker with room for 40 rides
      And another worker of the tenants, while the first one is held up
      When tenant "A" completes 6 rides at once
      And tenant "B" completes 2 rides at once
      Then each ride of the tenants is booked once

    @DLQ-16 @own-timer
    Example: Poison of one tenant
      Given a fair worker with room for 40 rides
      And the first ride of tenant "A" cannot be booked
      When tenant "A" completes 3 rides at once
      And tenant "B" completes 2 rides at once
      Then the first ride of tenant "A" becomes a dead letter
      And all other rides of the tenants are booked once
