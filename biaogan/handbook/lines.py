"""The columns of a handbook in a file, for both ways. A line is the version itself, a grade, or an item."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from biaogan.core.exchange import Choice, Code, Decimal, Flag, Text
from biaogan.handbook.choices import Kind, Proof

VERSION, GRADE, ITEM = "version", "grade", "item"

#: What a line is; without a word it is an item, so that a plain list of items reads in too.
LINES = (
    (ITEM, pgettext_lazy("line of a file", "Item")),
    (GRADE, pgettext_lazy("line of a file", "Grade")),
    (VERSION, pgettext_lazy("line of a file", "Version")),
)

FIELDS = (
    Choice("row", pgettext_lazy("handbook file", "Line"), choices=LINES),
    Code("area", pgettext_lazy("handbook file", "Area"), max_length=20),
    Text("area_name", _("Name of the area"), max_length=120),
    Text("area_name_en", _("Name of the area in English"), max_length=160),
    Code("code", pgettext_lazy("handbook file", "Code"), max_length=20, is_required=True),
    Text("name", pgettext_lazy("handbook file", "Requirement"), max_length=200),
    Text("name_en", _("Requirement in English"), max_length=300),
    Choice("kind", _("Way of scoring"), choices=Kind.choices),
    Decimal("points", _("Full points"), least=0, most=1_000_000),
    Text("rule", _("Rule"), max_length=1000),
    Text("channels", _("Looked at by"), max_length=100),
    Choice("proof", _("Proof is needed"), choices=Proof.choices),
    Code("metric", _("Measure"), max_length=60),
    Text("device_kinds", _("Kinds of device"), max_length=200),
    Flag("is_red_flag", _("Red flag or fail")),
    Text("basis", _("Basis"), max_length=300),
    Text("basis_en", _("Basis in English"), max_length=300),
    Text("how", _("How to check"), max_length=2000),
    Text("how_en", _("How to check, in English"), max_length=1500),
)
