"""``pattern-tck simulate``: the contract simulator on loopback, for any language."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from pattern_tck.commands.surroundings import surroundings
from pattern_tck.commands.template_options import stack_asked_for, template_options
from pattern_tck.commands.worlds_on_disk import begin_with, end_with
from pattern_tck.verdicts import UsageMistake

_MISSING = (
    "the simulator's server is not installed: pip install 'pattern-tck[simulate]' (there is no {})"
)
#: As a shell has it for a command that is not there, and for one that cannot be run.
_NOT_FOUND, _CANNOT_RUN = 127, 126


@click.command(
    short_help="Serve the contract simulator on loopback, for any AWS SDK.",
    context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False},
)
@click.option("--port", default=4566, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--time",
    "time_",
    type=click.Choice(["real", "virtual", "skipping"]),
    default="real",
    show_default=True,
    help="Real time can be advanced besides; virtual time stands still but for that; skipping is "
    "virtual, and a call that waits lets it pass.",
)
@click.option("--seed", type=int, help="Use the contract's freedoms by chance, from this seed.")
@click.option(
    "--region",
    default="us-east-1",
    show_default=True,
    help="The region that is told to COMMAND; the simulator has all of them.",
)
@click.option(
    "--load",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Go on with the worlds of a file, from the moment at which they were saved.",
)
@click.option(
    "--save",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Save all worlds to a file at the end; the same file as --load need not be there yet.",
)
@click.option(
    "--record",
    is_flag=True,
    help="Keep what is done, so that GET /_simulator/saved can give it; --save does that too. "
    "Memory grows with every call.",
)
@template_options("this serves")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def simulate(
    port: int,
    host: str,
    time_: str,
    seed: int | None,
    region: str,
    load: Path | None,
    save: Path | None,
    record: bool,
    template: Path | None,
    parameters: tuple[str, ...],
    stack_name: str,
    skip_unknown: bool,
    command: tuple[str, ...],
) -> None:
    """Serve queues, topics, buses, alarms and workflows as AWS promises them, on 127.0.0.1.

    \b
    pattern-tck simulate                        until Ctrl-C; what it holds is then gone
    pattern-tck simulate --port 0 -- npm test   while COMMAND runs, on a free port
    pattern-tck simulate --time virtual         time stands; POST /_simulator/time moves it
    pattern-tck simulate --load w --save w      goes on where the last one ended

    COMMAND finds the simulator by AWS_ENDPOINT_URL, and its exit code is that of this command.
    /_simulator/ shows what there is. Exit code 2: the address is taken, or cannot be had, a file
    cannot be read or written, or the template cannot be applied.
    """
    stack = stack_asked_for(template, parameters, stack_name, region)
    try:
        from pattern_tck.simulator.doors.http.guard import is_local  # noqa: PLC0415 - an extra
        from pattern_tck.simulator.doors.http.server import Server, listen  # noqa: PLC0415
        from pattern_tck.simulator.doors.http.worlds import DEFAULT, Worlds  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        raise UsageMistake(_MISSING.format(missing.name)) from missing
    worlds = Worlds(time=time_, seed=seed, recorded=record or save is not None)
    worlds.skip_unknown_resources = skip_unknown
    begin_with(worlds, load, save)
    try:
        listening = listen(host, port)
    except OSError as error:
        raise UsageMistake(
            f"cannot listen on {host}:{port} ({error.strerror or error}): choose another --port, "
            "0 for a free one"
        ) from error
    with listening:
        bound, taken = listening.getsockname()[:2]
        local = is_local(bound)
        if not local:
            click.echo(
                f"warning: {host} can be reached from other machines, and nobody is asked for a "
                "password: use this in a network that you trust",
                err=True,
            )
        shown = "127.0.0.1" if bound == "0.0.0.0" else bound  # noqa: S104 - it is only shown
        url = f"http://[{shown}]:{taken}" if ":" in shown else f"http://{shown}:{taken}"
        environment = surroundings(url, region)
        server = Server(worlds, listening, loopback=local)
        # What was imported stays for ever: the collector need not look at it again.
        gc.collect()
        gc.freeze()
        settings = " ".join(f"{name}={environment[name]}" for name in _SHOWN)

        async def begin() -> None:
            told = [] if stack is None else await stack.make(worlds.named(DEFAULT), url)
            if not command:
                click.echo(f"simulating at {url}  {settings}")
            for line in told:
                # What a command prints is its own business.
                click.echo(line, err=bool(command))

        code = server.run((lambda: _run(command, environment)) if command else None, begin)
        end_with(worlds, save)
        sys.exit(code)


_SHOWN = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")


async def _run(command: tuple[str, ...], environment: Mapping[str, str]) -> int:
    """Run a command until it ends; give its exit code as a shell would."""
    try:
        process = await asyncio.create_subprocess_exec(*command, env=environment)
    except FileNotFoundError:
        click.echo(f"pattern-tck: there is no command {command[0]!r}", err=True)
        return _NOT_FOUND
    except OSError as error:
        click.echo(f"pattern-tck: {command[0]} cannot be run: {error.strerror}", err=True)
        return _CANNOT_RUN

    def pass_on(number: int) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(number)

    loop = asyncio.get_running_loop()
    # A terminal sends Ctrl-C to the command too, which decides what becomes of it.
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    loop.add_signal_handler(signal.SIGTERM, pass_on, signal.SIGTERM)
    code = await process.wait()
    return code if code >= 0 else 128 - code
