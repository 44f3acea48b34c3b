"""Which texts, codes and papers count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from biaogan.accounts.access import Actor
from biaogan.cases.models import Case
from biaogan.org.models import Unit
from biaogan.papers.kinds import KINDS
from biaogan.papers.models import IssuerCode, Paper, PaperFile, PaperQuerySet, TemplateVersion
from biaogan.papers.rules import filled, parsed_number
from biaogan.parties.models import Party
from biaogan.parties.rules import masked_text

#: The tables of a paper: by the code of the part, each row as named cells.
Rows = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True)
class Texts:
    """The texts of a kind of paper that count: the version, 0 for the shipped one, the title and the parts."""

    version: int
    title: str
    parts: list[dict[str, Any]]
    is_shipped: bool


def texts_of(kind: str) -> Texts:
    """Return the texts that a draft begins with today. Parts that a newer product brings are added to an older template."""
    shipped = [{"code": part.code, "heading": part.heading, "text": part.text} for part in KINDS[kind].parts]
    row = TemplateVersion.objects.filter(kind=kind).order_by("-version").first()
    if row is None or row.is_reset:
        return Texts(row.version if row else 0, KINDS[kind].title, shipped, is_shipped=True)
    edited = {part["code"]: part for part in row.parts}
    return Texts(row.version, row.title, [edited.get(part["code"], part) for part in shipped], is_shipped=False)


def composed(
    kind: str,
    *,
    unit: Unit,
    context: Mapping[str, str],
    rows: Rows,
    at: dt.datetime,
    case: Case | None = None,
    party: Party | None = None,
    addressee: str = "",
    attachments: Sequence[str] = (),
    copies: Sequence[str] = (),
) -> Paper:
    """Return the draft that the template of today makes of the context, not stored: to be looked at, or kept by an action."""
    texts = texts_of(kind)
    values = _masked(context)
    return Paper(
        kind=kind,
        unit=unit,
        case=case,
        party=party,
        title=texts.title,
        addressee=addressee or (party.masked_name if party else ""),
        parts=[_part(part, values, rows) for part in texts.parts],
        attachments=list(attachments),
        copies=list(copies),
        template_version=texts.version,
        drafted_at=at,
    )


def _part(part: Mapping[str, Any], values: Mapping[str, str], rows: Rows) -> dict[str, Any]:
    made = {**part, "text": filled(part["text"], values)}
    return made | {"rows": [_masked(row) for row in rows[part["code"]]]} if part["code"] in rows else made


def _masked(values: Mapping[str, str]) -> dict[str, str]:
    return {name: masked_text(str(value)) for name, value in values.items()}


def issuer_code_of(unit: Unit, *, day: dt.date) -> IssuerCode | None:
    """Return the code of the unit on that day, or of the nearest unit above that has one."""
    above = [int(label) for label in unit.path.split(".")]
    rows = {row.unit_id: row for row in IssuerCode.objects.filter(unit__in=above, valid__contains=day)}
    return next((rows[pk] for pk in reversed(above) if pk in rows), None)


def register(actor: Actor, *, kind: str = "", state: str = "", text: str = "") -> PaperQuerySet:
    """Return the papers that the actor may see, newest first, narrowed by kind, state, and a number or words of the title."""
    rows = Paper.objects.visible_to(actor).select_related("unit", "case", "issued_by")
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if text:
        number = parsed_number(text)
        known = (
            Q(issuer_code=number[0], year=number[1], running=number[2])
            if number
            else Q(case__number__iexact=text.strip())
        )
        rows = rows.filter(known | Q(title__contains=text.strip()))
    return rows


def papers_of(case: Case, actor: Actor) -> list[Paper]:
    """Return the papers of a case that the actor may see, oldest first."""
    return list(Paper.objects.visible_to(actor).filter(case=case).select_related("unit").order_by("pk"))


def files_needed(hashes: set[str]) -> set[str]:
    """Return those of the hashes that are files of papers, for the clean-up of the store."""
    return set(PaperFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
