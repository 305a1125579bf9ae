@needs-buses @role-event-publisher
Feature: Message bus: a publisher of events that drops none
  A bus takes up to ten events in a call, takes some of them and not the others, and says so in the
  middle of a success. Who wants them the publisher does not know; that they are on the bus it does.

  Rule: What was not taken is put again, and nothing else

    @EB-PUT-01
    Example: One event of three is not taken, while the call succeeds
      Given an event publisher one of whose events is not taken
      When the event publisher is to tell of the rides "r-1, r-2, r-3"
      Then the ride bus has had an event of each of the rides "r-1, r-2, r-3" once
      And the event publisher says that it has sent

    @EB-PUT-01
    Example: One event is never taken
      Given an event publisher whose event about the ride "r-2" is never taken
      When the event publisher is to tell of the rides "r-1, r-2, r-3"
      Then the ride bus has had an event of each of the rides "r-1, r-3" once
      And the event publisher does not say that it has sent

    @EB-PUT-01
    Example: More events than a call can have
      Given an event publisher
      When the event publisher is to tell of 23 rides
      Then the ride bus has had an event of each of the 23 rides
      And the event publisher says that it has sent

    @SQS-DEL-14 @own-timer
    Example: The bus throttles two calls
      Given an event publisher who is throttled 2 times
      When the event publisher is to tell of the rides "r-1, r-2"
      Then the ride bus has had an event of each of the rides "r-1, r-2" once
      And the event publisher says that it has sent

  Rule: What is put twice is two events to the bus, and one to whoever looks at the ride

    @EB-PUT-03
    Example: The answer of the bus is lost
      Given an event publisher to whom one answer of the bus is lost
      When the event publisher is to tell of the rides "r-1, r-2"
      Then the ride bus has had events of the rides "r-1, r-2", and of no other
      And the event publisher says that it has sent

    @EB-PUT-03
    Example: The publisher dies before it says so
      Given an event publisher that dies before its effect
      When the event publisher is to tell of the rides "r-1, r-2"
      Then the ride bus has had events of the rides "r-1, r-2", and of no other
      And the event publisher says that it has sent

  Rule: Nobody needs to know who publishes

    @EB-PAT-09
    Example: No rule wants the event
      Given an event publisher on a bus without rules
      When the event publisher is to tell of the rides "r-1, r-2"
      Then the event publisher says that it has sent

    @EB-BUS-01
    Example: An event has the shape that all share
      Given an event publisher
      When the event publisher is to tell of the ride "r-1" under correlation id "c-1"
      Then the event of the ride "r-1" on the ride bus has type, source, version and correlation id
