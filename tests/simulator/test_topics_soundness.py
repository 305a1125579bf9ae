"""Whatever the adversary does, a topic's message reaches every subscription that wants it."""

import json
from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pattern_tck.simulator.adversary.seeded import Seeded
from pattern_tck.simulator.freedoms import polite
from pattern_tck.simulator.refusals import AnswerLost, Refusal

from .topic_account import Account, number, text

#: Filter policies, and what each lets pass: a message has a kind and a fare.
POLICIES = [
    (None, lambda kind, fare: True),
    ({"kind": ["taxi"]}, lambda kind, fare: kind == "taxi"),
    ({"kind": [{"anything-but": "taxi"}]}, lambda kind, fare: kind != "taxi"),
    (
        {"fare": [{"numeric": [">", 10]}], "kind": ["taxi", "bus"]},
        lambda kind, fare: fare > 10 and kind in {"taxi", "bus"},
    ),
]
CHOSEN = st.integers(0, len(POLICIES) - 1)
KINDS = st.sampled_from(["taxi", "bus", "boat"])
MESSAGES = st.tuples(KINDS, st.integers(5, 15))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.lists(MESSAGES, min_size=1, max_size=1)),
        st.tuples(st.just("publish several"), st.lists(MESSAGES, min_size=2, max_size=10)),
        st.tuples(st.just("change"), st.tuples(st.integers(0, 2), CHOSEN)),
        st.tuples(st.just("wait"), st.sampled_from([1, 60, 1_000])),
    ),
    max_size=12,
)


class Subscribers:
    """Three queues on one topic, each with a filter policy, and what each must be sent."""

    def __init__(self, policies, kind=""):
        self.account = Account()
        self.kind = kind
        self.topic = self.account.topic(f"rides{kind}")
        self.accepts = [POLICIES[policy][1] for policy in policies]
        self.queues, self.subscriptions = [], []
        for place, policy in enumerate(policies):
            queue = self.account.queue(f"q{place}{kind}", admits=[self.topic])
            wanted = POLICIES[policy][0]
            attributes = {"FilterPolicy": json.dumps(wanted)} if wanted else {}
            self.queues.append(queue)
            self.subscriptions.append(self.account.subscribe(self.topic, queue, **attributes))
        self.expected = defaultdict(set)
        self.unwanted = defaultdict(set)
        self.published = 0

    def publish(self, messages):
        entries = [self.entry(*message) for message in messages]
        facts = {entry["Id"]: message for entry, message in zip(entries, messages, strict=True)}
        try:
            if len(entries) == 1:
                (entry,) = entries
                asked = {name: value for name, value in entry.items() if name != "Id"}
                self.account.sns("Publish", TopicArn=self.topic, **asked)
                taken = [entry["Id"]]
            else:
                answer = self.account.sns(
                    "PublishBatch", TopicArn=self.topic, PublishBatchRequestEntries=entries
                )
                taken = [each["Id"] for each in answer["Successful"]]
        except (AnswerLost, Refusal):
            taken = []
        for name, (kind, fare) in facts.items():
            for place, accepts in enumerate(self.accepts):
                if not accepts(kind, fare):
                    self.unwanted[place].add(name)
                elif name in taken:
                    self.expected[place].add(name)

    def entry(self, kind, fare):
        self.published += 1
        name = f"m{self.published}"
        entry = {
            "Id": name,
            "Message": name,
            "MessageAttributes": {"kind": text(kind), "fare": number(fare)},
        }
        if self.kind:
            entry |= {"MessageGroupId": kind, "MessageDeduplicationId": name}
        return entry

    def change(self, change):
        place, policy = change
        wanted, self.accepts[place] = POLICIES[policy]
        self.account.change(self.subscriptions[place], FilterPolicy=json.dumps(wanted or {}))

    def wait(self, seconds):
        self.account.world.clock.pass_time(seconds)

    def do(self, step):
        name, about = step
        {
            "publish": self.publish,
            "publish several": self.publish,
            "change": self.change,
            "wait": self.wait,
        }[name](about)

    def found(self, place):
        return Counter(self.account.messages(self.queues[place]))


@pytest.mark.parametrize("kind", ["", ".fifo"])
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 1 << 30),
    badness=st.sampled_from([0.05, 0.3]),
    policies=st.tuples(CHOSEN, CHOSEN, CHOSEN),
    steps=STEPS,
)
def test_every_subscription_gets_what_it_accepts(kind, seed, badness, policies, steps):
    subscribers = Subscribers(policies, kind)
    world = subscribers.account.world
    world.choose = Seeded(seed, badness, horizon=1_000_000).choose
    for step in steps:
        subscribers.do(step)
    world.choose = polite
    subscribers.wait(120)
    for place in range(3):
        found = subscribers.found(place)
        assert subscribers.expected[place] <= set(found)  # SNS-PUB-01
        if kind:  # SNS-FIFO-03
            assert set(found.values()) <= {1}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(policies=st.tuples(CHOSEN, CHOSEN, CHOSEN), steps=STEPS)
def test_a_polite_topic_delivers_once_and_nothing_else(policies, steps):
    subscribers = Subscribers(policies)
    for step in steps:
        subscribers.do(step)
    for place in range(3):
        assert subscribers.found(place) == Counter(subscribers.expected[place])
        assert not subscribers.expected[place] & subscribers.unwanted[place]
