"""What the audit trail calls the events of limits and what is owed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.audit.names import choice_words, register_fact_reference, register_fact_words, register_names
from biaogan.core.errors import InputRefused
from biaogan.obligations.kinds import kind_of
from biaogan.org.models import PostKind
from biaogan.workcal.rules import Limit
from biaogan.workcal.wording import limit_text

EVENT_NAMES = {
    "obligation.started": _("started a limit"),
    "obligation.met": _("did what was owed"),
    "obligation.cancelled": _("dropped a duty"),
    "obligation.paused": _("stopped the clock"),
    "obligation.resumed": _("let the clock run on"),
    "obligation.extended": _("extended the limit"),
    "obligation.handed_over": _("handed the duty over"),
    "obligation.warned": _("warned of the limit"),
    "obligation.escalated": _("escalated what is overdue"),
    "obligation.recounted": _("counted the limit again after the calendar changed"),
    "obligation.feed_made": _("made an address for a calendar program"),
    "obligation.feed_revoked": _("revoked the address for a calendar program"),
    "limit.set": _("set a new limit"),
    "recurring_duty.set": _("set a recurring duty"),
    "recurring_duty.ended": _("ended a recurring duty"),
}


def register() -> None:
    register_names(EVENT_NAMES, icon="clock")
    _register_facts()


def _register_facts() -> None:
    for event in ("obligation", "limit"):
        register_fact_words(event, "kind", lambda code: kind.name if (kind := kind_of(code)) else "")
    for event in ("obligation", "limit", "recurring_duty"):
        register_fact_words(event, "limit", _limit)
    register_fact_words("recurring_duty", "post", choice_words(PostKind))
    register_fact_reference("obligation", "told", "org.person")
    register_fact_reference("obligation.handed_over", "to", "org.person")
    register_fact_reference("obligation.handed_over", "post", "org.post")


def _limit(text: str) -> str:
    try:
        return limit_text(Limit.parse(text))
    except InputRefused:
        return ""
