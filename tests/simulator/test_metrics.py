"""What queues tell CloudWatch: a point a minute, each what its clause says."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pattern_tck.simulator.freedoms import METRIC_SILENCE

from .queue_account import AGE, DEPTH, MIDNIGHT, Account, moment

IN_FLIGHT = "ApproximateNumberOfMessagesNotVisible"
DELAYED = "ApproximateNumberOfMessagesDelayed"
DAY = 86_400


def test_each_minute_has_what_the_queue_held_at_its_end():
    account = Account()
    url = account.queue(VisibilityTimeout=90)
    account.clock.pass_time(60)
    account.send(url)
    account.send(url)
    account.clock.pass_time(60)
    account.receive(url)
    account.send(url, DelaySeconds=90)
    account.clock.pass_time(240)

    assert account.points(DEPTH, minutes=7) == [None, 0, 2, 1, 3, 3, 3]
    assert account.points(IN_FLIGHT, minutes=7) == [None, 0, 0, 1, 0, 0, 0]
    assert account.points(DELAYED, minutes=7) == [None, 0, 0, 1, 0, 0, 0]


def test_a_minute_that_is_not_over_has_no_point():
    account = Account()
    account.send(account.queue())
    answer = account.cloudwatch(
        "GetMetricStatistics",
        Namespace="AWS/SQS",
        MetricName=DEPTH,
        Dimensions=[{"Name": "QueueName", "Value": "work"}],
        StartTime=moment(MIDNIGHT),
        EndTime=moment(MIDNIGHT + 60),
        Period=60,
        Statistics=["Sum"],
    )
    assert answer == {"Label": DEPTH, "Datapoints": []}


def test_what_is_done_is_counted_in_its_minute():
    account = Account()
    url = account.queue()
    account.send(url, "ä")
    account.send(url, "xyz")
    (message,) = account.receive(url)
    account.delete(url, message)
    account.clock.pass_time(60)
    account.receive(url)
    account.receive(url)
    account.clock.pass_time(60)

    def sums(metric):
        return account.points(metric, minutes=2, statistic="Sum")

    assert sums("NumberOfMessagesSent") == [2, 0]
    assert sums("NumberOfMessagesReceived") == [1, 1]
    assert sums("NumberOfMessagesDeleted") == [1, 0]
    assert sums("NumberOfEmptyReceives") == [0, 1]
    assert sums("SentMessageSize") == [5, None]
    assert account.points("SentMessageSize", minutes=2, statistic="Minimum") == [2, None]
    assert account.points("SentMessageSize", minutes=2, statistic="Average") == [2.5, None]
    assert account.points("SentMessageSize", minutes=2, statistic="SampleCount") == [2, None]


def test_a_period_puts_its_points_together():
    account = Account()
    url = account.queue()
    for _ in range(4):
        account.send(url)
        account.clock.pass_time(60)

    def two(statistic):
        return account.points(DEPTH, minutes=4, period=120, statistic=statistic)

    assert two("Minimum") == [1, 3]
    assert two("Maximum") == [2, 4]
    assert two("Sum") == [3, 7]
    assert two("Average") == [1.5, 3.5]
    assert two("SampleCount") == [2, 2]


def test_a_message_that_is_moved_is_not_counted_as_sent():  # DLQ-20
    account = Account()
    work, dead = account.dead_letter_pair()
    account.send(work)
    account.receive(work, VisibilityTimeout=0)
    assert not account.receive(work)
    account.clock.pass_time(60)
    sent = account.points("NumberOfMessagesSent", minutes=1, queue="dead", statistic="Sum")
    assert sent == [0]
    assert account.points(DEPTH, minutes=1, queue="dead") == [1]

    account.send(dead)
    account.clock.pass_time(60)
    sent = account.points("NumberOfMessagesSent", minutes=1, queue="dead", statistic="Sum")
    assert sent == [1]


def test_a_dead_letter_is_as_old_as_its_move():  # DLQ-08
    account = Account()
    work, _ = account.dead_letter_pair()
    account.send(work)
    account.clock.pass_time(DAY)
    account.receive(work, VisibilityTimeout=0)
    account.receive(work)
    account.clock.pass_time(300)
    assert account.points(AGE, minutes=6, queue="dead")[-5:] == [50, 110, 170, 230, 290]
    assert account.points(AGE, minutes=6)[0] == DAY - 10


def test_what_was_received_three_times_has_no_age():  # DLQ-24
    account = Account()
    url = account.queue()
    account.send(url)
    account.clock.pass_time(600)
    assert account.points(AGE, minutes=1) == [590]
    for _ in range(3):
        account.receive(url, VisibilityTimeout=0)
    account.clock.pass_time(60)
    assert account.points(AGE, minutes=1) == [0]
    account.send(url)
    account.clock.pass_time(60)
    assert account.points(AGE, minutes=1) == [50]


def test_a_queue_is_active_for_six_hours_after_its_last_use():  # DLQ-22
    account = Account()
    url = account.queue()
    account.clock.pass_time(60)
    account.receive(url)
    account.clock.pass_time(6 * 3600 + 180)
    points = account.points(DEPTH, minutes=364)
    assert points == [0] * 362 + [None] * 2
    # Looking at the metrics is not to use the queue.
    account.clock.pass_time(600)
    assert account.points(DEPTH, minutes=12) == [None] * 12


def test_a_queue_is_active_while_it_holds_a_message():  # DLQ-22
    account = Account()
    account.send(account.queue(MessageRetentionPeriod=2 * DAY))
    account.clock.pass_time(DAY)
    assert account.points(DEPTH, minutes=10) == [1] * 10
    account.clock.pass_time(DAY)
    # It expired in the last full minute; from then on six hours count.
    assert account.points(DEPTH, minutes=3) == [1, 1, 1]
    account.clock.pass_time(60)
    assert account.points(DEPTH, minutes=2) == [1, 0]
    account.clock.pass_time(6 * 3600)
    assert account.points(DEPTH, minutes=2) == [0, 0]
    account.clock.pass_time(60)
    assert account.points(DEPTH, minutes=2) == [0, None]


def test_a_purge_and_a_deletion_empty_the_queue():
    account = Account()
    url = account.queue()
    account.send(url)
    account.clock.pass_time(120)
    account.sqs("PurgeQueue", QueueUrl=url)
    account.clock.pass_time(60)
    assert account.points(DEPTH, minutes=3) == [1, 1, 0]
    account.send(url)
    account.clock.pass_time(60)
    account.sqs("DeleteQueue", QueueUrl=url)
    account.clock.pass_time(120)
    assert account.points(DEPTH, minutes=3) == [1, 0, 0]
    account.send(account.queue())
    account.clock.pass_time(60)
    assert account.points(DEPTH, minutes=4) == [1, 0, 0, 1]


def test_a_queue_that_is_made_again_is_active():
    account = Account()
    account.sqs("DeleteQueue", QueueUrl=account.queue())
    account.clock.pass_time(DAY)
    account.queue()
    account.clock.pass_time(60)
    assert account.points(DEPTH, minutes=2) == [None, 0]


def test_metrics_may_be_silent_when_a_queue_becomes_active():  # DLQ-22
    asked = []

    def choose(freedom, _n, subject):
        asked.extend([str(subject)] if freedom is METRIC_SILENCE else [])
        return int(freedom is METRIC_SILENCE)

    account = Account(choose)
    url = account.queue()
    account.send(url)
    account.clock.pass_time(20 * 60)
    assert not asked
    assert account.points(DEPTH, minutes=20) == [None] * 15 + [1] * 5
    assert account.points(AGE, minutes=5)[0] == 16 * 60 - 10
    assert asked == ["work"]
    account.sqs("PurgeQueue", QueueUrl=url)
    account.clock.pass_time(DAY)
    account.send(url)
    account.clock.pass_time(16 * 60)
    assert account.points(DEPTH, minutes=16) == [None] * 15 + [1]
    assert asked == ["work", "work"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["send", "delay", "receive", "drop", "nothing"]),
            st.sampled_from([0, 7, 50, 60, 185, 4000]),
        ),
        max_size=12,
    )
)
def test_the_record_says_what_somebody_would_have_seen_who_looked_each_minute(commands):
    """One account is looked at each minute, the other only at the end."""

    def play(looks):
        account = Account()
        url = account.queue(VisibilityTimeout=75, MessageRetentionPeriod=3600)
        seen = []
        for command, seconds in commands:
            if command in ("send", "delay"):
                account.send(url, DelaySeconds=100 if command == "delay" else 0)
            elif command != "nothing":
                for message in account.receive(url, MaxNumberOfMessages=2):
                    if command == "drop":
                        account.delete(url, message)
            end = account.clock.micros + seconds * 1_000_000
            while (
                looks
                and (mark := account.clock.micros // 60_000_000 * 60_000_000 + 60_000_000) <= end
            ):
                account.clock.pass_time((mark - account.clock.micros) / 1e6)
                held = account.sqs("GetQueueAttributes", QueueUrl=url, AttributeNames=["All"])
                seen.append(int(held["Attributes"]["ApproximateNumberOfMessages"]))
            account.clock.pass_time((end - account.clock.micros) / 1e6)
        return account, seen

    _, seen = play(looks=True)
    account, _ = play(looks=False)
    assert not seen or account.points(DEPTH, minutes=len(seen)) == seen


def test_without_an_alarm_there_is_no_timer():
    account = Account()
    account.send(account.queue(MessageRetentionPeriod=14 * DAY))
    account.clock.pass_time(13 * DAY)
    assert account.points(DEPTH, minutes=3) == [1, 1, 1]
    assert account.clock.next_timer() is None
