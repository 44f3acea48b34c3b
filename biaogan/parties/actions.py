"""Recording, revealing, correcting and erasing personal data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission
from biaogan.audit.actions import record_event
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.storing import store
from biaogan.parties.models import INDEX_COLUMNS, MASK_COLUMNS, Party, Purpose, belongs_to
from biaogan.parties.rules import PersonalField, mask_normal, masked_text, normal
from biaogan.parties.sealing import CannotUnseal, Sealer
from biaogan.parties.uses import USES

#: Longer values are no names, numbers or addresses.
LONGEST = 200

#: Asked for every row of an import; an enumeration makes its list anew each time.
FIELDS = tuple(PersonalField.values)


def record_party(
    *,
    name: str = "",
    phone: str = "",
    id_number: str = "",
    account: str = "",
    address: str = "",
    by: Actor,
    now: dt.datetime,
) -> Party:
    """Record a customer at one contact. The caller has checked its own permission and records its own event.

    Raises InputRefused for a value that is too long.
    """
    values = {"name": name, "phone": phone, "id_number": id_number, "account": account, "address": address}
    party = _filled(values, now=now, sealer=Sealer())
    return store([party])[0]


def record_parties(rows: Iterable[Mapping[str, str]], *, by: Actor, now: dt.datetime) -> list[Party]:
    """Record many customers with few statements, in the order given; each row has some of the keys of `record_party`."""
    sealer = Sealer()
    parties = [_filled(row, now=now, sealer=sealer) for row in rows]
    return store(parties)


def reveal(
    party: Party,
    *,
    fields: Collection[str],
    purpose: str,
    by: Actor,
    now: dt.datetime,
    words: str = "",
) -> dict[str, str]:
    """Return values in full to somebody who may see them at the party's case, and write down who looked at what, and why.

    Raises Party.DoesNotExist if `by` may not reveal here, InputRefused without a known purpose, its words, or fields.
    """
    asked = sorted(set(fields))
    if not asked or not set(asked) <= set(PersonalField.values) or purpose not in Purpose.values or not words.strip():
        raise InputRefused("party.no_purpose", _("Say which values you need, and what for."))
    found = Party.objects.visible_to(by, needs=Permission.REVEAL_PERSONAL).get(pk=party.pk)
    if found.erased_at is not None:
        raise RuleBroken("party.erased", _("The personal data of this customer was erased."))
    _note("party.revealed", found, by=by, now=now, fields=asked, purpose=purpose, words=_safe(words))
    try:
        return {field: found.plain(field) for field in asked}
    except CannotUnseal:
        raise RuleBroken(
            "party.cannot_be_opened",
            _("This value cannot be opened with the keys at hand. Please tell the administrator."),
        ) from None


@transaction.atomic
def correct_party(party: Party, *, by: Actor, now: dt.datetime, **values: str) -> Party:
    """Replace values that were recorded wrongly; those not named stay.

    Raises Party.DoesNotExist if `by` may not see them in full here, RuleBroken if they were erased.
    """
    locked = _lock(party, by=by, needs=Permission.REVEAL_PERSONAL)
    if locked.erased_at is not None:
        raise RuleBroken("party.erased", _("The personal data of this customer was erased."))
    changed = sorted(field for field, value in values.items() if locked.plain(field) != _clean(field, value))
    if not changed:
        return locked
    kept = {field: locked.plain(field) for field in PersonalField.values}
    _fill(locked, kept | {field: values[field] for field in changed}, Sealer())
    locked.corrected_at = now
    locked.save()
    _note("party.corrected", locked, by=by, now=now, fields=changed)
    return locked


@transaction.atomic
def erase_party(party: Party, *, reason: str, by: Actor, now: dt.datetime) -> Party:
    """Erase every personal value (PIPL art. 47) and keep the row, to which cases refer.

    Raises Party.DoesNotExist if `by` may not, RuleBroken where a hold or a period of keeping forbids it.
    """
    if not reason.strip():
        raise InputRefused("party.no_reason", _("Say why the data is to be erased."))
    locked = _lock(party, by=by, needs=Permission.ERASE_PERSONAL)
    if locked.erased_at is not None:
        return locked
    if any(use.is_held(locked.pk) for use in USES):
        raise RuleBroken(
            "party.held", _("This data must still be kept: the case is open, under legal hold, or within its period.")
        )
    _fill(locked, {}, Sealer())
    locked.erased_at = now
    locked.save()
    _note("party.erased", locked, by=by, now=now, reason=_safe(reason))
    return locked


def _lock(party: Party, *, by: Actor, needs: str) -> Party:
    seen = Party.objects.visible_to(by, needs=needs).get(pk=party.pk)
    return Party.objects.select_for_update(no_key=True).get(pk=seen.pk)


def _note(name: str, party: Party, *, by: Actor, now: dt.datetime, **facts: Any) -> None:
    case = next((found for use in USES if (found := use.case_of(party.pk)) is not None), None)
    record_event(name, party, by=by, at=now, case=case, **facts)


def _safe(words: str) -> str:
    # People write the number that they are about to dial into the reason.
    return masked_text(words.strip())[:LONGEST]


def _filled(values: Mapping[str, str], *, now: dt.datetime, sealer: Sealer) -> Party:
    party = Party(recorded_at=now)
    _fill(party, values, sealer)
    return party


def _fill(party: Party, values: Mapping[str, str], sealer: Sealer) -> None:
    party.key_id = sealer.key_id
    for field in FIELDS:
        value = _clean(field, values.get(field) or "")
        plain = normal(field, value) if value else ""
        setattr(party, f"sealed_{field}", sealer.seal(value, belongs_to=belongs_to(party.row_key, field)))
        setattr(party, MASK_COLUMNS[field], mask_normal(field, plain))
        if field in INDEX_COLUMNS:
            setattr(party, INDEX_COLUMNS[field], sealer.blind_index(field, plain))


def _clean(field: str, value: str) -> str:
    cleaned = value.replace("\x00", "").strip()
    if len(cleaned) > LONGEST:
        label = PersonalField(field).label
        raise InputRefused(
            "party.too_long", _("%(field)s: at most %(most)d characters.") % {"field": label, "most": LONGEST}
        )
    return cleaned
