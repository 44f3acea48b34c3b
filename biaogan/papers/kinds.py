"""The kinds of official paper, registered by the apps that issue them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from biaogan.accounts.roles import Permission
from biaogan.core.registry import Registry

if TYPE_CHECKING:
    from biaogan.core.errors import Text


@dataclass(frozen=True)
class Part:
    """One part of a paper's text as it is shipped; «{outlet}» is filled in from the context. Papers are written in Chinese.

    A part with `is_required` must not be empty when the paper is issued; `because` cites the rule that asks for it.
    """

    code: str
    name: Text
    heading: str
    text: str
    is_required: bool = True
    because: Text = ""


@dataclass(frozen=True)
class PaperKind:
    """`mark` follows the issuer's code in the number («示范银» + «诉告»); `title` stands centred above the text.

    `placeholders` names what the context brings, with what it means, for whoever edits the template; `sample` fills a preview, and
    `sample_rows`, by part, its tables. A kind that `is_led_by_case` is drafted, issued and voided by the moves of its case alone.
    """

    code: str
    name: Text
    title: str
    mark: str
    parts: tuple[Part, ...]
    placeholders: dict[str, Text]
    sample: dict[str, str]
    view_permission: str = Permission.ISSUE_PAPER
    issue_permission: str = Permission.ISSUE_PAPER
    layout: str = "letter"
    sample_rows: Mapping[str, Sequence[dict[str, str]]] = field(default_factory=dict, hash=False)
    is_led_by_case: bool = False


KINDS: Registry[PaperKind] = Registry("kind of paper")


def register_paper_kind(kind: PaperKind) -> None:
    KINDS.register(kind.code, kind)
