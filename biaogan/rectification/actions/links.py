"""A contractor without an account sees one finding by a secret address, and answers it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from biaogan.accounts.access import Actor
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.evidence import actions as evidence
from biaogan.evidence.models import Evidence
from biaogan.parties.rules import masked_text
from biaogan.rectification import queries
from biaogan.rectification.actions.answering import answered, write_reply
from biaogan.rectification.actions.moving import (
    lock,
    locked,
    note,
    person_of,
    require_allowed,
    require_possible,
    said,
)
from biaogan.rectification.choices import FigureCode
from biaogan.rectification.models import ContractorLink, Finding, Reply
from biaogan.rectification.rules import Move, require_between

LONGEST_DAYS, MOST_FILES = 90, 10


@transaction.atomic
def make_link(
    *, finding_id: int, name: str, days: int | None = None, by: Actor, now: dt.datetime
) -> tuple[ContractorLink, str]:
    """Return a link for the firm `name` and the token of its address, which is kept nowhere and shown once.

    It works for `days`, else for as long as the dated row says. Raises Finding.DoesNotExist, PermissionDenied, RuleBroken, InputRefused.
    """
    finding = lock(finding_id, Move.MAKE_LINK, by=by)
    lasts = days if days is not None else queries.figure(FigureCode.LINK_DAYS, on=now)
    if not 1 <= lasts <= LONGEST_DAYS:
        raise InputRefused("link.impossible_days", _("A link works for 1 to %(most)s days.") % {"most": LONGEST_DAYS})
    token = secrets.token_urlsafe(32)
    link = ContractorLink.objects.create(
        finding=finding,
        name=said(name, longest=80),
        digest=queries.digest_of(token),
        made_at=now,
        made_by=person_of(by),
        expires_at=now + dt.timedelta(days=lasts),
    )
    note("link_made", finding, by=by, now=now, link=link.pk, until=link.expires_at.isoformat())
    return link, token


@transaction.atomic
def revoke_link(*, link_id: int, by: Actor, now: dt.datetime) -> ContractorLink:
    """Let a link open nothing from now on. Raises ContractorLink.DoesNotExist, PermissionDenied, RuleBroken if it does already."""
    row = ContractorLink.objects.select_for_update(of=("self",), no_key=True)
    link = row.get(pk=link_id, finding__in=Finding.objects.visible_to(by))
    finding = locked(link.finding)
    require_allowed(finding, Move.MAKE_LINK, by=by)
    if link.revoked_at is not None:
        raise RuleBroken("link.revoked_already", _("This link opens nothing any more."))
    link.revoked_at = now
    link.save(update_fields=["revoked_at"])
    note("link_revoked", finding, by=by, now=now, link=link.pk)
    return link


@transaction.atomic
def reply_by_link(
    *,
    token: str,
    cause: str,
    action: str,
    done_at: dt.datetime,
    uploads: Sequence[Any] = (),
    no_proof_because: str = "",
    now: dt.datetime,
) -> Reply:
    """Answer the finding behind a link, with photos.

    Raises ContractorLink.DoesNotExist for a link that opens nothing, RuleBroken where it was answered meanwhile, and InputRefused
    as `reply` does and for files that are not taken.
    """
    link = queries.link_of(token, now=now)
    if link is None:
        raise ContractorLink.DoesNotExist
    finding = locked(link.finding)
    require_possible(finding, Move.REPLY)
    require_between(done_at, since=finding.found_at, now=now)
    by = link_actor(link)
    answer = Reply(cause=cause, action=action, done_at=done_at, link=link, at=now, recorded_at=now)
    proofs = _kept(link, finding, uploads, now=now)
    write_reply(finding, answer, proofs, no_proof_because=no_proof_because)
    answered(finding, answer, by=by, now=now)
    return answer


def link_actor(link: ContractorLink) -> Actor:
    """Return who acts by the link: nobody that has rights anywhere, named in events as «link:12»."""
    return Actor(ref=f"link:{link.pk}")


def _kept(link: ContractorLink, finding: Finding, uploads: Sequence[Any], *, now: dt.datetime) -> list[Evidence]:
    if len(uploads) > MOST_FILES:
        raise InputRefused("link.too_many_files", _("At most %(most)s files at a time.") % {"most": MOST_FILES})
    # The link is the right to add to this one case; it was checked above, and opens nothing else.
    by = Actor(ref=f"link:{link.pk}", is_job=True)
    words = masked_text(link.name)
    return [evidence.add(case=finding.case, upload=each, note=words, by=by, now=now) for each in uploads]
