"""The only way out for a browser: a proxy on this machine that connects to addresses a crawl may connect to.

A browser resolves names by itself and fetches whatever a page tells it to, so it is given no network but this. A
name is resolved here, checked, and connected to by the very address that was checked.
"""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, DefaultSelector
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Final
from urllib.parse import urlsplit

from crawlers import limits
from crawlers.public import Reach

HOST: Final = "127.0.0.1"
_HEAD: Final = 64 * 1024
_PIECE: Final = 64 * 1024
_BYTES: Final = 4 * limits.BODY  # over one connection, which a browser uses for all of a host's files
_SECONDS: Final = 2 * limits.SECONDS
_TO_US: Final = re.compile(rb"\r\n(?:Proxy-[A-Za-z-]+|Connection|Keep-Alive):[^\r\n]*", re.IGNORECASE)


class Refused(Exception):
    """An address that a browser may not connect to."""


@contextmanager
def gateway(reach: Reach) -> Iterator[str]:
    """Run the proxy for as long as the context lasts; gives its address."""
    with _Server((HOST, 0), _Connection) as server:
        server.reach = reach
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def target_of(head: bytes) -> tuple[str, int, bytes]:
    """Read the head of a request to a proxy: host, port, and what to send on; nothing is sent on for a tunnel.

    Raises: Refused for whatever is no CONNECT, GET or HEAD of a proxy.
    """
    line, _, rest = head.partition(b"\r\n")
    try:
        method, target, version = line.decode("ascii").split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused("no request") from error
    if method == "CONNECT" and host and port:
        return host, port, b""
    if method not in ("GET", "HEAD") or parts.scheme != "http" or not host:
        raise Refused(f"{method} is not passed on")
    path = parts._replace(scheme="", netloc="").geturl() or "/"
    kept = _TO_US.sub(b"", b"\r\n" + rest)
    # One request a connection: a second one would be for another host, and would go to this one.
    return host, port or 80, f"{method} {path} {version}".encode() + b"\r\nConnection: close" + kept


def connect(host: str, port: int, reach: Reach) -> socket.socket:
    """Connect to a host, if all its addresses may be connected to. Raises: Refused, OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not found or not all(reach.allows(host, str(address[0])) for *_, address in found):
        raise Refused(f"{host} is not public")
    last: OSError | None = None
    for family, kind, protocol, _, address in found:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(limits.SECONDS)
        try:
            connection.connect(address)
        except OSError as error:
            last = error
            connection.close()
        else:
            return connection
    raise last or OSError("no address")


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    reach: Reach

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser hangs up as it likes."""


class _Connection(StreamRequestHandler):
    """One connection of the browser to one host."""

    server: _Server
    timeout = 10
    rbufsize = 0  # what follows a head belongs to the tunnel

    def handle(self) -> None:
        head = self._head()
        try:
            host, port, onward = target_of(head)
            upstream = connect(host, port, self.server.reach)
        except Refused:
            self._say("403 Forbidden")
            return
        except (OSError, UnicodeError):
            self._say("502 Bad Gateway")
            return
        with upstream:
            if onward:
                upstream.sendall(onward)
            else:
                self._say("200 Connection established")
            self._relay(upstream, both=not onward)

    def _head(self) -> bytes:
        """Read up to the empty line; whatever follows it is no part of a request that we pass on."""
        head = b""
        while not head.endswith(b"\r\n\r\n") and len(head) < _HEAD:
            line = self.rfile.readline(_HEAD)
            if not line:
                break
            head += line
        return head

    def _say(self, status: str) -> None:
        end = b"" if status.startswith("200") else b"Content-Length: 0\r\nConnection: close\r\n"
        with suppress(OSError):
            self.connection.sendall(f"HTTP/1.1 {status}\r\n".encode() + end + b"\r\n")

    def _relay(self, upstream: socket.socket, *, both: bool) -> None:
        """Pass bytes on until one side ends, too many have come, or too much time has passed."""
        room, end = _BYTES, time.monotonic() + _SECONDS
        with DefaultSelector() as waiting:
            waiting.register(upstream, EVENT_READ, self.connection)
            if both:
                waiting.register(self.connection, EVENT_READ, upstream)
            while room > 0 and time.monotonic() < end and upstream in _waited_for(waiting):
                for key, _ in waiting.select(1.0):
                    piece = key.fileobj.recv(_PIECE)  # type: ignore[union-attr]
                    if piece:
                        key.data.sendall(piece)
                        room -= len(piece)
                    else:  # one side has said all; the other may still speak
                        waiting.unregister(key.fileobj)
                        with suppress(OSError):
                            key.data.shutdown(socket.SHUT_WR)


def _waited_for(waiting: DefaultSelector) -> list[object]:
    return [key.fileobj for key in waiting.get_map().values()]
