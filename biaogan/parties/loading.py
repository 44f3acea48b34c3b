"""Many customers into the table at once, by COPY: an import of a year's complaints brings hundreds of thousands."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from biaogan.parties.models import Party

_DRAW = "SELECT nextval(pg_get_serial_sequence('parties_party', 'id')) FROM generate_series(1, %s)"


@transaction.atomic
def insert_many(parties: Sequence[Party]) -> None:
    """Insert the rows in their order and give each its key."""
    columns = [field for field in Party._meta.concrete_fields if not field.primary_key]
    names = ", ".join(["id", *(field.column for field in columns)])
    attributes = [field.attname for field in columns]
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [len(parties)])
        for party, (pk,) in zip(parties, cursor.fetchall(), strict=True):
            party.pk = pk
            party._state.adding, party._state.db = False, connection.alias
        with cursor.copy(f"COPY parties_party ({names}) FROM STDIN") as copy:
            for party in parties:
                copy.write_row([party.pk, *(getattr(party, name) for name in attributes)])
