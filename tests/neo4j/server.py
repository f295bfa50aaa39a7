"""Starts a real Neo4j on a loopback port and stops it again, by its process id. Not a test: fixtures and bench use it.

`make neo4j` puts the server's jars where this looks for them.
"""

import os
import select
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from neo4j import GraphDatabase

from graph.place import Server

HERE = Path(__file__).parent
JARS = HERE.parents[1] / "build" / "neo4j" / "lib"
DATABASE = "newsdesk"  # not the default, so that whatever forgets to name it fails
PASSWORD = "paper-and-ink"
PATIENCE = 300.0  # seconds; 8 to 30 on two busy cores, two minutes where twenty programs share them
OPENED = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
]
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx768m")  # it lives for minutes only: start soon


@dataclass
class Neo4j:
    """One server with a folder of its own. It may be killed and started again on the same data."""

    options: tuple[str, ...] = QUICK
    port: int = 0
    _folder: TemporaryDirectory[str] = field(
        default_factory=lambda: TemporaryDirectory(prefix="walkback-neo4j-")
    )
    _process: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> Server:
        return Server(f"neo4j://127.0.0.1:{self.port}", DATABASE)

    @property
    def data(self) -> Path:
        """Where the server keeps its files."""
        return Path(self._folder.name) / "data"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it answers; the first time, give it its password."""
        assert JARS.is_dir(), "the tests need a Neo4j server: run `make neo4j` once"
        first = self.port == 0
        self.port = self.port or _free_port()
        log = (Path(self._folder.name) / "log").open("ab")
        command = ["java", *self.options, "-cp", f"{JARS}/*", *OPENED, str(HERE / "Server.java")]
        self._process = subprocess.Popen(
            [*command, self._folder.name, str(self.port), DATABASE],
            stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        log.close()
        _wait_for_ready(self._process)
        if first:
            _set_password(self.place.uri)

    def kill(self) -> None:
        """End it as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)
        self._gone()

    def restart(self) -> None:
        """End it in order, so that everything stands in its files, and start it again."""
        os.kill(self.pid, signal.SIGTERM)
        self._gone(patience=PATIENCE)
        self.start()

    def stop(self) -> None:
        """End it and forget its data."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)
            self._gone()
        self._folder.cleanup()

    def _gone(self, patience: float = 30) -> None:
        assert self._process is not None
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None


def _wait_for_ready(process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    said = b""
    assert process.stdout is not None
    while b"ready\n" not in said:
        readable, _, _ = select.select([process.stdout], [], [], max(0, until - time.monotonic()))
        part = os.read(process.stdout.fileno(), 4096) if readable else b""
        if not part:
            process.kill()
            process.wait()
            raise RuntimeError("Neo4j did not start; its log is in the temporary folder")
        said += part


def _set_password(uri: str) -> None:
    with GraphDatabase.driver(uri, auth=("neo4j", "neo4j")) as driver:
        driver.execute_query(
            "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new", new=PASSWORD, database_="system"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
