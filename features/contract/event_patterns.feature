@needs-buses
Feature: What an event bus owes: event patterns
  A pattern says which events a rule wants. It looks like the filter policy of a topic and is another
  language: it knows paths, it tells 300 from 300.0, and it is stricter about what is no leaf.

  Rule: All that is named must be there and match; what is not named does not matter

    @EB-PAT-01
    Scenario Outline: Several fields, and several values of one
      Given a rule with the pattern {"source": ["rides"], "detail": {"state": ["open", "done"], "from": {"town": ["Bonn"]}}}
      When an event from "<source>" with the detail <detail> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | source | detail                                                          | delivered     |
        | rides  | {"state": "open", "from": {"town": "Bonn"}}                     | delivered     |
        | rides  | {"state": "done", "from": {"town": "Bonn"}}                     | delivered     |
        | rides  | {"state": "open", "from": {"town": "Bonn", "gate": 2}, "km": 9} | delivered     |
        | tips   | {"state": "open", "from": {"town": "Bonn"}}                     | not delivered |
        | rides  | {"state": "lost", "from": {"town": "Bonn"}}                     | not delivered |
        | rides  | {"state": "open", "from": {"town": "Ulm"}}                      | not delivered |
        | rides  | {"from": {"town": "Bonn"}}                                      | not delivered |
        | rides  | {"state": "open"}                                               | not delivered |
        | rides  | {}                                                              | not delivered |

    @EB-PAT-01
    Scenario Outline: The same name at another path is another field
      Given a rule with the pattern {"detail": {"from": {"town": ["Bonn"]}}}
      When an event with the detail <detail> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | detail                              | delivered     |
        | {"from": {"town": "Bonn"}}          | delivered     |
        | {"town": "Bonn"}                    | not delivered |
        | {"from": "Bonn"}                    | not delivered |
        | {"to": {"town": "Bonn"}}            | not delivered |
        | {"trip": {"from": {"town": "Bonn"}}} | not delivered |

    @EB-PAT-01
    Scenario Outline: The envelope of an event has fields too
      Given a rule with the pattern <pattern>
      When an event from "rides" of the type "Ride done" is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | pattern                                           | delivered     |
        | {"source": ["rides"]}                             | delivered     |
        | {"detail-type": ["Ride done"]}                    | delivered     |
        | {"source": ["rides"], "detail-type": ["Tip"]}     | not delivered |
        | {"source": ["tips", "rides"], "version": ["0"]}   | delivered     |
        | {"account": [{"anything-but": ["no account"]}]}   | delivered     |
        | {"account": ["no account"]}                       | not delivered |

  Rule: Texts are compared letter by letter

    @EB-PAT-02
    Scenario Outline: A text, exactly
      Given a rule with the pattern {"detail": {"store": [<wanted>]}}
      When an event with the detail {"store": <store>} is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | wanted                        | store                         | delivered     |
        | "Order"                       | "Order"                       | delivered     |
        | "Order"                       | "order"                       | not delivered |
        | "Order"                       | "Order "                      | not delivered |
        | "Order"                       | "Orders"                      | not delivered |
        | "Order"                       | "Orde"                        | not delivered |
        | "Köln"                        | "Köln"                        | delivered     |
        | "K\u00f6ln"                   | "Köln"                        | delivered     |
        | "arn:aws:ec2:eu:1:instance/i" | "arn:aws:ec2:eu:1:instance/i" | delivered     |
        | "arn:aws:ec2:eu:1:instance/i" | "arn:aws:ec2:eu:1:instance:i" | not delivered |
        | "true"                        | true                          | not delivered |
        | true                          | true                          | delivered     |
        | true                          | "true"                        | not delivered |

    @EB-PAT-02
    Scenario Outline: The type of an event, in other letters
      Given a rule with the pattern {"detail-type": ["Ride done"]}
      When an event from "rides" of the type "<type>" is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | type      | delivered     |
        | Ride done | delivered     |
        | Ride Done | not delivered |
        | RideDone  | not delivered |

  Rule: Numbers are no strings, and numeric compares their values

    # Of 300 and 300.0 in an exact match nothing is said: the user guide calls them different, and
    # AWS was recorded to find them equal.
    @EB-PAT-03
    Scenario Outline: A number
      Given a rule with the pattern {"detail": {"fare": [<wanted>]}}
      When an event with the detail {"fare": <fare>} is put on the bus
      Then the rule has <delivered> the event

      Examples: Exactly
        | wanted | fare  | delivered     |
        | 300    | 300   | delivered     |
        | 300.0  | 300.0 | delivered     |
        | 300    | "300" | not delivered |
        | "300"  | 300   | not delivered |
        | 300    | 301   | not delivered |

      Examples: By value
        | wanted                 | fare  | delivered     |
        | {"numeric": ["=", 300]} | 300   | delivered     |
        | {"numeric": ["=", 300]} | 300.0 | delivered     |
        | {"numeric": ["=", 300]} | 3.0e2 | delivered     |
        | {"numeric": ["=", 300]} | "300" | not delivered |
        | {"numeric": ["=", 300]} | 301   | not delivered |

  Rule: Of an array one element is enough

    @EB-PAT-04
    Scenario Outline: Resources
      Given a rule with the pattern {"resources": ["arn:y", "arn:z"]}
      When an event with the resources <resources> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | resources          | delivered     |
        | ["arn:x", "arn:y"] | delivered     |
        | ["arn:y", "arn:z"] | delivered     |
        | ["arn:z"]          | delivered     |
        | ["arn:x"]          | not delivered |
        | []                 | not delivered |

    @EB-PAT-04
    Scenario Outline: An array in the detail
      Given a rule with the pattern <pattern>
      When an event with the detail <detail> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | pattern                                     | detail                   | delivered     |
        | {"detail": {"via": ["Ulm"]}}                | {"via": ["Bonn", "Ulm"]} | delivered     |
        | {"detail": {"via": ["Ulm"]}}                | {"via": ["Bonn"]}        | not delivered |
        | {"detail": {"via": ["Ulm"]}}                | {"via": "Ulm"}           | delivered     |
        | {"detail": {"gate": [2]}}                   | {"gate": [1, 2]}         | delivered     |
        | {"detail": {"via": [{"prefix": "U"}]}}      | {"via": ["Bonn", "Ulm"]} | delivered     |
        | {"detail": {"gate": [{"numeric": [">", 1]}]}} | {"gate": [1, 2]}       | delivered     |
        | {"detail": {"gate": [{"numeric": [">", 2]}]}} | {"gate": [1, 2]}       | not delivered |

  Rule: Nothing, an empty text and what is absent are three things

    @EB-PAT-05
    Scenario Outline: Nothing, and an empty text
      Given a rule with the pattern {"detail": {"tip": [<wanted>]}}
      When an event with the detail <detail> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | wanted | detail      | delivered     |
        | null   | {"tip": null} | delivered   |
        | null   | {"tip": ""} | not delivered |
        | null   | {"fare": 1} | not delivered |
        | ""     | {"tip": ""} | delivered     |
        | ""     | {"tip": null} | not delivered |
        | ""     | {"fare": 1} | not delivered |

    @EB-PAT-05
    Scenario Outline: Existence is asked of leaves
      Given a rule with the pattern {"source": ["rides"], "detail": {"from": [{"exists": <exists>}]}}
      When an event from "rides" with the detail <detail> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | exists | detail                    | delivered     |
        | true   | {"from": "Bonn"}          | delivered     |
        | true   | {"from": ""}              | delivered     |
        | true   | {"from": 0}               | delivered     |
        | true   | {"to": "Bonn"}            | not delivered |
        | true   | {"from": {"town": "Ulm"}} | not delivered |
        | false  | {"to": "Bonn"}            | delivered     |
        | false  | {"from": "Bonn"}          | not delivered |
        | false  | {"from": ""}              | not delivered |

  Rule: Of a key that is written twice the last one counts

    @EB-PAT-06
    Scenario Outline: Two conditions on one key
      Given a rule with the pattern {"detail": {"store": [{"prefix": "B"}], "store": [{"suffix": "n"}]}}
      When an event with the detail <detail> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | detail             | delivered     |
        | {"store": "Bonn"}  | delivered     |
        | {"store": "Essen"} | delivered     |
        | {"store": "Borken"} | delivered    |
        | {"store": "Bad"}   | not delivered |

  Rule: The operators

    @EB-PAT-07
    Scenario Outline: An operator on a text
      Given a rule with the pattern {"detail": {"store": [<wanted>]}}
      When an event with the detail {"store": "<store>"} is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | wanted                                | store | delivered     |
        | {"prefix": "Bo"}                      | Bonn  | delivered     |
        | {"prefix": "Bo"}                      | Bo    | delivered     |
        | {"prefix": "Bo"}                      | bonn  | not delivered |
        | {"prefix": "Bo"}                      | aBonn | not delivered |
        | {"suffix": "nn"}                      | Bonn  | delivered     |
        | {"suffix": "nn"}                      | BoNN  | not delivered |
        | {"equals-ignore-case": "bonn"}        | BONN  | delivered     |
        | {"equals-ignore-case": "BONN"}        | Bonn  | delivered     |
        | {"equals-ignore-case": "bonn"}        | Ulm   | not delivered |
        | {"anything-but": "Bonn"}              | Ulm   | delivered     |
        | {"anything-but": "Bonn"}              | Bonn  | not delivered |
        | {"anything-but": ["Bonn", "Ulm"]}     | Essen | delivered     |
        | {"anything-but": ["Bonn", "Ulm"]}     | Ulm   | not delivered |
        | {"anything-but": {"prefix": "Bo"}}    | Ulm   | delivered     |
        | {"anything-but": {"prefix": "Bo"}}    | Bonn  | not delivered |
        | {"wildcard": "B*n"}                   | Bonn  | delivered     |
        | {"wildcard": "B*n"}                   | Bonnd | not delivered |
        | {"cidr": "10.0.0.0/24"}               | 10.0.0.255 | delivered |
        | {"cidr": "10.0.0.0/24"}               | 10.0.1.0 | not delivered |
        | {"cidr": "10.0.0.0/24"}               | Bonn  | not delivered |

    @EB-PAT-07
    Scenario Outline: An operator on a number
      Given a rule with the pattern {"detail": {"fare": [<wanted>]}}
      When an event with the detail <detail> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | wanted                              | detail         | delivered     |
        | {"numeric": ["<", 10]}              | {"fare": 9.99} | delivered     |
        | {"numeric": ["<", 10]}              | {"fare": 10}   | not delivered |
        | {"numeric": ["<=", 10]}             | {"fare": 10.0} | delivered     |
        | {"numeric": [">=", 10]}             | {"fare": 9}    | not delivered |
        | {"numeric": [">", 0, "<=", 5]}      | {"fare": 5}    | delivered     |
        | {"numeric": [">", 0, "<=", 5]}      | {"fare": 0}    | not delivered |
        | {"numeric": [">", 0, "<=", 5]}      | {"fare": 6}    | not delivered |
        | {"numeric": [">", -5000000000]}     | {"fare": -1}   | delivered     |
        | {"numeric": ["<", 10]}              | {"tip": 1}     | not delivered |
        | {"anything-but": 300}               | {"fare": 301}  | delivered     |
        | {"anything-but": 300}               | {"fare": 300}  | not delivered |
        | {"anything-but": 300}               | {"tip": 1}     | not delivered |

    @EB-PAT-07
    Scenario Outline: One of several fields
      Given a rule with the pattern {"detail": {"kind": ["taxi"], "$or": [{"store": ["Bonn"]}, {"fare": [{"numeric": [">", 10]}]}]}}
      When an event with the detail <detail> is put on the bus
      Then the rule has <delivered> the event

      Examples:
        | detail                                       | delivered     |
        | {"kind": "taxi", "store": "Bonn"}            | delivered     |
        | {"kind": "taxi", "fare": 11}                 | delivered     |
        | {"kind": "taxi", "store": "Ulm", "fare": 11} | delivered     |
        | {"kind": "taxi", "store": "Ulm", "fare": 9}  | not delivered |
        | {"kind": "taxi"}                             | not delivered |
        | {"kind": "bus", "store": "Bonn"}             | not delivered |

    @EB-PAT-07
    Scenario Outline: A pattern that is none
      Given a rule with the pattern {"source": ["rides"]}
      Then the pattern <pattern> is <taken>

      Examples:
        | pattern                                           | taken   |
        | {"detail": {"fare": [{"exists": true}]}}          | taken   |
        | {"detail": {"fare": [{"unlike": 1}]}}             | refused |
        | {"detail": {"fare": [{"numeric": [">", "1"]}]}}   | refused |
        | {"detail": {"fare": [{"numeric": ["about", 1]}]}} | refused |
        | {"detail": {"fare": [{"numeric": ["<", 5000000001]}]}} | refused |
        | {"detail": {"fare": [{"numeric": [">", -5000000001]}]}} | refused |
        | {"detail": {"place": [{"cidr": "10.0.0.0/33"}]}}  | refused |
        | {"source": "rides"}                               | refused |
        | {"source": []}                                    | refused |
        | {"source": ["rides"                               | refused |

    @EB-PAT-07
    Scenario Outline: A pattern with many alternatives
      Given a rule with the pattern {"source": ["rides"]}
      Then a pattern with <count> alternatives at each of <places> places is <taken>

      Examples:
        | count | places | taken   |
        | 3     | 3      | taken   |
        | 9     | 3      | taken   |
        | 11    | 3      | refused |
