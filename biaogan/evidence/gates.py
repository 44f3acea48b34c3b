"""What a kind of case asks before its files are opened, beyond the right to see the case. The app that owns the kind registers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from biaogan.accounts.access import Actor
from biaogan.core.registry import Registry
from biaogan.evidence.models import Evidence

#: Raises a Problem where `by` may not open the file yet.
Gate = Callable[..., None]
GATES: Registry[Gate] = Registry("gate of files")


def register_gate(case_kind: str, gate: Gate) -> None:
    """Let `gate(evidence, by=…, now=…)` be asked before a file of such a case is handed out."""
    GATES.register(case_kind, gate)


def require_open(evidence: Evidence, *, by: Actor, now: dt.datetime) -> None:
    """Raise what the gate of the case's kind raises."""
    if evidence.case.kind in GATES:
        GATES[evidence.case.kind](evidence, by=by, now=now)
