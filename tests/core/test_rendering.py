from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from biaogan.core.rendering import DRAWN, Renderer


class Filled(forms.Form):
    name = forms.CharField(
        label="Name", widget=forms.TextInput(attrs={"placeholder": 'a "b" <c>', "autocomplete": "off"})
    )
    count = forms.IntegerField(label="Count", min_value=3)
    kind = forms.ChoiceField(
        label="Kind", choices=[("", "all"), ("a&b", "<A>"), ("Group", [(7, "seven"), (8, "eight")])]
    )
    is_ready = forms.BooleanField(label="Ready")
    day = forms.DateField(label="Day", disabled=True)
    hidden = forms.CharField(widget=forms.HiddenInput)


FILLED = {"name": '"><script>', "count": 1234, "kind": "8", "is_ready": "on", "day": "2026-02-14", "hidden": "x'y"}


def test_a_control_says_the_same_as_djangos_own():
    for data in (None, FILLED):
        ours, theirs = Filled(data, renderer=Renderer()), Filled(data, renderer=TemplatesSetting())
        for one, other in zip(ours, theirs, strict=True):
            assert _parsed(str(one)) == _parsed(str(other))


def test_what_was_typed_cannot_leave_its_attribute():
    drawn = str(Filled(FILLED, renderer=Renderer())["name"])

    assert "<script>" not in drawn
    assert "&quot;&gt;&lt;script&gt;" in drawn


def test_a_value_that_is_safe_already_is_not_escaped_twice():
    widget = {
        "name": "n",
        "type": "text",
        "value": None,
        "attrs": {"title": mark_safe("a&amp;b"), "required": True, "off": False},
    }

    assert DRAWN["django/forms/widgets/text.html"](widget) == '<input type="text" name="n" title="a&amp;b" required>'


def _parsed(html):
    from django.test.html import parse_html

    return parse_html(html)
