"""A handbook and its versions: drafted from an older one, changed, published from a day, withdrawn."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, Refusal, RuleBroken
from biaogan.core.time import local_day, span_of_days
from biaogan.handbook import rules
from biaogan.handbook.actions.copying import USUAL_BANDS, copy_contents
from biaogan.handbook.actions.locking import EDITS, lock_draft, lock_handbook, lock_version
from biaogan.handbook.choices import Scale, State
from biaogan.handbook.models import GradeBand, Handbook, Version
from biaogan.handbook.queries import bands_of, items_of
from biaogan.handbook.rules.values import refuse, text


@transaction.atomic
def make_handbook(*, code: str, name_zh: str, name_en: str = "", by: Actor, now: dt.datetime) -> Handbook:
    """Begin a handbook with an empty draft, in which the usual grades stand."""
    require_anywhere(by, EDITS)
    told = {"name_zh": name_zh, "name_en": name_en}
    names = {
        "name_zh": text(told, "name_zh", 120, is_required=True),
        "name_en": text(told, "name_en", 160),
    }
    if not code or Handbook.objects.filter(code=code).exists():
        refuse("code", _("Another handbook has this code."))
    handbook = Handbook.objects.create(code=code, **names)
    version = Version.objects.create(handbook=handbook, number=1, made_at=now, made_by=by.person)
    GradeBand.objects.bulk_create(GradeBand(version=version, **band) for band in USUAL_BANDS)
    record_event("handbook.made", handbook, by=by, at=now, code=code)
    return handbook


@transaction.atomic
def draft_version(*, handbook_id: int, like: int | None = None, by: Actor, now: dt.datetime) -> Version:
    """Draft the next version as a copy of the version `like`, of the newest unless one is named."""
    handbook = lock_handbook(handbook_id, by=by)
    versions = list(Version.objects.filter(handbook=handbook).order_by("-number"))
    if any(version.is_draft for version in versions):
        raise RuleBroken(
            "handbook.has_a_draft", _("This handbook has a draft already. Publish it or discard it first.")
        )
    model = next((version for version in versions if like in (None, version.pk)), None)
    if model is None and like is not None:
        raise Version.DoesNotExist
    draft = Version.objects.create(
        handbook=handbook,
        number=versions[0].number + 1 if versions else 1,
        scale=model.scale if model else Scale.SHARE,
        basis_zh=model.basis_zh if model else "",
        basis_en=model.basis_en if model else "",
        made_at=now,
        made_by=by.person,
    )
    if model is not None:
        copy_contents(model, draft)
    record_event("handbook.version_drafted", draft, by=by, at=now, like=model.number if model else None)
    return draft


@transaction.atomic
def edit_version(
    *, version_id: int, scale: str, basis_zh: str = "", basis_en: str = "", note: str = "", by: Actor, now: dt.datetime
) -> Version:
    """Change the scale, the basis and the note of a draft."""
    version = lock_draft(version_id, by=by)
    if scale not in Scale.values:
        refuse("scale", _("This is no scale."))
    told = {"basis_zh": basis_zh, "basis_en": basis_en, "note": note}
    values = {
        "scale": scale,
        "basis_zh": text(told, "basis_zh", 300),
        "basis_en": text(told, "basis_en", 300),
        "note": text(told, "note", 2000),
    }
    changed = [name for name, value in values.items() if getattr(version, name) != value]
    for name in changed:
        setattr(version, name, values[name])
    if changed:
        version.save(update_fields=changed)
        record_event("handbook.version_changed", version, by=by, at=now, fields=changed)
    return version


@transaction.atomic
def publish(*, version_id: int, first_day: dt.date, by: Actor, now: dt.datetime) -> Version:
    """Let sheets be begun with the draft from `first_day` on; the version before ends there.

    Raises InputRefused with everything that stands in the way, RuleBroken if a later version is published already.
    """
    version = lock_draft(version_id, by=by)
    earlier = list(Version.objects.filter(handbook=version.handbook, state=State.PUBLISHED).order_by("valid"))
    rules.require_first_day(
        first_day, today=local_day(now), begun=[each.first_day for each in earlier if each.first_day]
    )
    if found := list(rules.faults(items_of(version), bands_of(version))):
        raise InputRefused("handbook.not_ready", _said(found), found)
    if earlier and (earlier[-1].valid.upper is None or earlier[-1].valid.upper > first_day):
        earlier[-1].valid = span_of_days(earlier[-1].first_day, first_day)
        earlier[-1].save(update_fields=["valid"])
    version.state, version.valid = State.PUBLISHED, span_of_days(first_day, None)
    version.published_at, version.published_by = now, by.person
    version.save(update_fields=["state", "valid", "published_at", "published_by"])
    record_event("handbook.version_published", version, by=by, at=now, from_day=first_day.isoformat())
    return version


@transaction.atomic
def withdraw(*, version_id: int, because: str, by: Actor, now: dt.datetime) -> Version:
    """Let no further sheet be begun with the version; those that were keep it.

    Where it had not begun yet, the version before goes on as if nothing had been published.
    """
    version = lock_version(version_id, by=by)
    if version.state != State.PUBLISHED:
        raise RuleBroken("handbook.not_published", _("Only a published version can be withdrawn."))
    reason = text({"because": because}, "because", 500, is_required=True)
    version.state, version.withdrawn_at, version.withdrawn_because = State.WITHDRAWN, now, reason
    version.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])
    if version.first_day and version.first_day > local_day(now):
        _reopen_before(version)
    record_event("handbook.version_withdrawn", version, by=by, at=now)
    return version


def _reopen_before(version: Version) -> None:
    before = Version.objects.filter(
        handbook=version.handbook, state=State.PUBLISHED, valid__endswith=version.first_day
    ).first()
    if before is not None:
        before.valid = span_of_days(before.first_day, version.valid.upper)
        before.save(update_fields=["valid"])


@transaction.atomic
def discard_draft(*, version_id: int, by: Actor, now: dt.datetime) -> None:
    """Throw the draft away."""
    version = lock_draft(version_id, by=by)
    record_event("handbook.draft_discarded", version, by=by, at=now, number=version.number)
    version.delete()


def _said(found: list[Refusal]) -> str:
    first = found[0]
    what = f"{first.column}: {first.reason}" if first.column else first.reason
    more = len(found) - 1
    return _("This version cannot be published yet. %(what)s") % {"what": what} + (
        " " + _("(%(more)s more)") % {"more": more} if more else ""
    )
