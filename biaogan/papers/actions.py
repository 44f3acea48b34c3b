"""Drafting, issuing and voiding official papers, and editing the templates they begin with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor, Permission, require, require_anywhere
from biaogan.audit.actions import record_event
from biaogan.cases.models import Case
from biaogan.core.errors import InputRefused, RuleBroken
from biaogan.core.time import local_day
from biaogan.org.models import Unit
from biaogan.papers import numbering
from biaogan.papers.kinds import KINDS, Part
from biaogan.papers.models import IssuerCode, Paper, TemplateVersion
from biaogan.papers.queries import Rows, composed, issuer_code_of
from biaogan.papers.rules import Move, names_in, require_complete, require_move
from biaogan.parties.models import Party
from biaogan.parties.rules import masked_text

LONGEST_PART = 20_000


@transaction.atomic
def draft(
    kind: str,
    *,
    unit: Unit,
    context: Mapping[str, str],
    by: Actor,
    now: dt.datetime,
    case: Case | None = None,
    party: Party | None = None,
    addressee: str = "",
    attachments: Sequence[str] = (),
    copies: Sequence[str] = (),
    rows: Rows | None = None,
) -> Paper:
    """Draft a paper that `unit` will issue, its text filled in from the template of today, and `rows` in the tables of its parts.

    For a paper to a customer give `party`: the draft and all kept files show the masked name. Raises PermissionDenied.
    """
    require(by, KINDS[kind].issue_permission, unit)
    paper = composed(
        kind,
        unit=unit,
        context=context,
        rows=rows or {},
        case=case,
        party=party,
        addressee=addressee,
        attachments=attachments,
        copies=copies,
        at=now,
    )
    paper.drafted_by = by.person
    paper.save()
    _note("paper.drafted", paper, by=by, now=now, kind=kind, template=paper.template_version)
    return paper


@transaction.atomic
def edit_draft(
    *,
    paper_id: int,
    parts: Mapping[str, str],
    by: Actor,
    now: dt.datetime,
    attachments: Sequence[str] | None = None,
    copies: Sequence[str] | None = None,
) -> Paper:
    """Change the words of a draft; parts not named stay. Raises Paper.DoesNotExist, PermissionDenied, RuleBroken, InputRefused."""
    paper = _lock(paper_id, by=by, move=Move.EDIT)
    if any(len(text) > LONGEST_PART for text in parts.values()):
        raise InputRefused("paper.too_long", _("A part of the paper is too long."))
    paper.parts = [{**part, "text": parts.get(part["code"], part["text"]).replace("\x00", "")} for part in paper.parts]
    paper.attachments = paper.attachments if attachments is None else list(attachments)
    paper.copies = paper.copies if copies is None else list(copies)
    paper.save(update_fields=["parts", "attachments", "copies"])
    _note("paper.edited", paper, by=by, now=now, parts=sorted(parts))
    return paper


@transaction.atomic
def issue(
    kind: str,
    *,
    unit: Unit,
    context: Mapping[str, str],
    by: Actor,
    now: dt.datetime,
    case: Case | None = None,
    party: Party | None = None,
    addressee: str = "",
    attachments: Sequence[str] = (),
    copies: Sequence[str] = (),
) -> Paper:
    """Draft and issue a paper in one go. Make it the last thing in your transaction: its number is locked from here to the commit."""
    paper = draft(
        kind,
        unit=unit,
        context=context,
        by=by,
        now=now,
        case=case,
        party=party,
        addressee=addressee,
        attachments=attachments,
        copies=copies,
    )
    return issue_draft(paper_id=paper.pk, by=by, now=now)


@transaction.atomic
def issue_draft(*, paper_id: int, by: Actor, now: dt.datetime, for_case: bool = False) -> Paper:
    """Issue a draft; its number is allotted by the last statement. Files are made after the commit.

    `for_case` is for the app that leads the paper's case. Raises Paper.DoesNotExist, PermissionDenied, RuleBroken for a paper that
    was issued meanwhile, one that its case leads, or a unit without an issuer code, and InputRefused for required parts that are
    empty and placeholders that nobody filled.
    """
    paper = _lock(paper_id, by=by, move=Move.ISSUE, for_case=for_case)
    shipped = {part.code: part for part in KINDS[paper.kind].parts}
    require_complete((_name(shipped, part), part["text"], _is_required(shipped, part)) for part in paper.parts)
    day = local_day(now)
    code = issuer_code_of(paper.unit, day=day)
    if code is None:
        said = _(
            "No issuer code is set for «%(unit)s» or a unit above it. Set one under «Settings › Issuer codes», then issue again."
        )
        raise RuleBroken("paper.no_issuer_code", str(said) % {"unit": paper.unit})
    paper.head, paper.signer, paper.contact = code.head, code.signer, code.contact
    paper.save(update_fields=["head", "signer", "contact"])
    _note("paper.issued", paper, by=by, now=now, kind=paper.kind)
    numbering.allot(paper, code=f"{code.code}{KINDS[paper.kind].mark}", year=day.year, at=now, by=by.person_id)
    return paper


@transaction.atomic
def discard_draft(*, paper_id: int, by: Actor, now: dt.datetime) -> None:
    """Throw a draft away; it never had a number. Raises Paper.DoesNotExist, PermissionDenied, RuleBroken."""
    paper = _lock(paper_id, by=by, move=Move.DISCARD)
    _note("paper.discarded", paper, by=by, now=now, kind=paper.kind)
    paper.delete()


@transaction.atomic
def void(*, paper_id: int, reason: str, by: Actor, now: dt.datetime, for_case: bool = False) -> Paper:
    """Declare an issued paper void. Its number stays taken. Raises Paper.DoesNotExist, PermissionDenied, RuleBroken, InputRefused."""
    paper = _lock(paper_id, by=by, move=Move.VOID, for_case=for_case)
    said = masked_text(reason.strip())[:200]
    if not said:
        raise InputRefused("paper.no_reason", _("Say why the paper is void."))
    paper.state, paper.void_at, paper.void_because = "void", now, said
    paper.save(update_fields=["state", "void_at", "void_because"])
    _note("paper.voided", paper, by=by, now=now, reason=said)
    return paper


@transaction.atomic
def edit_template(
    *, kind: str, title: str, parts: Mapping[str, Mapping[str, str]], by: Actor, now: dt.datetime
) -> TemplateVersion:
    """Let new drafts of the kind begin with these texts: code of the part -> heading and text. Papers that exist keep theirs.

    Raises PermissionDenied, or InputRefused for placeholders that the kind does not fill and an empty title.
    """
    require_anywhere(by, Permission.EDIT_TEMPLATES)
    known = KINDS[kind].placeholders
    strange = sorted({name for part in parts.values() for name in names_in(part["text"])} - set(known))
    if strange:
        said = _("This kind of paper does not fill in: %(names)s") % {
            "names": "、".join(f"{{{name}}}" for name in strange)
        }
        raise InputRefused("paper.unknown_placeholder", said)
    if not title.strip():
        raise InputRefused("paper.no_title", _("The paper needs a title."))
    written = [
        {"code": code, "heading": part["heading"].strip(), "text": part["text"].strip()} for code, part in parts.items()
    ]
    return _new_version(kind, title=title.strip(), parts=written, is_reset=False, by=by, now=now)


@transaction.atomic
def reset_template(*, kind: str, by: Actor, now: dt.datetime) -> TemplateVersion:
    """Go back to the texts that the product brings."""
    require_anywhere(by, Permission.EDIT_TEMPLATES)
    return _new_version(kind, title=KINDS[kind].title, parts=[], is_reset=True, by=by, now=now)


@transaction.atomic
def set_issuer_code(
    *,
    unit: Unit,
    code: str,
    signer: str,
    valid_from: dt.date,
    by: Actor,
    now: dt.datetime,
    head: str = "",
    contact: str = "",
) -> IssuerCode:
    """Let the unit's papers be numbered under `code` from that day on; the code before it ends the day before.

    Raises PermissionDenied, or RuleBroken where a code begins on or after that day already.
    """
    require(by, Permission.EDIT_TEMPLATES, unit)
    if not code.strip() or not signer.strip():
        raise InputRefused("paper.no_code", _("Give the code and how papers are signed."))
    rows = IssuerCode.objects.select_for_update().filter(unit=unit)
    if rows.filter(valid__startswith__gte=valid_from).exists():
        raise RuleBroken("paper.code_begins_later", _("A code of this unit begins on or after that day already."))
    for row in rows.filter(valid__contains=valid_from):
        row.valid = type(row.valid)(row.valid.lower, valid_from)
        row.save(update_fields=["valid"])
    made = IssuerCode.objects.create(
        unit=unit,
        code=code.strip(),
        signer=signer.strip(),
        head=head.strip(),
        contact=contact.strip(),
        valid=(valid_from, None),
    )
    record_event(
        "paper.issuer_code_set", made, by=by, at=now, unit=unit.pk, code=made.code, valid_from=valid_from.isoformat()
    )
    return made


def _new_version(kind: str, *, by: Actor, now: dt.datetime, **values: Any) -> TemplateVersion:
    last = TemplateVersion.objects.filter(kind=kind).order_by("-version").values_list("version", flat=True).first() or 0
    made = TemplateVersion.objects.create(kind=kind, version=last + 1, at=now, by=by.person, **values)
    record_event("paper.template_changed", made, by=by, at=now, kind=kind, version=made.version, reset=made.is_reset)
    return made


def _lock(paper_id: int, *, by: Actor, move: Move, for_case: bool = False) -> Paper:
    rows = Paper.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    paper = rows.select_related("unit").get(pk=paper_id)
    require(by, KINDS[paper.kind].issue_permission, paper.unit)
    if KINDS[paper.kind].is_led_by_case and not for_case:
        raise RuleBroken("paper.led_by_case", _("This paper follows its case. Issue or withdraw it there."))
    require_move(move, paper.state)
    return paper


def _note(name: str, paper: Paper, *, by: Actor, now: dt.datetime, **facts: Any) -> None:
    record_event(name, paper, by=by, at=now, case=paper.case_id, unit=paper.unit_id, **facts)


def _name(shipped: Mapping[str, Part], part: Mapping[str, Any]) -> str:
    return str(shipped[part["code"]].name) if part["code"] in shipped else part["heading"]


def _is_required(shipped: Mapping[str, Part], part: Mapping[str, Any]) -> bool:
    return part["code"] in shipped and shipped[part["code"]].is_required
