"""A limit as people type it."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from biaogan.core.templatetags.forms import field
from biaogan.workcal.fields import UNITS, LimitField


class Asked(forms.Form):
    limit = LimitField(label="Limit", least=1)
    warning = LimitField(label="Warning", required=False)


@pytest.mark.parametrize("unit", [code for code, _name in UNITS])
def test_a_number_and_a_unit_are_a_limit(unit):
    form = Asked({"limit_0": "12", "limit_1": unit, "warning_0": "0", "warning_1": unit})

    assert form.is_valid()
    assert form.cleaned_data == {"limit": f"12{unit}", "warning": f"0{unit}"}


def test_without_a_number_it_is_none_where_it_may_be_left_out():
    form = Asked({"limit_0": "1", "limit_1": "mo", "warning_0": "", "warning_1": "wd"})

    assert form.is_valid()
    assert form.cleaned_data["warning"] == ""
    assert list(Asked({"limit_0": "", "limit_1": "wd"}).errors) == ["limit"]


@pytest.mark.parametrize(
    "wrong", [{"limit_0": "0"}, {"limit_0": "10000"}, {"limit_0": "2.5"}, {"limit_0": "soon"}, {"limit_1": "weeks"}]
)
def test_what_is_no_limit_is_refused(wrong):
    assert list(Asked({"limit_0": "1", "limit_1": "wd", **wrong}).errors) == ["limit"]


def test_it_shows_what_holds_and_says_its_bounds():
    with translation.override("en"):
        drawn = field(Asked(initial={"limit": "15d"})["limit"])

        assert 'value="15"' in drawn["control"]
        assert '<option value="d" selected>calendar days</option>' in drawn["control"]
        assert str(drawn["help"]) == "A whole number from 1 to 9999."
