"""The launcher of emulators: what it starts it watches, and what it watches it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pattern_tck.fixtures.emulators import environments, processes
from pattern_tck.fixtures.emulators.__main__ import main
from pattern_tck.fixtures.emulators.failure import CannotStart
from pattern_tck.fixtures.emulators.known import HOST, Emulator, known
from pattern_tck.fixtures.emulators.server import running

pytestmark = pytest.mark.skipif(not processes.HAS_PROC, reason="looks at processes through /proc")

# An emulator in twenty lines: its ways are given on its command line.
SERVER = """\
import http.server, os, signal, subprocess, sys, time
port, ways, notes = int(sys.argv[1]), sys.argv[2].split(","), sys.argv[3]

def note(text):
    with open(notes, "a") as file:
        file.write(text + "\\n")

note(f"pid {os.getpid()}")
print("I begin", flush=True)
if "dies" in ways:
    sys.exit("the port is cursed")
if "stubborn" in ways:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "child" in ways or "stray" in ways:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"],
                             start_new_session="stray" in ways)
    note(f"pid {child.pid}")

if "orphan" in ways:
    parent = "import subprocess as s; print(s.Popen(['sleep', '600'], stdout=-3, stderr=-3).pid)"
    note("pid " + subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True)
         .stdout.strip())

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        note("asked")
        self.send_response(503 if "ill" in ways else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass

if "silent" in ways:
    time.sleep(600)
if "late" in ways:
    class Handler(Handler):
        def do_POST(self):
            global outside
            outside = http.server.HTTPServer(("0.0.0.0", 0), Handler)
            self.do_GET()
host = "0.0.0.0" if "everywhere" in ways else "::" if "everywhere6" in ways else "127.0.0.1"
if ":" in host:
    http.server.HTTPServer.address_family = 10
http.server.HTTPServer((host, port), Handler).serve_forever()
"""


class Fake:
    """An emulator with ways of its own, and the notes that it took."""

    def __init__(self, folder: Path, ways: str) -> None:
        self.script = folder / "server.py"
        self.script.write_text(SERVER)
        self.notes = folder / "notes"
        self.ways = ways
        self.emulator = Emulator(
            "fake",
            "/health",
            lambda start: [
                str(start.python),
                str(self.script),
                str(start.port),
                ways,
                str(self.notes),
            ],
        )

    def pids(self) -> list[int]:
        found = self.notes.read_text() if self.notes.exists() else ""
        return [int(pid) for pid in re.findall(r"^pid (\d+)$", found, re.MULTILINE)]

    def is_gone(self) -> bool:
        pids = self.pids()
        assert pids, "it was never started"
        return not any(processes.family(pid) for pid in pids)


@pytest.fixture
def fake(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    fakes = []

    def make(ways=""):
        fakes.append(Fake(tmp_path, ways))
        return fakes[-1]

    yield make
    monkeypatch.setattr("tempfile.tempdir", None)
    for it in fakes:
        for pid in it.pids():
            if processes.family(pid):
                os.kill(pid, signal.SIGKILL)


def _python(code, *arguments):
    return [sys.executable, "-c", textwrap.dedent(code), *arguments]


def _launch(fake, *command, options=()):
    return main(["run", "fake", *options, "--", *command], {"fake": fake.emulator})


def _logs(folder):
    return sorted(folder.glob("pattern-tck-fake-*.log"))


def test_the_command_finds_the_emulator(fake, tmp_path):
    it = fake()
    code = """
        import os, sys, urllib.request
        url = sys.argv[1].removeprefix("at=")
        assert url == os.environ["AWS_ENDPOINT_URL"], url
        assert "127.0.0.1" in os.environ["NO_PROXY"]
        urllib.request.urlopen(url + "/").close()
    """

    assert _launch(it, *_python(code, "at={endpoint}")) == 0
    assert it.is_gone()
    assert _logs(tmp_path) == []


def test_the_command_is_told_the_version_that_an_emulator_does_not_tell(fake):
    it = fake()
    emulator = replace(it.emulator, package="pytest")
    code = """
        import sys
        from importlib.metadata import version
        from pattern_tck.fixtures.targets.told_version import told_version
        url = sys.argv[1]
        assert told_version("fake", url) == version("pytest")
        assert told_version("another", url) == told_version("fake", url + "0") == ""
    """

    asked = ["run", "fake", "--", *_python(code, "{endpoint}")]
    assert main(asked, {"fake": emulator}) == 0


@pytest.mark.parametrize("code", [0, 1, 3, 5])
def test_the_exit_code_is_that_of_the_command(fake, code):
    it = fake()

    assert _launch(it, *_python(f"raise SystemExit({code})")) == code
    assert it.is_gone()


def test_a_command_that_a_signal_ended(fake):
    assert _launch(fake(), *_python("import os; os.kill(os.getpid(), 9)")) == 128 + 9


def test_no_such_command(fake, capsys):
    it = fake()

    assert _launch(it, "no-such-command") == 127
    assert "no-such-command: No such file" in capsys.readouterr().err
    assert it.is_gone()


@pytest.mark.parametrize("ways", ["child", "stray", "orphan", "child,stubborn", "stray,stubborn"])
def test_its_children_end_with_it(fake, ways, monkeypatch):
    monkeypatch.setattr("pattern_tck.fixtures.emulators.server._GRACE", 0.3)
    it = fake(ways)

    assert _launch(it, *_python("")) == 0
    assert len(it.pids()) == 2
    assert it.is_gone()


@pytest.mark.parametrize(
    ("ways", "where"), [("everywhere", "0.0.0.0 port"), ("everywhere6", ":: port")]
)
def test_others_must_not_reach_it(fake, capsys, tmp_path, ways, where):
    it = fake(ways)

    assert _launch(it, *_python(f"open({str(tmp_path / 'ran')!r}, 'w')")) == 4
    assert it.is_gone()
    assert not (tmp_path / "ran").exists()
    said = capsys.readouterr().err
    assert f"fake was stopped: it listens on {where}" in said
    assert "it must listen on 127.0.0.1 only" in said


def test_nor_later_on(fake, capsys):
    it = fake("late")
    code = """
        import sys, urllib.request
        urllib.request.urlopen(sys.argv[1], data=b"").close()
    """

    assert _launch(it, *_python(code, "{endpoint}")) == 4
    assert "fake was stopped: it listens on 0.0.0.0 port" in capsys.readouterr().err
    assert it.is_gone()


def test_it_dies_as_it_starts(fake, capsys, tmp_path):
    assert _launch(fake("dies"), *_python("")) == 4
    said = capsys.readouterr().err
    assert "fake ended as it started, with code 1" in said
    assert "I begin" in said
    assert "the port is cursed" in said
    assert [str(log) in said for log in _logs(tmp_path)] == [True]
    assert "the port is cursed" in _logs(tmp_path)[0].read_text()


@pytest.mark.parametrize("ways", ["ill", "silent"])
def test_it_never_gets_ready(fake, capsys, ways):
    it = fake(ways)

    assert _launch(it, *_python(""), options=["--wait", "1.5"]) == 4
    assert re.search(
        r"fake did not answer at http://127\.0\.0\.1:\d+/health within 1\.5 s",
        capsys.readouterr().err,
    )
    assert it.is_gone()


def test_somebody_else_has_the_port(fake, monkeypatch):
    taken = fake()
    silent = Emulator("silent", "/health", lambda _: _python("import time; time.sleep(600)"))
    with running(taken.emulator, Path(sys.executable)) as first:
        port = int(first.url.rpartition(":")[2])
        monkeypatch.setattr("pattern_tck.fixtures.emulators.server._free_port", lambda: port)
        with (
            pytest.raises(CannotStart, match="something else than silent answers at"),
            running(silent, Path(sys.executable)),
        ):
            pytest.fail("it is not the one that was started")


def test_there_is_no_such_program(fake, capsys):
    it = fake()
    it.emulator = Emulator("fake", "/health", lambda _: ["/no/such/program"])

    assert _launch(it, *_python("")) == 4
    assert "fake cannot be started: /no/such/program: No such file" in capsys.readouterr().err


def test_the_log_can_be_kept(fake, tmp_path):
    log = tmp_path / "kept.log"

    assert _launch(fake(), *_python(""), options=["--log", str(log)]) == 0
    assert log.read_text() == "I begin\n"


def test_credentials_and_settings_stay_here(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    tell = Emulator(
        "tell", "/", lambda _: ["env"], environment=lambda start: {"P": str(start.port)}
    )
    with (
        pytest.raises(CannotStart) as caught,
        running(tell, Path(sys.executable), log=tmp_path / "log"),
    ):
        pass
    told = dict(line.split("=", 1) for line in (tmp_path / "log").read_text().splitlines())

    assert "ended as it started, with code 0" in str(caught.value)
    assert told["AWS_SECRET_ACCESS_KEY"] == "test"
    assert told["P"].isdigit()
    assert told["HOME"] != os.environ["HOME"]
    assert not {"AWS_PROFILE", "PYTHONPATH"} & set(told)


DRIVER = """\
import sys
from pattern_tck.fixtures.emulators.__main__ import main
from pattern_tck.fixtures.emulators.known import Emulator
script, ways, notes, *arguments = sys.argv[1:]
command = lambda start: [sys.executable, script, str(start.port), ways, notes]
sys.exit(main(arguments, {"fake": Emulator("fake", "/health", command)}))
"""


def _until(holds, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("moment", ["command", "start"])
def test_nothing_is_left_after_a_signal(fake, tmp_path, number, moment):
    it = fake("child" if moment == "command" else "child,ill")
    code = "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
    mark = tmp_path / "command"
    launcher = subprocess.Popen(
        [
            *(sys.executable, "-c", DRIVER, it.script, it.ways, it.notes, "run", "fake", "--"),
            *(sys.executable, "-c", code, mark),
        ],
        stdin=subprocess.DEVNULL,
    )
    try:
        if moment == "command":
            _until(lambda: mark.exists() and mark.read_text())
        else:
            _until(lambda: it.notes.exists() and "asked" in it.notes.read_text())
        launcher.send_signal(number)

        assert launcher.wait(timeout=10) == 128 + number
    finally:
        launcher.kill()
        launcher.wait()
    assert len(it.pids()) == 2
    assert it.is_gone()
    assert mark.exists() is (moment == "command")
    if mark.exists():
        assert not processes.family(int(mark.read_text()))
    assert _logs(tmp_path) == []


def test_an_environment_is_made_once(tmp_path, monkeypatch, capsys):
    ran = []
    monkeypatch.setattr(environments, "_run", _pretend(ran))
    emulator = Emulator("fake", "/", lambda _: [], requirements="thing==1\n")
    folder = tmp_path / "here"

    first = environments.prepare(emulator, folder)
    assert first == folder / "bin" / "python"
    assert [command[1:3] for command in ran] == [["-m", "venv"], ["-m", "pip"]]
    assert (folder / "requirements.txt").read_text() == "thing==1\n"
    assert "installing fake" in capsys.readouterr().err

    environments.prepare(emulator, folder)
    assert len(ran) == 2

    other = Emulator("fake", "/", lambda _: [], requirements="thing==2\n")
    environments.prepare(other, folder)
    assert [command[1:3] for command in ran[2:]] == [["-m", "pip"]]


def test_an_installation_that_failed_is_tried_again(tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(environments, "_run", _pretend(ran, fails="pip"))
    emulator = Emulator("fake", "/", lambda _: [], requirements="thing==1\n")
    with pytest.raises(CannotStart):
        environments.prepare(emulator, tmp_path / "here")

    monkeypatch.setattr(environments, "_run", _pretend(ran))
    environments.prepare(emulator, tmp_path / "here")

    assert [command[2] for command in ran] == ["venv", "pip", "pip"]


def _pretend(ran, fails=""):
    def run(command, _what):
        ran.append(command)
        if fails in command:
            raise CannotStart("no")
        if "venv" in command:
            folder = Path(command[-1])
            (folder / "bin").mkdir(parents=True)
            (folder / "bin" / "python").touch()
            (folder / "pyvenv.cfg").touch()
        return ""

    if not fails:
        fails = "nothing"
    return run


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    emulator = Emulator("fake", "/", lambda _: [], requirements="thing==1\n")

    with pytest.raises(CannotStart, match=r"neither empty nor a virtual environment.*--venv"):
        environments.prepare(emulator, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_end_of_what_pip_says_is_shown():
    with pytest.raises(CannotStart, match=r"(?s)thing cannot be had; .*said:\nno luck"):
        environments._run(_python("raise SystemExit('no luck')"), "thing")


def test_constraints_of_the_kit_are_not_for_an_emulator(monkeypatch):
    monkeypatch.setenv("PIP_CONSTRAINT", "constraints.txt")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9")

    told = environments._run(["env"], "nothing")

    assert "PIP_CONSTRAINT" not in told
    assert "PIP_INDEX_URL=http://127.0.0.1:9" in told


def test_an_emulator_may_want_another_python(monkeypatch):
    emulator = Emulator("fake", "/", lambda _: [], python=(3, 2))
    monkeypatch.setenv("PATH", "")

    with pytest.raises(CannotStart, match=r"runs on Python 3\.2 only.*python3\.2.*--python"):
        environments.find_python(emulator)
    assert environments.find_python(Emulator("fake", "/", lambda _: [])) == sys.executable


def test_an_environment_may_have_the_wrong_python():
    emulator = Emulator("fake", "/", lambda _: [], python=(3, 2))
    with pytest.raises(CannotStart, match=r"runs on Python 3\.2 only, and .* has Python 3\.\d"):
        environments._check_version(emulator, Path(sys.executable))


@pytest.mark.parametrize("name", ["localstack", "ministack", "moto-server"])
def test_everything_is_pinned(name):
    lines = [line for line in known()[name].requirements.splitlines() if line[:1] not in ("#", "")]

    assert len(lines) > 10
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", line)] == []


def test_help_names_what_there_is(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["run", "--help"])
    said = capsys.readouterr().out

    assert caught.value.code == 0
    for word in ("localstack", "ministack", "moto-server", "{endpoint}", "--venv", "exit code"):
        assert word in said


@pytest.mark.parametrize(
    "arguments", [[], ["run"], ["run", "nope", "--", "x"], ["run", "ministack"]]
)
def test_wrong_use(arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("family", "host", "loopback"),
    [
        (socket.AF_INET, HOST, True),
        (socket.AF_INET, "127.8.0.1", True),
        (socket.AF_INET, "0.0.0.0", False),
        (socket.AF_INET6, "::1", True),
        (socket.AF_INET6, "::", False),
        (socket.AF_INET6, "::ffff:127.0.0.1", True),
    ],
)
def test_addresses_are_read_from_the_kernel(family, host, loopback):
    with socket.socket(family) as server:
        server.bind((host, 0))
        server.listen()
        port = server.getsockname()[1]
        found = {it for it in processes.listening(os.getpid()) if it.port == port}

    assert {it.is_loopback for it in found} == {loopback}


def test_without_proc_the_port_is_tried_from_outside(fake, capsys, monkeypatch):
    monkeypatch.setattr(processes, "HAS_PROC", False)
    it = fake()
    found = "192.0.2.7"
    monkeypatch.setattr(
        processes, "reachable_from_outside", lambda _: found if it.notes.exists() else None
    )

    assert _launch(it, *_python("")) == 4
    assert (
        "fake was stopped: it can be reached from outside, at 192.0.2.7" in capsys.readouterr().err
    )
    monkeypatch.setattr(processes, "HAS_PROC", True)
    assert it.is_gone()


def test_what_only_this_machine_reaches():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        assert processes.reachable_from_outside(server.getsockname()[1]) is None
