"""What scenarios of several patterns do about dead letters: they send them back by hand."""

from __future__ import annotations

from pattern_tck.channels import Channel
from pattern_tck.expectations import expect_that
from pattern_tck.stage import Stage


def redriven(stage: Stage, queue: Channel) -> None:
    """Send the dead letters of a queue back to it, and see that there was at least one.

    One that was just looked at may be out of sight for a moment, so it is waited for.
    """
    letters = stage.dead_letters_of(queue)

    def moved() -> None:
        count = stage.puppet.redrive(letters, queue)
        expect_that(count, "dead letters to redrive", expected="at least one", seen=count)

    stage.until(moved)
