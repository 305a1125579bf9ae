"""What several modules of these tests begin with."""

import pytest

from tests.simulator.workflow_account import Account


@pytest.fixture(scope="module")
def door():
    """A door on loopback to a simulator whose time stands still."""
    from tests.simulator.http_door import open_door

    with open_door(time="virtual") as opened:
        yield opened


@pytest.fixture
def emptied(door):
    """The same, with nothing behind it."""
    for world in door.control("worlds")["worlds"]:
        door.control("worlds?world=" + world["name"], method="DELETE")
    return door


@pytest.fixture
def account():
    """An account with state machines."""
    return Account()
