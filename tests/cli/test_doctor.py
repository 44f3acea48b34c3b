from __future__ import annotations

from pathlib import Path

import pytest

from biaogan.cli import doctor

pytestmark = pytest.mark.django_db


def test_the_database_of_the_tests_is_of_this_release() -> None:
    assert all(finding.is_well for finding in doctor._database())


def test_a_role_that_may_change_what_is_append_only_is_told_of() -> None:
    # The tests connect as a superuser, who may do everything.
    (finding,) = doctor._guards()

    assert not finding.is_well
    assert finding.advice


def test_a_key_that_others_may_read_is_told_of(tmp_path: Path) -> None:
    key = tmp_path / "audit.key"
    key.write_text("x")

    key.chmod(0o600)
    assert doctor._key("key", key).is_well
    key.chmod(0o644)
    assert "chmod 600" in doctor._key("key", key).advice
    assert not doctor._key("key", tmp_path / "absent").is_well


def test_a_year_without_notice_is_told_of() -> None:
    found = {finding.what: finding for finding in doctor._calendars()}

    assert not any(finding.is_well for finding in found.values())
    assert "2027" in next(iter(found.values())).said
