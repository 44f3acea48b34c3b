from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation

from tests.factories import inspections
from tests.factories import sync as phones
from tests.field.phone import Phone


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.EVIDENCE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def scene(db: None) -> inspections.Scene:
    return inspections.scene()


@pytest.fixture
def phone(scene) -> Phone:
    """The phone of the first inspector."""
    return of_person(scene, scene.inspectors[0])


@pytest.fixture
def other_phone(scene) -> Phone:
    return of_person(scene, scene.inspectors[1])


def of_person(scene: inspections.Scene, person) -> Phone:
    scene.actor_for(person)
    return Phone(phones.paired(scene.branch.office, person=person))
