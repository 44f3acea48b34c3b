"""Keys of their own for each test, and who sees which customer: in tests, whoever sees the case that names them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings as configured

from biaogan.cases.models import Case
from biaogan.parties.uses import USES, PartyUse
from tests.factories.parties import CASES, HELD


@pytest.fixture
def key_file(tmp_path: Path, settings) -> Path:
    """A copy of the key file that a test may change."""
    settings.PARTIES_KEY_FILE = Path(shutil.copy(configured.PARTIES_KEY_FILE, tmp_path / "parties.key"))
    return settings.PARTIES_KEY_FILE


@pytest.fixture(autouse=True)
def _uses(monkeypatch):
    def seen_by(actor, permission):
        seen = set(Case.objects.visible_to(actor, needs=permission).values_list("pk", flat=True))
        from biaogan.parties.models import Party

        return Party.objects.filter(pk__in=[party for party, case in CASES.items() if case in seen]).values("pk")

    use = PartyUse("test", seen_by, case_of=CASES.get, is_held=HELD.__contains__)
    monkeypatch.setattr(USES, "_things", {"test": use})
    yield
    CASES.clear()
    HELD.clear()
