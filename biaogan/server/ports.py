"""The port: free when we start, and ours while the web restarts."""

import errno
import fcntl
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from biaogan.server.words import Refused

_SIOCGIFADDR = 0x8915  # linux/sockios.h
FIRST_TO_TRY, LAST_TO_TRY = 8000, 8199


def reserve(host: str, port: int) -> socket.socket:
    """Return a socket that keeps `port` for us; 0 takes the next free one from 8000 on.

    Raises Refused if another program has it, or if `host` is no address of this machine.
    """
    if port:
        return _bound(host, port)
    for candidate in range(FIRST_TO_TRY, LAST_TO_TRY):
        try:
            return _bound(host, candidate)
        except Refused as refused:
            if refused.key != "port_taken":
                raise
    return _bound(host, LAST_TO_TRY)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ours = socket.socket(family)
    try:
        _bind_alone(ours, (host, port))
    except OSError as error:
        ours.close()
        raise _refusal(error, host, port) from error
    # Bound, but not listening: it gets no request. From now on our own web may listen beside it; had
    # it been so before, a second installation would have taken half of the first one's requests.
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return ours


def _bind_alone(ours: socket.socket, address: tuple[str, int]) -> None:
    try:
        ours.bind(address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        # Perhaps only closed connections of an earlier run linger.
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ours.bind(address)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)


def _refusal(error: OSError, host: str, port: int) -> Refused:
    if error.errno == errno.EADDRINUSE:
        return Refused("port_taken", port=port, next=port + 1)
    if error.errno == errno.EACCES:
        return Refused("port_closed", port=port)
    return Refused("bad_host", host=host, reason=error.strerror or error)


@dataclass(frozen=True)
class Address:
    """Where the web answers."""

    host: str
    port: int
    tls: bool = False
    #: A name that the site answers to, for asking it ourselves.
    name: str = "127.0.0.1"

    def __str__(self) -> str:
        host = f"[{self._reachable}]" if ":" in self._reachable else self._reachable
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    @property
    def _reachable(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    def answers(self, path: str, *, seconds: float = 10.0) -> bool:
        """Tell whether GET `path` brings an answer that is not the server's own failure."""
        request = f"GET {path} HTTP/1.1\r\nHost: {self.name}\r\nConnection: close\r\n\r\n"
        try:
            with self._connected(seconds) as connection:
                connection.sendall(request.encode())
                # «HTTP/1.1 200 OK»
                return connection.recv(12)[9:10] in (b"2", b"3", b"4")
        except OSError:
            return False

    def _connected(self, seconds: float) -> socket.socket:
        connection = socket.create_connection((self._reachable, self.port), timeout=seconds)
        if not self.tls:
            return connection
        import ssl  # only with TLS: it is a good part of the supervisor's memory

        # We ask whether our own web runs; whose certificate it shows is for visitors to check.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(connection)


def own_names() -> list[str]:
    return [socket.gethostname(), *own_numbers()]


def own_numbers() -> Iterator[str]:
    """Yield the IPv4 addresses of this machine's networks, the loop to itself left out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _index, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(any_socket, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue
            number = socket.inet_ntoa(answer[20:24])
            if not number.startswith("127."):
                yield number
