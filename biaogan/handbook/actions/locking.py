"""Holding what is about to be changed."""

from __future__ import annotations

from biaogan.accounts.access import Actor, Permission, require_anywhere
from biaogan.handbook import rules
from biaogan.handbook.models import Handbook, Version

EDITS = Permission.EDIT_HANDBOOK


def lock_handbook(handbook_id: int, *, by: Actor) -> Handbook:
    handbook = Handbook.objects.visible_to(by).select_for_update(no_key=True).get(pk=handbook_id)
    require_anywhere(by, EDITS)
    return handbook


def lock_version(version_id: int, *, by: Actor) -> Version:
    """Return the version, held together with its handbook, so that two people cannot publish or draft at once.

    The handbook comes first, as everywhere.
    """
    found = Version.objects.visible_to(by).only("handbook").get(pk=version_id)
    handbook = lock_handbook(found.handbook_id, by=by)
    version = Version.objects.select_for_update(no_key=True).get(pk=version_id)
    version.handbook = handbook
    return version


def lock_draft(version_id: int, *, by: Actor) -> Version:
    version = lock_version(version_id, by=by)
    rules.require_draft(version.state)
    return version
