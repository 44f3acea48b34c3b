"""Rows that the product ships and that follow from its code: written down when the database is brought up to date.

Apps register here what their registries hold; `server/migrating.py` runs it after the migrations, as the tables' owner.
"""

from __future__ import annotations

from collections.abc import Callable

from biaogan.core.registry import Registry

#: Each stores what is not there yet and returns how many rows; to run it again changes nothing.
SHIPMENTS: Registry[Callable[[], int]] = Registry("shipment")


def ship_all() -> int:
    """Store what the product ships and the database lacks; return how many rows."""
    return sum(ship() for ship in SHIPMENTS)
