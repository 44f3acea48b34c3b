import socket
import threading

import pytest

from biaogan.server import ports
from biaogan.server.words import Refused


@pytest.fixture
def taken():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening


def test_a_taken_port_is_refused_with_another_to_try(taken):
    port = taken.getsockname()[1]

    with pytest.raises(Refused, match=f"Port {port} is taken .* PORT={port + 1}"):
        ports.reserve("127.0.0.1", port)


def test_auto_takes_the_next_free_port(taken, monkeypatch):
    port = taken.getsockname()[1]
    monkeypatch.setattr(ports, "FIRST_TO_TRY", port)
    monkeypatch.setattr(ports, "LAST_TO_TRY", port + 50)

    with ports.reserve("127.0.0.1", 0) as ours:
        assert port < ours.getsockname()[1] <= port + 50


def test_a_reserved_port_is_ours_alone_though_our_web_may_listen_on_it():
    with ports.reserve("127.0.0.1", 0) as ours:
        port = ours.getsockname()[1]
        with pytest.raises(Refused):
            ports.reserve("127.0.0.1", port)
        with socket.socket() as web:
            web.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            web.bind(("127.0.0.1", port))
            web.listen()


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refused, match="not an address of this machine"):
        ports.reserve("203.0.113.1", 8000)


@pytest.mark.parametrize(
    ("answer", "sound"),
    [(b"HTTP/1.1 200 OK", True), (b"HTTP/1.1 302 Found", True), (b"HTTP/1.1 500", False), (b"", False)],
)
def test_an_address_is_asked_whether_it_answers(taken, answer, sound):
    def reply() -> None:
        connection, _ = taken.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(answer)

    thread = threading.Thread(target=reply)
    thread.start()

    assert ports.Address("127.0.0.1", taken.getsockname()[1]).answers("/") is sound
    thread.join()


def test_an_address_is_shown_as_a_browser_reaches_it():
    assert str(ports.Address("0.0.0.0", 8000)) == "http://127.0.0.1:8000"
    assert str(ports.Address("::1", 8443, tls=True)) == "https://[::1]:8443"
