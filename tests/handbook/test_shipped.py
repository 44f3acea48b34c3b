from __future__ import annotations

import datetime as dt

import pytest

from biaogan.core.errors import InputRefused
from biaogan.handbook import rules
from biaogan.handbook.choices import Channel, Kind, Proof
from biaogan.premises.kinds import DeviceKind
from tests.factories import handbook as make

pytestmark = pytest.mark.django_db


def test_the_product_ships_a_handbook_of_109_items_in_14_areas_worth_177_points():
    version = make.ship()

    items = list(version.items.all())

    assert (len(items), version.areas.count(), sum(item.points for item in items)) == (109, 14, 17_700)
    assert version.is_in_force(dt.date(2026, 11, 24))
    assert [band.code for band in version.bands.all()] == ["excellent", "good", "pass", "fail"]


def test_every_shipped_item_has_a_rule_that_can_be_read_and_words_in_both_languages():
    for item in make.ship().items.all():
        rule = rules.read_rule(item.kind, item.rule, item.points)
        assert rule.as_data() == item.rule, item.code
        assert all((item.name_zh, item.name_en, item.how_zh, item.how_en)), item.code
        assert set(item.device_kinds) <= set(DeviceKind.values), item.code
        assert item.is_on_record == (item.proof == Proof.NONE), item.code


def test_what_is_looked_at_on_record_names_a_measure_that_can_answer_it():
    for item in make.ship().items.filter(channels__contains=[Channel.RECORD]):
        assert item.metric, item.code
        assert item.kind != Kind.LEVELS, item.code
        assert item.kind != Kind.BINARY or item.rule.get("met_when"), item.code


def test_a_perfect_outlet_scores_100_and_an_empty_one_0():
    perfect = {"bin": {"met": True}, "ded": {"count": 0}, "lvl": {"level": "A"}, "dev": {"working": 3, "tested": 3}}
    worst = {"bin": {"met": False}, "ded": {"count": 99}, "lvl": {"level": "C"}, "dev": {"working": 0, "tested": 3}}
    version = make.ship()
    items, bands = list(version.items.all()), list(version.bands.all())

    def sheet(answers, counted):
        scores = [rules.score_item(item, _answer(item, answers, counted)) for item in items]
        return rules.score_sheet(version.scale, scores, bands)

    best, least = sheet(perfect, True), sheet(worst, False)
    assert (best.score, best.earned, best.applicable, best.grade) == (10_000, 17_700, 17_700, "excellent")
    assert (least.score, least.earned, least.grade, least.flags) == (0, 0, "fail", 3)


def _answer(item, answers, is_good):
    if item.kind == Kind.VETO:
        return {"hit": False}
    if item.kind != Kind.MEASURE:
        return answers[item.kind]
    if item.rule["measure"] == "share":
        return {"hit": 5 if is_good else 0, "of": 5}
    return {"value": "0" if is_good == (item.rule["better"] == "lower") else "100"}


def test_a_rule_with_a_part_that_does_not_belong_is_refused():
    with pytest.raises(InputRefused):
        rules.read_rule(Kind.BINARY, {"each": 50}, 200)
