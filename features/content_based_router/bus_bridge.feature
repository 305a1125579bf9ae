@needs-buses @role-bus-bridge
Feature: Message bus: a bridge that hands on to another bus what concerns others
  Each domain has a bus of its own, where much is said that concerns nobody else. The bridge hands the
  rest on to a central bus: one hop, as far as buses hand events on.

  Background:
    Given a bus bridge from the ride bus to a central bus

  @EB-PAT-08
  Scenario Outline: What concerns others is handed on
    Given a listener on both buses
    When a <kind> of the fare 256.5, the distance 600 and the tier gold is put on the ride bus
    Then the central bus has <had> it

    Examples:
      | kind          | had     |
      | RideCompleted | had     |
      | FareCollected | had     |
      | DriverMoved   | not had |

  @EB-BUS-01
  Example: An event that is handed on stays what it was
    Given a listener on both buses
    When a RideCompleted of a gold customer is put on the ride bus under correlation id "c-1"
    Then the central bus has the same event as the ride bus

  @EB-DEL-04
  Example: The other bus is gone
    When the central bus is lost
    And a RideCompleted of the fare 256.5, the distance 600 and the tier gold is put on the ride bus
    Then the bus bridge keeps it among what was not delivered
