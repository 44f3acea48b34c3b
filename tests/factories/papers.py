"""A kind of paper that exists in tests only, an issuer code, and papers made of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from biaogan.accounts.access import job_actor
from biaogan.org.models import Unit
from biaogan.papers import actions
from biaogan.papers.kinds import KINDS, PaperKind, Part, register_paper_kind
from biaogan.papers.models import IssuerCode, Paper
from tests.conftest import NOW

KIND = "test.notice"
CONTEXT = {"outlet": "高旺路支行", "due": "2026年11月30日"}


def register_kind() -> str:
    if KIND not in KINDS:
        register_paper_kind(
            PaperKind(
                code=KIND,
                name="Notice",
                title="服务质量整改通知书",
                mark="服整",
                parts=(
                    Part("facts", "Facts", "一、检查情况", "经检查，{outlet}存在以下问题。"),
                    Part("demand", "Demand", "二、整改要求", "请于{due}前完成整改并书面反馈。"),
                    Part("remark", "Remark", "", "", is_required=False),
                ),
                placeholders={"outlet": "the outlet", "due": "until when"},
                sample=CONTEXT,
            )
        )
    return KIND


def issuer_code(unit: Unit, code: str = "示范银", **values: Any) -> IssuerCode:
    values = {"signer": "示范银行梧州分行", "valid": (dt.date(2020, 1, 1), None), **values}
    return IssuerCode.objects.create(unit=unit, code=code, **values)


def make_draft(unit: Unit, **values: Any) -> Paper:
    register_kind()
    return actions.draft(
        **{"kind": KIND, "unit": unit, "context": CONTEXT, "by": job_actor("test"), "now": NOW, **values}
    )


def make_paper(unit: Unit, **values: Any) -> Paper:
    """Return an issued paper; the unit or one above it needs an issuer code."""
    register_kind()
    return actions.issue(
        **{"kind": KIND, "unit": unit, "context": CONTEXT, "by": job_actor("test"), "now": NOW, **values}
    )
