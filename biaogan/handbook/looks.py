"""How handbooks are shown: colours, the moves that somebody may make, the way to a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from biaogan.accounts.access import Actor, Permission
from biaogan.core.parts import Move, Tone
from biaogan.core.wording import day_text, listed
from biaogan.handbook.choices import Channel, State
from biaogan.handbook.models import Item, Version
from biaogan.handbook.queries import has_figures, metric_name
from biaogan.handbook.rules import Example, examples, rule_text
from biaogan.premises.kinds import DeviceKind


def tone_of(version: Version, today: dt.date) -> Tone:
    if version.state == State.WITHDRAWN:
        return Tone.REST
    if version.is_draft:
        return Tone.SOON
    return Tone.PROVEN if version.is_in_force(today) else Tone.REST


def state_text(version: Version, today: dt.date) -> str:
    """Return where the version stands, with the day that matters."""
    if version.state != State.PUBLISHED or version.first_day is None:
        return version.get_state_display()
    if version.is_in_force(today):
        return _("In force")
    if version.first_day > today:
        return _("In force from %(day)s") % {"day": day_text(version.first_day)}
    return pgettext("handbook version", "Replaced")


@dataclass(frozen=True)
class Line:
    """An item, ready to be drawn."""

    item: Item

    @property
    def rule(self) -> str:
        return rule_text(self.item)

    @property
    def channels(self) -> str:
        return listed(Channel(channel).label for channel in self.item.channels)

    @property
    def devices(self) -> str:
        return listed(DeviceKind(kind).label for kind in self.item.device_kinds)

    @cached_property
    def has_figures(self) -> bool:
        return has_figures(self.item)

    @property
    def metric(self) -> str:
        return metric_name(self.item) or self.item.metric

    @cached_property
    def examples(self) -> list[Example]:
        return examples(self.item)


def trail_of(version: Version, *, inside: bool = True) -> list[tuple[str, str]]:
    """Return the way to the version, or to a page inside it."""
    trail = [(_("Handbooks"), reverse("handbook:list"))]
    if inside:
        label = f"{version.handbook.name} · {version.label}"
        trail.append((label, reverse("handbook:version", args=[version.pk])))
    return trail


def moves_of(version: Version, actor: Actor, *, has_draft: bool) -> list[Move]:
    """Return what `actor` may do with the version now."""
    if not actor.may_anywhere(Permission.EDIT_HANDBOOK):
        return []
    if version.is_draft:
        return _moves_of_draft(version)
    found = []
    if not has_draft:
        says = _("A draft with all that this version says. Nothing changes until it is published.")
        found.append(Move(_("Draft a new version"), _to("draft", version), says, "copy", key="n"))
    if version.state == State.PUBLISHED:
        says = _("No further sheet is begun with it. Sheets that were keep it.")
        found.append(
            Move(
                pgettext("handbook version", "Withdraw"),
                _to("withdraw", version),
                says,
                "ban",
                asks_reason=True,
                is_dangerous=True,
            )
        )
    return found


def _moves_of_draft(version: Version) -> list[Move]:
    discards = _("All changes of this draft are lost. Published versions stay.")
    return [
        Move(_("Publish"), _to("publish", version), icon="check", opens_page=True, key="p"),
        Move(_("Add an item"), _to("item_new", version), icon="plus", opens_page=True, key="n"),
        Move(_("Add an area"), _to("area_new", version), icon="layout-grid-add", opens_page=True),
        Move(_("Grades"), _to("bands", version), icon="stack", opens_page=True),
        Move(_("Scale and basis"), _to("edit", version), icon="pencil", opens_page=True),
        Move(_("Discard the draft"), _to("discard", version), discards, "trash", is_dangerous=True),
    ]


def _to(name: str, version: Version) -> str:
    return reverse(f"handbook:{name}", args=[version.pk])
