"""What stands on a paper, word for word, whatever the file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from biaogan.core.time import local_day
from biaogan.papers.kinds import PaperKind
from biaogan.papers.models import IssuerCode, Paper
from biaogan.papers.queries import Texts
from biaogan.papers.rules import State, chinese_date, filled

DRAFT, VOID, SAMPLE = "草稿", "作废", "样张"


@dataclass(frozen=True)
class Sheet:
    """`mark` lies across the page of a draft or a void paper."""

    title: str
    number: str
    issuer: str
    head: str
    addressee: str
    signer: str
    date: str
    contact: str
    mark: str
    parts: list[dict[str, Any]]
    attachments: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def sheet_of(paper: Paper, *, addressee: str = "") -> Sheet:
    """Return the sheet of an issued or void paper; `addressee` takes the place of the masked name."""
    assert paper.issued_at is not None
    return Sheet(
        title=paper.title,
        number=paper.number,
        issuer=paper.signer,
        head=paper.head,
        addressee=addressee or paper.addressee,
        signer=paper.signer,
        date=chinese_date(local_day(paper.issued_at)),
        contact=paper.contact,
        mark=VOID if paper.state == State.VOID else "",
        parts=paper.parts,
        attachments=paper.attachments,
        copies=paper.copies,
    )


def draft_sheet(paper: Paper, code: IssuerCode | None, mark: str) -> Sheet:
    """Return the sheet that a draft would be, its number and date still open; `mark` is the kind's part of the number."""
    return Sheet(
        title=paper.title,
        number=f"{code.code if code else ''}{mark}〔　　〕　号",
        issuer=code.signer if code else paper.unit.name,
        head=code.head if code else "",
        addressee=paper.addressee,
        signer=code.signer if code else paper.unit.name,
        date="　　年　　月　　日",
        contact=code.contact if code else "",
        mark=DRAFT,
        parts=paper.parts,
        attachments=paper.attachments,
        copies=paper.copies,
    )


def sample_sheet(kind: PaperKind, texts: Texts) -> Sheet:
    """Return the sheet that the kind's texts make of its sample."""
    return Sheet(
        title=texts.title,
        number=f"示范银{kind.mark}〔2026〕1号",
        issuer="",
        head="",
        addressee=kind.sample.get("addressee", ""),
        signer="示范银行",
        date="2026年1月1日",
        contact="",
        mark=SAMPLE,
        parts=[
            {**part, "text": filled(part["text"], kind.sample), "rows": list(kind.sample_rows.get(part["code"], ()))}
            for part in texts.parts
        ],
    )
