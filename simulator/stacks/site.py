"""Where a resource of a stack is made: this world, or what is served beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pattern_tck.simulator.freedoms import polite
from pattern_tck.simulator.refusals import NotModelled
from pattern_tck.simulator.stacks.kind import generated_name

if TYPE_CHECKING:
    from pattern_tck.simulator.world import Region, World


class StackSite:
    """The calls that CloudFormation makes for one resource of one stack."""

    def __init__(self, region: Region, stack: str, logical: str) -> None:
        self._region = region
        self._stack = stack
        self._logical = logical

    @property
    def account(self) -> str:
        """Give the number of the account."""
        return self._region.world.account

    @property
    def region(self) -> str:
        """Give the name of the region."""
        return self._region.name

    def call(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Do an operation of a service; raises `Refusal` as the service does."""
        return self._region.world.call(service, operation, parameters, self._region.name)

    def beside(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Do an operation of a service that is served beside this world."""
        beside = self._region.world.beside
        if beside is None:
            raise NotModelled(f"{service} {operation}")
        return beside(service, operation, parameters, self._region.name)

    def arn(self, service: str, resource: str) -> str:
        """Give the ARN of something in this region."""
        return self._region.arn(service, resource)

    def name(self, longest: int = 80, ending: str = "") -> str:
        """Give a new name for a resource that has none."""
        number = int(self._region.world.identities.uuid().replace("-", ""), 16)
        return generated_name(self._stack, self._logical, number, longest, ending)


@contextmanager
def politely(world: World) -> Iterator[None]:
    """Have the world be polite: CloudFormation tries again until what it makes is stable."""
    choose, world.choose = world.choose, polite
    try:
        yield
    finally:
        world.choose = choose
