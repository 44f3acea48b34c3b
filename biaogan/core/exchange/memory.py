"""Which rows were imported before, with which values: what makes a second run change nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from biaogan.core.exchange.importers import Row

#: A number for all imports of a kind; the second of two at once waits for the first.
LOCK = 7_236_612

_KNOWN = """
    SELECT key, digest, subject, run_id FROM core_importedrow
    WHERE kind = %s AND source = %s AND key = ANY(%s)
"""
_REMEMBER = """
    INSERT INTO core_importedrow (kind, source, key, digest, subject, run_id)
    SELECT %s, %s, new.key, new.digest, new.subject, %s
    FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS new (key, digest, subject)
    ON CONFLICT (kind, source, key)
    DO UPDATE SET digest = excluded.digest, subject = excluded.subject, run_id = excluded.run_id
"""


@dataclass(frozen=True)
class Known:
    digest: str
    subject: int | None
    run: int


def lock(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, kind])


def known(kind: str, source: str, keys: list[str]) -> dict[str, Known]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [kind, source, keys])
        return {key: Known(digest, subject, run) for key, digest, subject, run in cursor.fetchall()}


def remember(kind: str, source: str, run: int, rows: list[Row]) -> None:
    keys, digests, subjects = [r.key for r in rows], [r.digest for r in rows], [r.subject for r in rows]
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [kind, source, run, keys, digests, subjects])
