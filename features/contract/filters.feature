Feature: What a topic owes: filter policies
  A filter policy is a small language with sharp edges: what is absent, what is typed otherwise, and
  what is an array. Each row stands at an edge.

  Rule: Without a policy everything is delivered, with one everything that it asks for

    @SNS-FLT-01
    Scenario Outline: No policy
      Given a subscription without a filter policy
      When a message with the attributes <attributes> is offered to the filter
      Then the filter has delivered the message

      Examples:
        | attributes                      |
        | {}                              |
        | {"store": "Berlin", "fare": 10} |

    @SNS-FLT-02
    Scenario Outline: A policy looks at attributes, unless its scope is the body
      Given a subscription with the filter policy {"store": ["Berlin"]} on the <scope>
      When both the attributes <attributes> and the body <body> are offered to the filter
      Then the filter has <delivered> the message

      Examples:
        | scope      | attributes           | body                 | delivered     |
        | attributes | {"store": "Berlin"}  | {}                   | delivered     |
        | attributes | {}                   | {"store": "Berlin"}  | not delivered |
        | attributes | {"store": "Potsdam"} | {"store": "Berlin"}  | not delivered |
        | body       | {}                   | {"store": "Berlin"}  | delivered     |
        | body       | {"store": "Berlin"}  | {}                   | not delivered |
        | body       | {"store": "Berlin"}  | {"store": "Potsdam"} | not delivered |

    @SNS-FLT-03
    Scenario Outline: All keys must match, and one value of each
      Given a subscription with the filter policy {"store": ["Berlin", "Potsdam"], "kind": ["taxi"]}
      When a message with the attributes <attributes> is offered to the filter
      Then the filter has <delivered> the message

      Examples:
        | attributes                                         | delivered     |
        | {"store": "Berlin", "kind": "taxi"}                | delivered     |
        | {"store": "Potsdam", "kind": "taxi"}               | delivered     |
        | {"store": "Potsdam", "kind": "taxi", "class": "1"} | delivered     |
        | {"store": "Potsdam", "kind": "bus"}                | not delivered |
        | {"store": "Bonn", "kind": "taxi"}                  | not delivered |
        | {"store": "Potsdam"}                               | not delivered |
        | {"kind": "taxi"}                                   | not delivered |

    @SNS-FLT-03
    Scenario Outline: Alternatives of several keys
      Given a subscription with the filter policy {"kind": ["taxi"], "$or": [{"store": ["Bonn"]}, {"fare": [10]}]}
      When a message with the attributes <attributes> is offered to the filter
      Then the filter has <delivered> the message

      Examples:
        | attributes                                     | delivered     |
        | {"kind": "taxi", "store": "Bonn"}              | delivered     |
        | {"kind": "taxi", "fare": 10}                   | delivered     |
        | {"kind": "taxi", "store": "Bonn", "fare": 10}  | delivered     |
        | {"kind": "taxi", "store": "Berlin", "fare": 9} | not delivered |
        | {"kind": "taxi"}                               | not delivered |
        | {"kind": "bus", "store": "Bonn"}               | not delivered |

  Rule: What is absent does not match, unless its absence is asked for

    @SNS-FLT-04
    Scenario Outline: A key is absent
      Given a subscription with the filter policy <policy>
      When a message with the attributes <attributes> is offered to the filter
      Then the filter has <delivered> the message

      Examples:
        | policy                                  | attributes          | delivered     |
        | {"store": ["Berlin"]}                   | {"kind": "taxi"}    | not delivered |
        | {"store": [{"anything-but": ["Bonn"]}]} | {"kind": "taxi"}    | not delivered |
        | {"fare": [{"numeric": ["<", 10]}]}      | {"kind": "taxi"}    | not delivered |
        | {"store": [{"exists": true}]}           | {"kind": "taxi"}    | not delivered |
        | {"store": [{"exists": true}]}           | {"store": "Berlin"} | delivered     |
        | {"store": [{"exists": true}]}           | {"store": 0}        | delivered     |
        | {"store": [{"exists": false}]}          | {"kind": "taxi"}    | delivered     |
        | {"store": [{"exists": false}]}          | {"store": "Berlin"} | not delivered |
        | {"store": [{"exists": false}]}          | {}                  | not delivered |
        | {"store": ["Bonn", {"exists": false}]}  | {"kind": "taxi"}    | delivered     |
        | {"store": [{"exists": false}, "Bonn"]}  | {"kind": "taxi"}    | delivered     |
        | {"store": ["Bonn", {"exists": false}]}  | {"store": "Bonn"}   | delivered     |
        | {"store": ["Bonn", {"exists": false}]}  | {"store": "Berlin"} | not delivered |

  Rule: Texts are compared letter by letter, unless an operator says otherwise

    @SNS-FLT-05
    Scenario Outline: A text
      Given a subscription with the filter policy <policy>
      When a message with the attributes <attributes> is offered to the filter
      Then the filter has <delivered> the message

      Examples: Exactly
        | policy              | attributes                   | delivered     |
        | {"store": ["Bonn"]} | {"store": "Bonn"}            | delivered     |
        | {"store": ["Bonn"]} | {"store": "bonn"}            | not delivered |
        | {"store": ["Bonn"]} | {"store": "Bonn "}           | not delivered |
        | {"store": ["Bonn"]} | {"store": "Bon"}             | not delivered |
        | {"store": ["Köln"]} | {"store": "Köln"}            | delivered     |
        | {"store": ["Bonn"]} | {"store": ["Ulm", "Bonn"]}   | delivered     |
        | {"store": ["Bonn"]} | {"store": ["Ulm", "Bonner"]} | not delivered |

      Examples: At its beginning
        | policy                        | attributes                 | delivered     |
        | {"store": [{"prefix": "Bo"}]} | {"store": "Bonn"}          | delivered     |
        | {"store": [{"prefix": "Bo"}]} | {"store": "Bo"}            | delivered     |
        | {"store": [{"prefix": "Bo"}]} | {"store": "bonn"}          | not delivered |
        | {"store": [{"prefix": "Bo"}]} | {"store": "B"}             | not delivered |
        | {"store": [{"prefix": "Bo"}]} | {"store": "aBonn"}         | not delivered |
        | {"store": [{"prefix": "Bo"}]} | {"store": ["Ulm", "Bonn"]} | delivered     |

      Examples: At its end
        | policy                        | attributes        | delivered     |
        | {"store": [{"suffix": "nn"}]} | {"store": "Bonn"} | delivered     |
        | {"store": [{"suffix": "nn"}]} | {"store": "nn"}   | delivered     |
        | {"store": [{"suffix": "nn"}]} | {"store": "BoNN"} | not delivered |
        | {"store": [{"suffix": "nn"}]} | {"store": "n"}    | not delivered |

      Examples: In any letters
        | policy                                      | attributes         | delivered     |
        | {"store": [{"equals-ignore-case": "bonn"}]} | {"store": "BONN"}  | delivered     |
        | {"store": [{"equals-ignore-case": "BONN"}]} | {"store": "Bonn"}  | delivered     |
        | {"store": [{"equals-ignore-case": "bonn"}]} | {"store": "Bonn "} | not delivered |

  Rule: Anything but means: some element lies outside

    @SNS-FLT-06
    Scenario Outline: Anything but
      Given a subscription with the filter policy <policy>
      When a message with the attributes <attributes> is offered to the filter
      Then the filter has <delivered> the message

      Examples:
        | policy                                             | attributes                     | delivered     |
        | {"sport": [{"anything-but": ["rugby", "tennis"]}]} | {"sport": "chess"}             | delivered     |
        | {"sport": [{"anything-but": ["rugby", "tennis"]}]} | {"sport": "tennis"}            | not delivered |
        | {"sport": [{"anything-but": ["rugby", "tennis"]}]} | {"sport": ["chess", "go"]}     | delivered     |
        | {"sport": [{"anything-but": ["rugby", "tennis"]}]} | {"sport": ["rugby", "chess"]}  | delivered     |
        | {"sport": [{"anything-but": ["rugby", "tennis"]}]} | {"sport": ["rugby", "tennis"]} | not delivered |
        | {"sport": [{"anything-but": "rugby"}]}             | {"sport": "chess"}             | delivered     |
        | {"sport": [{"anything-but": "rugby"}]}             | {"sport": "rugby"}             | not delivered |
        | {"fare": [{"anything-but": [100, 500]}]}           | {"fare": 101}                  | delivered     |
        | {"fare": [{"anything-but": [100, 500]}]}           | {"fare": 100.1}                | delivered     |
        | {"fare": [{"anything-but": [100, 500]}]}           | {"fare": 100}                  | not delivered |

    @SNS-FLT-07
    Scenario Outline: Anything but a beginning
      Given a subscription with the filter policy {"kind": [{"anything-but": {"prefix": "order-"}}]}
      When a message with the attributes <attributes> is offered to the filter
      Then the filter has <delivered> the message

      Examples:
        | attributes                 | delivered     |
        | {"kind": "ride-completed"} | delivered     |
        | {"kind": "Order-placed"}   | delivered     |
        | {"kind": "order"}          | delivered     |
        | {"kind": "order-placed"}   | not delivered |
        | {"kind": "order-"}         | not delivered |

  Rule: Numbers are compared as numbers, to five decimals

    @SNS-FLT-07
    Scenario Outline: A number
      Given a subscription with the filter policy {"fare": [<rule>]}
      When a message with the attributes {"fare": <fare>} is offered to the filter
      Then the filter has <delivered> the message

      Examples: Equal
        | rule                   | fare     | delivered     |
        | 10                     | 10       | delivered     |
        | 10                     | 10.00001 | not delivered |
        | 10                     | 9.99999  | not delivered |
        | {"numeric": ["=", 10]} | 10       | delivered     |
        | {"numeric": ["=", 10]} | 10.0     | delivered     |
        | {"numeric": ["=", 10]} | 10.00001 | not delivered |
        | {"numeric": ["=", -1]} | -1       | delivered     |

      Examples: Less or more
        | rule                             | fare        | delivered     |
        | {"numeric": ["<", 10]}           | 9.99999     | delivered     |
        | {"numeric": ["<", 10]}           | 10          | not delivered |
        | {"numeric": ["<=", 10]}          | 10          | delivered     |
        | {"numeric": ["<=", 10]}          | 10.00001    | not delivered |
        | {"numeric": [">", 10]}           | 10.00001    | delivered     |
        | {"numeric": [">", 10]}           | 10          | not delivered |
        | {"numeric": [">=", 10]}          | 10          | delivered     |
        | {"numeric": [">=", 10]}          | 9.99999     | not delivered |
        | {"numeric": [">", 10]}           | 9           | not delivered |
        | {"numeric": ["<", 10]}           | -100        | delivered     |
        | {"numeric": ["<=", 1000000000]}  | 1000000000  | delivered     |
        | {"numeric": [">=", -1000000000]} | -1000000000 | delivered     |

      Examples: Between
        | rule                             | fare      | delivered     |
        | {"numeric": [">", 0, "<=", 150]} | 0         | not delivered |
        | {"numeric": [">", 0, "<=", 150]} | 0.00001   | delivered     |
        | {"numeric": [">", 0, "<=", 150]} | 150       | delivered     |
        | {"numeric": [">", 0, "<=", 150]} | 150.00001 | not delivered |
        | {"numeric": [">=", 0, "<", 150]} | 0         | delivered     |
        | {"numeric": [">=", 0, "<", 150]} | 150       | not delivered |

    @SNS-FLT-07
    Scenario Outline: An internet address
      Given a subscription with the filter policy {"source": [{"cidr": "10.0.0.0/24"}]}
      When a message with the attributes {"source": <address>} is offered to the filter
      Then the filter has <delivered> the message

      Examples:
        | address      | delivered     |
        | "10.0.0.0"   | delivered     |
        | "10.0.0.255" | delivered     |
        | "10.0.1.0"   | not delivered |

    @SNS-FLT-12
    Scenario Outline: Types
      Given a subscription with the filter policy <policy>
      When a message with the attributes <attributes> is offered to the filter
      Then the filter has <delivered> the message

      Examples:
        | policy                               | attributes          | delivered     |
        | {"fare": [{"numeric": [">=", 100]}]} | {"fare": 100}       | delivered     |
        | {"fare": [{"numeric": [">=", 100]}]} | {"fare": "100"}     | not delivered |
        | {"fare": [100]}                      | {"fare": "100"}     | not delivered |
        | {"fare": [100]}                      | {"fare": [99, 100]} | delivered     |

    @SNS-FLT-12
    Example: A Binary attribute takes no part
      Given a subscription with the filter policy {"store": ["Bonn"]}
      When a message whose attribute store is Binary is offered to the filter
      Then the filter has not delivered the message

  Rule: A policy on the body needs a JSON object there, and looks into it

    @SNS-FLT-09
    Scenario Outline: A body
      Given a subscription with the filter policy <policy> on the body
      When a message with the body <body> is offered to the filter
      Then the filter has <delivered> the message

      Examples: No object
        | policy              | body              | delivered     |
        | {"store": ["Bonn"]} | {"store": "Bonn"} | delivered     |
        | {"store": ["Bonn"]} | store: Bonn       | not delivered |
        | {"store": ["Bonn"]} | "store"           | not delivered |
        | {"store": ["Bonn"]} | {"store": "Bonn"  | not delivered |

      Examples: Nested
        | policy                             | body                                    | delivered     |
        | {"ride": {"store": ["Bonn"]}}      | {"ride": {"store": "Bonn", "fare": 10}} | delivered     |
        | {"ride": {"store": ["Bonn"]}}      | {"ride": {"store": "Ulm"}}              | not delivered |
        | {"ride": {"store": ["Bonn"]}}      | {"store": "Bonn"}                       | not delivered |
        | {"ride": {"store": ["Bonn"]}}      | {"ride": "Bonn"}                        | not delivered |
        | {"store": ["Bonn"]}                | {"ride": {"store": "Bonn"}}             | not delivered |
        | {"a": {"b": {"c": [1], "d": [2]}}} | {"a": {"b": {"c": 1, "d": 2}}}          | delivered     |
        | {"a": {"b": {"c": [1], "d": [2]}}} | {"a": {"b": {"c": 1}, "d": 2}}          | not delivered |

      Examples: Arrays
        | policy                         | body                                             | delivered     |
        | {"store": ["Bonn"]}            | {"store": ["Ulm", "Bonn"]}                       | delivered     |
        | {"store": ["Bonn"]}            | {"store": ["Ulm", "Köln"]}                       | not delivered |
        | {"rides": {"store": ["Bonn"]}} | {"rides": [{"store": "Ulm"}, {"store": "Bonn"}]} | delivered     |
        | {"rides": {"store": ["Bonn"]}} | {"rides": [{"store": "Ulm"}, {"store": "Köln"}]} | not delivered |

      Examples: Values
        | policy                              | body             | delivered     |
        | {"fare": [{"numeric": [">=", 50]}]} | {"fare": 50}     | delivered     |
        | {"fare": [{"numeric": [">=", 50]}]} | {"fare": 49.99}  | not delivered |
        | {"fare": [{"numeric": [">=", 50]}]} | {"fare": "50"}   | not delivered |
        | {"paid": [true]}                    | {"paid": true}   | delivered     |
        | {"paid": [true]}                    | {"paid": false}  | not delivered |
        | {"paid": [true]}                    | {"paid": "true"} | not delivered |
        | {"tip": [null]}                     | {"tip": null}    | delivered     |
        | {"tip": [null]}                     | {"tip": 1}       | not delivered |

      Examples: Operators
        | policy                                        | body                | delivered     |
        | {"store": [{"prefix": "Bo"}]}                 | {"store": "Bonn"}   | delivered     |
        | {"store": [{"prefix": "Bo"}]}                 | {"store": "bonn"}   | not delivered |
        | {"store": [{"suffix": "nn"}]}                 | {"store": "Bonn"}   | delivered     |
        | {"store": [{"suffix": "nn"}]}                 | {"store": "Bonner"} | not delivered |
        | {"store": [{"equals-ignore-case": "bonn"}]}   | {"store": "BONN"}   | delivered     |
        | {"store": [{"anything-but": ["Bonn"]}]}       | {"store": "Ulm"}    | delivered     |
        | {"store": [{"anything-but": ["Bonn"]}]}       | {"store": "Bonn"}   | not delivered |
        | {"store": [{"anything-but": ["Bonn"]}]}       | {"kind": "taxi"}    | not delivered |
        | {"store": [{"exists": true}]}                 | {"store": "Bonn"}   | delivered     |
        | {"store": [{"exists": true}]}                 | {"kind": "taxi"}    | not delivered |
        | {"store": [{"exists": false}]}                | {"kind": "taxi"}    | delivered     |
        | {"store": [{"exists": false}]}                | {"store": "Bonn"}   | not delivered |
        | {"$or": [{"store": ["Bonn"]}, {"fare": [1]}]} | {"fare": 1}         | delivered     |
        | {"$or": [{"store": ["Bonn"]}, {"fare": [1]}]} | {"fare": 2}         | not delivered |

    @SNS-FLT-09
    Scenario Outline: A nested policy is for bodies only
      Given a subscription without a filter policy
      When the filter policy {"ride": {"store": ["Bonn"]}} on the <scope> is set
      Then the policy is <taken>

      Examples:
        | scope      | taken   |
        | body       | taken   |
        | attributes | refused |

  Rule: A policy has limits, and is refused beyond them

    @SNS-FLT-08
    Scenario Outline: Keys and combinations
      Given a subscription without a filter policy
      When a filter policy with <values> values of its keys is set
      Then the policy is <taken>

      Examples:
        | values           | taken   |
        | 1, 1, 1, 1, 1    | taken   |
        | 1, 1, 1, 1, 1, 1 | refused |
        | 5, 5, 6          | taken   |
        | 150              | taken   |
        | 151              | refused |
        | 4, 4, 10         | refused |

  Rule: What is filtered out is no failure

    @SNS-FLT-11
    Example: A subscription with a dead-letter queue
      Given a subscription with the filter policy {"store": ["Bonn"]} and a dead-letter queue
      When a message with the attributes {"store": "Ulm"} is offered to the filter
      Then the filter has not delivered the message
      And the dead-letter queue of the filter is empty
