Feature: What a queue that several tenants share owes
  On a standard queue the message group id names a tenant. A tenant that keeps more than its share
  of the receivers busy is noisy, and its backlog must not hold up the others.

  Rule: A quiet tenant does not wait for a noisy one

    @FAIR-01
    Scenario Outline: Somebody else sends while one tenant has a backlog
      Given a queue on which tenant "A" has 40 messages in flight, and 30 more that wait
      When <somebody> sends the text "q-1"
      Then the text "q-1" is given before half of the backlog

      Examples:
        | somebody              |
        | tenant "B"            |
        | somebody of no tenant |

    @FAIR-01
    Example: Several quiet tenants
      Given a queue on which tenant "A" has 40 messages in flight, and 30 more that wait
      When tenant "B" sends the text "q-1"
      And tenant "C" sends the text "q-2"
      And tenant "D" sends the text "q-3"
      Then the texts "q-1, q-2, q-3" are given before half of the backlog

    @FAIR-01
    Example: A receiver may ask for the tenant, and need not
      Given a queue
      When tenant "B" sends the text "q-1"
      Then a receive that asks for nothing gives the text "q-1"
      When the visibility timeout of the queue goes by
      Then a receive that asks for the tenant is told "B"

  Rule: A tenant is no group of a FIFO queue

    @FAIR-02
    Example: Messages of one tenant are worked on side by side
      Given a queue
      When tenant "B" sends the text "q-1"
      And tenant "B" sends the text "q-2"
      Then two receives of one message each give the texts "q-1, q-2"

    @FAIR-02
    Example: A tenant may send the same again
      Given a queue
      When tenant "B" sends the text "q-1"
      And tenant "B" sends the text "q-1"
      Then two receives of one message each give the texts "q-1, q-1"

    @FAIR-04
    Example: A noisy tenant has the receivers that nobody else needs
      Given a queue on which tenant "A" has 40 messages in flight, and 30 more that wait
      Then all of the backlog is given
