"""A client that costs little: so many connections kept open, each sending the next request when the last is answered."""

from __future__ import annotations

import asyncio
import itertools
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Load:
    """What was sent and how it went; `latencies` are seconds, in no order."""

    seconds: float
    statuses: dict[int, int]
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return sum(self.statuses.values()) / self.seconds

    def at(self, share: float) -> float:
        """Return the latency that `share` of the requests did not exceed, in milliseconds."""
        ranked = sorted(self.latencies)
        return 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def post(address: str, path: str, token: str, body: Callable[[int], bytes], *, connections: int, requests: int) -> Load:
    """Send `requests` POSTs over `connections`; `body(n)` is the n-th body, JSON."""
    return asyncio.run(_post(address, path, token, body, connections=connections, requests=requests))


async def _post(
    address: str, path: str, token: str, body: Callable[[int], bytes], *, connections: int, requests: int
) -> Load:
    numbers = iter(range(requests))
    statuses: dict[int, int] = {}
    latencies: list[float] = []
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
    began = time.perf_counter()
    await asyncio.gather(
        *(_connection(address, head, body, numbers, statuses, latencies) for _ in itertools.repeat(None, connections))
    )
    return Load(time.perf_counter() - began, statuses, latencies)


async def _connection(
    address: str,
    head: bytes,
    body: Callable[[int], bytes],
    numbers: Iterator[int],
    statuses: dict[int, int],
    latencies: list[float],
) -> None:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    for number in numbers:
        content = body(number)
        key = f"\r\nIdempotency-Key: {uuid.uuid4()}\r\n\r\n".encode()
        began = time.perf_counter()
        writer.write(head + str(len(content)).encode() + key + content)
        status = await _answer(reader)
        latencies.append(time.perf_counter() - began)
        statuses[status] = statuses.get(status, 0) + 1
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length")), 0)
    await reader.readexactly(length)
    return int(lines[0].split()[1])
