from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.utils import translation

from biaogan.core.paging import Page
from biaogan.core.parts import Move, Step, Tone, due_tone
from biaogan.core.templatetags.moments import due_state
from biaogan.core.widgets import DayInput, MomentInput

END = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


def draw(source: str, address: str = "/list", **context: Any) -> str:
    request = RequestFactory().get(address)
    with translation.override("en"):
        return engines["django"].from_string(source).render(context, request)


def hours(number: float) -> dt.timedelta:
    return dt.timedelta(hours=number)


# Due dates


@pytest.mark.parametrize(
    ("now", "warn_at", "tone"),
    [
        (END - hours(25), None, Tone.REST),
        (END - hours(24), None, Tone.SOON),
        (END, None, Tone.SOON),
        (END + dt.timedelta(microseconds=1), None, Tone.OVER),
        (END - hours(2), END - hours(1), Tone.REST),
        (END - hours(1), END - hours(1), Tone.SOON),
    ],
)
def test_a_due_date_turns_amber_at_its_warning_and_red_after_its_end(
    now: dt.datetime, warn_at: dt.datetime | None, tone: Tone
) -> None:
    assert due_tone(due_at=END, now=now, warn_at=warn_at) == tone


@pytest.mark.parametrize(
    ("facts", "tone", "words"),
    [
        ({"met_at": END}, Tone.PROVEN, "Done in time"),
        ({"met_at": END + hours(3)}, Tone.OVER, "Done 3 hours late"),
        ({"cancelled_at": END}, Tone.REST, "Cancelled"),
        ({"is_paused": True}, Tone.REST, "Clock paused"),
        ({"is_window": True}, Tone.REST, "Ended"),
        ({}, Tone.OVER, "3 days overdue"),
        ({"left": "2 working days overdue"}, Tone.OVER, "2 working days overdue"),
    ],
)
def test_a_due_date_says_how_it_stands(facts: dict[str, Any], tone: Tone, words: str) -> None:
    with translation.override("en"):
        state = due_state(facts, due_at=END, now=END + hours(72))

    assert (state.tone, state.words) == (tone, words)


def test_a_due_date_is_date_weekday_rest_and_reason() -> None:
    html = draw("{% due duty now=now %}", duty={"due_at": END, "why_url": "/why/7"}, now=END - hours(5))

    assert "Tue 24 Nov 2026, 17:30" in html
    assert "5 hours left" in html
    assert 'href="/why/7"' in html


def test_a_due_date_is_drawn_from_objects_moments_days_and_nothing() -> None:
    now = END - hours(100)

    assert "17:30" in draw("{% due it now=now %}", it=SimpleNamespace(due_at=END), now=now)
    assert "17:30" in draw("{% due it now=now %}", it=END, now=now)
    assert "24:00" in draw("{% due it now=now %}", it=dt.date(2026, 11, 24), now=now)
    assert draw("{% due it %}", it=None) == "—"


# Figures


def test_a_figure_links_to_its_rows_and_a_missing_one_is_a_dash() -> None:
    assert draw("{% figure n '/rows' %}", n=1234) == '<a class="figure" href="/rows">1,234</a>'
    assert "—" in draw("{% figure n '/rows' %}", n=None)
    assert "href" not in draw("{% figure n '/rows' %}", n=None)


def test_a_mistyped_figure_fails_loudly() -> None:
    with pytest.raises(ValueError, match="Cannot specify"):
        draw("{% figure no_such_name %}")


def test_values_from_outside_are_escaped_everywhere() -> None:
    evil = "<script>alert(1)</script>"
    source = """{% badge "act" evil %}{% masked evil %}{% empty evil evil action=evil url=evil %}{% note "act" evil %}x{% endnote %}
        {% panel evil %}{{ evil }}{% endpanel %}{% fact label=evil %}{{ evil }}{% endfact %}{% crumbs trail %}{% steps stages %}
        {% moves allowed others=evil %}{% rows label=evil %}{% endrows %}"""
    html = draw(
        source,
        evil=evil,
        trail=[(evil, "/")],
        stages=[Step(evil, "now", note=evil)],
        allowed=[Move(evil, "/x", says=evil, asks_reason=True)],
    )

    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 12


def test_an_unknown_tone_is_refused() -> None:
    with pytest.raises(ValueError, match="purple"):
        draw('{% badge "purple" "x" %}')


# Forms


class Intake(forms.Form):
    name = forms.CharField(help_text="As on the paper")
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    unit = forms.ChoiceField(choices=[("", "—"), ("1", "One")])
    note = forms.CharField(required=False, widget=forms.Textarea)
    day = forms.DateField(widget=DayInput, required=False)
    at = forms.DateTimeField(widget=MomentInput, required=False)
    sure = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_every_control_has_a_label_and_optional_is_said() -> None:
    html = draw("{% fields form %}", form=Intake())

    for name in ("name", "unit", "note", "day", "at", "sure"):
        assert f'<label class="form-{"check-" if name == "sure" else ""}label" for="id_{name}">' in html
    assert '<legend class="form-label">Kind</legend>' in html
    assert html.count("(optional)") == 3
    assert '<input type="hidden" name="secret"' in html


def test_an_error_stands_at_its_field_and_is_tied_to_it() -> None:
    html = draw("{% field form.name %}", form=Intake({"kind": "a", "unit": "1"}))

    assert 'id="id_name_error"' in html
    assert "Please fill this in." in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html


def test_the_summary_links_to_every_wrong_field_and_keeps_what_concerns_all() -> None:
    form = Intake({"name": "", "kind": "z", "unit": ""})
    form.add_error(None, "This complaint was registered before.")
    html = draw("{% error_summary form %}", form=form)

    assert "4 things need changing" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_kind"' in html
    assert "This complaint was registered before." in html
    assert "What you typed is kept." in html
    assert draw("{% error_summary form %}", form=Intake()).strip() == ""


def test_the_summary_says_that_a_password_is_not_kept() -> None:
    class SignIn(forms.Form):
        login = forms.CharField()
        password = forms.CharField(widget=forms.PasswordInput)

    html = draw("{% error_summary form %}", form=SignIn({"login": "lan", "password": ""}))

    assert "Type the password again; anything else you typed is kept." in html
    assert "What you typed is kept." not in html


def test_pickers_of_the_browser_get_the_form_that_they_read() -> None:
    form = Intake(initial={"day": dt.date(2026, 11, 3), "at": dt.datetime(2026, 11, 3, 9, 5, tzinfo=dt.UTC)})
    html = draw("{% field form.day %}{% field form.at %}", form=form)

    assert 'type="date" name="day" value="2026-11-03"' in html
    assert 'type="datetime-local" name="at" value="2026-11-03T17:05"' in html


# Lists


def test_a_head_sorts_and_then_sorts_the_other_way_from_the_first_page() -> None:
    fresh = draw('{% sortable "due" "Due" default="-received" %}', "/list?status=open&cursor=abc")
    again = draw('{% sortable "due" "Due" %}', "/list?sort=due")

    assert 'aria-sort="none"' in fresh
    assert 'href="?status=open&amp;sort=due"' in fresh
    assert 'aria-sort="ascending"' in again
    assert 'href="?sort=-due"' in again


def test_the_pager_keeps_filters_and_leaves_out_what_there_is_not() -> None:
    page: Page[Any] = Page([], next="n1")
    html = draw("{% pager page total=total %}", "/list?status=open", page=page, total=1001)

    assert "cursor=n1" in html
    assert "status=open" in html
    assert "1,000+" in html
    assert 'rel="prev"' not in html


def test_files_are_exported_as_filtered_and_from_the_first_row() -> None:
    html = draw('{% export_links "xlsx" "csv" %}', "/list?status=open&cursor=abc")

    assert "status=open&amp;export=xlsx" in html
    assert "cursor" not in html


def test_chosen_filters_can_be_cleared_and_keep_the_order() -> None:
    html = draw("{% filters form %}", "/list?unit=1&sort=-due", form=Intake({"unit": "1"}))

    assert 'name="sort" value="-due"' in html
    assert 'href="/list"' in html
    assert "Clear" not in draw("{% filters form %}", "/list", form=Intake())


# Moves


def test_the_first_move_is_the_one_filled_button() -> None:
    html = draw(
        "{% moves allowed %}",
        allowed=[Move("Accept", "/a"), Move("Forward", "/b"), Move("Look", "/c", opens_page=True)],
    )

    assert html.count("btn-primary") == 1
    assert html.index("btn-primary") < html.index("Accept")
    assert '<a class="btn " href="/c">' in html


def test_a_dangerous_move_says_what_happens_and_asks_for_a_reason() -> None:
    move = Move("Give back", "/back", says="The clock stops.", asks_reason=True, is_dangerous=True)
    html = draw("{% moves allowed %}", allowed=[Move("Accept", "/a"), move])

    assert "The clock stops." in html
    assert 'name="reason"' in html
    assert "required" in html
    assert html.count("csrfmiddlewaretoken") == 2


def test_moves_beyond_the_fourth_wait_under_more_and_without_moves_the_line_says_whose_they_are() -> None:
    allowed = [Move(f"Move {number}", f"/{number}", asks_reason=True) for number in range(7)]
    html = draw("{% moves allowed %}", allowed=allowed)

    assert html.count("<dialog") == 7
    assert len({part.split('"')[0] for part in html.split(' id="')[1:]}) == html.count(' id="'), "ids are unique"
    assert html.index("Move 3") < html.index("menu-sheet") < html.index("Move 4")
    assert "Office" in draw("{% moves allowed others='The Office decides.' %}", allowed=[])


def test_a_block_left_open_is_a_template_error() -> None:
    with pytest.raises(TemplateSyntaxError):
        draw("{% panel 'x' %}")
