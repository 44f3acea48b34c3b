"""Handbooks as forms."""

from biaogan.handbook.forms.items import AreaForm, ItemForm, Trial
from biaogan.handbook.forms.rules import RuleForm, hundredths, rule_form
from biaogan.handbook.forms.versions import BandsForm, HandbookForm, NarrowForm, PublishForm, VersionForm

__all__ = [
    "AreaForm",
    "BandsForm",
    "HandbookForm",
    "ItemForm",
    "NarrowForm",
    "PublishForm",
    "RuleForm",
    "Trial",
    "VersionForm",
    "hundredths",
    "rule_form",
]
