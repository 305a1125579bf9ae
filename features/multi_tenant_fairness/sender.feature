@role-tenant-sender
Feature: Multi-tenant fairness: a sender that says whose each message is
  A fair queue can only be fair to tenants that it can tell apart. Whoever sends says in whose name,
  for each message and at each attempt; and the names are those of tenants that there are.

  Rule: Every message is in the name of its tenant

    @FAIR-06
    Example: The rides of three tenants
      Given a tenant sender
      When the tenant sender is to send 4 rides of each of tenants "A, B, C"
      Then the 12 rides are stored once, each in the name of its tenant
      And the tenant sender says that it has sent

    @FAIR-06
    Example: Many rides, and few names
      Given a tenant sender
      When the tenant sender is to send 15 rides of each of tenants "A, B"
      Then the 30 rides are stored once, each in the name of its tenant
      And the messages bear just the names "A, B"

    @FAIR-06
    Scenario Outline: Rides that name no tenant that there is
      Given a tenant sender
      When the tenant sender is to send 3 rides of which each names <whom>
      Then the messages bear one name, which is no tenant's

      Examples:
        | whom             |
        | nobody           |
        | another stranger |
        | an empty text    |

    @FAIR-01
    Example: The worker may ask whose a message is
      Given a tenant sender
      When the tenant sender is to send 1 rides of each of tenants "B"
      Then the messages bear just the names "B"

  Rule: A send that fails is made again, in the same name

    @SQS-DEL-13
    Example: An entry of a batch is not stored
      Given a tenant sender whose first message is not stored at once
      When the tenant sender is to send 2 rides of each of tenants "A, B"
      Then the 4 rides are stored once, each in the name of its tenant
      And the tenant sender says that it has sent

    @SQS-DEL-14 @own-timer
    Example: The shared queue throttles
      Given a tenant sender who is throttled 2 times
      When the tenant sender is to send 2 rides of each of tenants "A, B"
      Then the 4 rides are stored once, each in the name of its tenant
      And the tenant sender says that it has sent

    @SQS-DEL-14
    Example: The shared queue throttles for good
      Given a tenant sender who is throttled for good
      When the tenant sender is to send 2 rides of each of tenants "A, B"
      Then the tenant sender never says that it has sent

    @P2P-03
    Example: A tenant sender that dies sends the same rides in the same names
      Given a tenant sender that dies before it says so
      When the tenant sender is to send 2 rides of each of tenants "A, B"
      Then the 4 rides are stored, each in the name of its tenant
      And the tenant sender says that it has sent
