"""Runs the screens: Streamlit in a process of its own on 127.0.0.1, until told to stop."""

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from graph.errors import WalkbackError
from graph.place import Place

HOST: Final = "127.0.0.1"
APP: Final = Path(__file__).with_name("app.py")
PATIENCE: Final = 60.0  # seconds until the screens must answer; 3 to 6 on two cores
GRACE: Final = 5.0  # seconds to stop in
_MOMENT: Final = 0.2  # seconds


class ServeError(WalkbackError):
    """The screens cannot be served."""


class PortTaken(ServeError):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use: name another with --port")
        self.port = port


class ScreensFailed(ServeError):
    """Streamlit ended, or did not answer in time."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"the screens did not start: {problem}")
        self.problem = problem


def free_port(wanted: int, *, exact: bool) -> int:
    """Give the wanted port, or a free one if it is taken and need not be that one. Raises: PortTaken."""
    for port in (wanted,) if exact else (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise PortTaken(wanted)


@contextmanager
def screens(database: Place, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Serve the screens on a database; on leaving, the process is gone.

    Raises: ScreensFailed if they do not answer in time.
    """
    environment = {
        **os.environ,
        "WALKBACK_DB": str(database.resolve() if isinstance(database, Path) else database),
    }
    process = subprocess.Popen(_command(port), env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_until_up(process, port)
        yield process
    finally:
        _stop(process)


def exit_code(process: subprocess.Popen[bytes]) -> int:
    """Wait until a process ends and give its exit code.

    Shape: looks up again and again, because a signal that comes just before a wait without end is heard after it.
    """
    while (code := process.poll()) is None:
        time.sleep(_MOMENT)
    return code


@contextmanager
def ended_by_terminate() -> Iterator[None]:
    """Let a polite kill end the block as Ctrl-C does, so that nothing started inside is left behind."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def address(port: int) -> str:
    """Give the address of the screens."""
    return f"http://{HOST}:{port}"


def open_browser(port: int) -> None:
    """Show the screens, if there is a desktop; elsewhere a text browser would take the terminal."""
    if sys.platform in {"darwin", "win32"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address(port))


def _command(port: int) -> list[str]:
    flags = {
        "server.address": HOST,
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.level": "warning",
    }
    options = [part for name, value in flags.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", str(APP), *options]


def _wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE
    opener = build_opener(ProxyHandler({}))
    while time.monotonic() < until:
        if process.poll() is not None:
            raise ScreensFailed(f"Streamlit ended with exit code {process.returncode}")
        try:
            with opener.open(f"{address(port)}/_stcore/health", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(_MOMENT)
    raise ScreensFailed(f"no answer on port {port} within {PATIENCE:.0f} seconds")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
