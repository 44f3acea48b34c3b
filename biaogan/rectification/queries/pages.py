"""Everything that a finding's page shows, fetched once."""

from __future__ import annotations

from dataclasses import dataclass

from biaogan.accounts.access import Actor
from biaogan.audit.queries import timeline
from biaogan.cases.models import Case
from biaogan.core.parts import Entry
from biaogan.obligations.models import Obligation
from biaogan.rectification.models import ContractorLink, Extension, Finding, Recheck, Reply

#: A page shows so many earlier findings on the same item; the register has them all.
EARLIER_SHOWN = 5


@dataclass(frozen=True)
class FindingPage:
    finding: Finding
    duties: list[Obligation]
    replies: list[Reply]
    extensions: list[Extension]
    links: list[ContractorLink]
    later: list[Finding]
    sees_source: bool
    entries: list[Entry]

    @property
    def next(self) -> Obligation | None:
        """What has to be done first."""
        owed = [duty for duty in self.duties if duty.is_open and not duty.is_window]
        return min(owed, key=lambda duty: duty.due_at, default=None)

    @property
    def doers(self) -> set[int]:
        """Those who put it right or said so."""
        found = {person for reply in self.replies for person in (reply.by_id, reply.doer_id)}
        return {person for person in found if person is not None}

    @property
    def last_check(self) -> Recheck | None:
        return next((check for reply in self.replies if (check := check_of(reply))), None)


def check_of(reply: Reply) -> Recheck | None:
    """Return what was seen on looking again after the reply, None while nobody has."""
    found: Recheck | None = getattr(reply, "recheck", None)
    return found


def visible_finding(actor: Actor, finding_id: int) -> Finding:
    """Return the finding with what its page's head shows; raises Finding.DoesNotExist outside the actor's sight."""
    rows = Finding.objects.visible_to(actor).select_related(
        "case__subject_unit",
        "case__handling_unit",
        "item__area",
        "item__version__handbook",
        "area",
        "found_by",
        "source_case",
        "responsible_unit",
        "responsible_person",
        "repeats__case",
        "notice__case",
        "notice__paper",
    )
    return rows.get(pk=finding_id)


def replies_of(finding: Finding) -> list[Reply]:
    """Return the answers with what was seen after each, the last first."""
    rows = Reply.objects.filter(finding=finding).select_related("by", "doer", "link", "recheck__by")
    return list(rows.prefetch_related("proofs").order_by("-pk"))


def finding_page(finding: Finding, actor: Actor) -> FindingPage:
    """Fetch the parts of a finding's page, each with one query; the finding is one of `visible_finding`."""
    duties = Obligation.objects.filter(case=finding.pk).order_by("started_at", "pk")
    links = ContractorLink.objects.filter(finding=finding).select_related("made_by").order_by("-pk")
    later = (
        Finding.objects.visible_to(actor).filter(repeats=finding).select_related("case").order_by("-found_at", "-pk")
    )
    return FindingPage(
        finding=finding,
        duties=list(duties.select_related("debtor_post__unit", "debtor_unit", "rule", "person")),
        replies=replies_of(finding),
        extensions=list(Extension.objects.filter(finding=finding).select_related("by").order_by("-pk")),
        links=list(links),
        later=list(later[:EARLIER_SHOWN]),
        sees_source=_sees(finding.source_case, actor),
        entries=timeline(finding.pk, actor, leave_out="obligation."),
    )


def _sees(case: Case | None, actor: Actor) -> bool:
    return case is not None and Case.objects.visible_to(actor).filter(pk=case.pk).exists()
