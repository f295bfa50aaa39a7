import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawlers.gateway import Refused, connect, gateway, target_of
from crawlers.public import Reach


@pytest.fixture
def upstream():
    """Serve on this machine, and note what comes in; gives the port."""
    came = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            came.append((self.requestline, dict(self.headers)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *args):
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_port, came
        server.shutdown()


def talk(proxy, *pieces):
    """Send to the gateway, and give everything that comes back."""
    host, port = proxy.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        answer = b""
        for piece in pieces:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
        while piece := connection.recv(65536):
            answer += piece
    return answer


@pytest.mark.parametrize(
    ("head", "target"),
    [
        (b"CONNECT desk.test:443 HTTP/1.1\r\nHost: desk.test\r\n\r\n", ("desk.test", 443, b"")),
        (b"CONNECT [2001:db8::1]:443 HTTP/1.1\r\n\r\n", ("2001:db8::1", 443, b"")),
        (b"GET http://desk.test/a?b HTTP/1.1\r\nHost: desk.test\r\nProxy-Connection: keep-alive\r\n\r\n",
         ("desk.test", 80, b"GET /a?b HTTP/1.1\r\nConnection: close\r\nHost: desk.test\r\n\r\n")),
        (b"GET http://desk.test:8080 HTTP/1.1\r\nConnection: keep-alive\r\n\r\n",
         ("desk.test", 8080, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")),
    ],
)  # fmt: skip
def test_a_request_says_where_it_wants_to_go(head, target):
    assert target_of(head) == target


@pytest.mark.parametrize(
    "head",
    [
        b"", b"\r\n", b"junk", b"GET / HTTP/1.1\r\n\r\n", b"GET file:///etc/passwd HTTP/1.1\r\n\r\n",
        b"CONNECT desk.test HTTP/1.1\r\n\r\n", b"CONNECT desk.test:x HTTP/1.1\r\n\r\n",
        b"GET http://[ HTTP/1.1\r\n\r\n",
        b"POST http://desk.test/ HTTP/1.1\r\n\r\n", b"GET ftp://desk.test/ HTTP/1.1\r\n\r\n", b"\xff\xfe x y\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_request_of_a_browser_is_refused(head):
    with pytest.raises(Refused):
        target_of(head)


def test_plain_requests_and_tunnels_go_through(upstream):
    port, came = upstream
    with gateway(Reach(allow_private=True)) as proxy:
        plain = talk(proxy, f"GET http://127.0.0.1:{port}/a HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        asked = b"GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        tunnel = talk(proxy, f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n".encode(), asked)
    assert plain.endswith(b"\r\n\r\nok")
    assert tunnel.startswith(b"HTTP/1.1 200 Connection established\r\n\r\n")
    assert [line for line, _ in came] == ["GET /a HTTP/1.1", "GET /b HTTP/1.1"]


def test_a_second_request_on_a_connection_goes_nowhere(upstream):
    port, came = upstream
    with gateway(Reach(allow_private=True)) as proxy:
        one = f"GET http://127.0.0.1:{port}/a HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        talk(proxy, one + one.replace(b"/a", b"/b"))
    assert [line for line, _ in came] == ["GET /a HTTP/1.1"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_out_of_reach_however_it_is_spelt(upstream, host):
    port, came = upstream
    with gateway(Reach()) as proxy:
        for head in (
            f"GET http://{host}:{port}/ HTTP/1.1\r\n\r\n",
            f"CONNECT {host}:{port} HTTP/1.1\r\n\r\n",
        ):
            assert talk(proxy, head.encode()).startswith((b"HTTP/1.1 403", b"HTTP/1.1 502"))
    assert came == []


def test_the_service_that_hands_out_keys_is_out_of_reach_even_where_private_addresses_are_not():
    with pytest.raises(Refused):
        connect("169.254.169.254", 80, Reach(allow_private=True))


def test_a_host_with_one_closed_address_is_closed(monkeypatch):
    found = [(2, 1, 6, "", (each, 80)) for each in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(Refused):
        connect("rebind.test", 80, Reach())


def test_a_host_that_nobody_knows_is_a_bad_gateway():
    with gateway(Reach()) as proxy:
        assert talk(proxy, b"GET http://nobody.invalid/ HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 502")
