from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from biaogan.core import built
from biaogan.core.views_gallery import PAGES

PACKAGE = Path(built.__file__).parents[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_gallery_obeys_the_content_policy(client: Client, page: str, language: str) -> None:
    client.cookies["biaogan_language"] = language
    html = client.get(reverse("core:gallery_page", args=[page])).content.decode()

    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in html
    assert " style=" not in html
    assert not re.search(r"\son[a-z]+=", html), "no handler stands in the page"
    assert all(re.search(r"src=", tag) for tag in re.findall(r"<script[^>]*>", html)), "no script stands in the page"
    assert "http://" not in html.replace("http://www.w3.org", ""), "nothing comes from another host"


@pytest.mark.parametrize("page", PAGES)
def test_ids_are_unique_and_labels_lead_to_them(client: Client, page: str) -> None:
    html = client.get(reverse("core:gallery_page", args=[page])).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'\sfor="([^"]+)"', html)) <= set(ids)
    assert set(re.findall(r'data-opens="([^"]+)"', html)) <= set(ids)


def test_the_brightness_and_the_width_of_the_navigation_arrive_with_the_page(client: Client) -> None:
    client.cookies["biaogan_theme"] = "dark"
    client.cookies["biaogan_nav"] = "narrow"
    html = client.get(reverse("core:gallery")).content.decode()

    assert 'data-theme="dark"' in html
    assert 'data-nav="narrow"' in html


def test_choosing_a_language_keeps_it_and_returns_to_the_page(client: Client) -> None:
    answer = client.post(reverse("core:language"), {"language": "en", "next": "/core/gallery/list?q=1"})

    assert answer.headers["Location"] == "/core/gallery/list?q=1"
    assert client.cookies["biaogan_language"].value == "en"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_choosing_a_language_leads_nowhere_else(client: Client, target: str) -> None:
    answer = client.post(reverse("core:language"), {"language": "en", "next": target})

    assert answer.headers["Location"] == "/"


def test_an_unknown_language_is_not_kept(client: Client) -> None:
    client.post(reverse("core:language"), {"language": "xx", "next": "/"})

    assert "biaogan_language" not in client.cookies


def test_a_page_without_a_built_front_still_answers(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(built, "BUILT", tmp_path)
    built._parsed.cache_clear()
    try:
        assert client.get(reverse("core:gallery")).status_code == 200
    finally:
        built._parsed.cache_clear()


def test_every_icon_that_a_template_names_was_built() -> None:
    shapes = built.BUILT / "icons.json"
    if not shapes.exists():
        pytest.skip("the front was not built")
    known = json.loads(shapes.read_text("utf-8"))
    named = {
        name
        for path in PACKAGE.rglob("templates/**/*.html")
        for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text("utf-8"))
    }

    assert named - known.keys() == set(), "run `make build`, or the family has no such icon"


def test_a_form_from_a_page_open_too_long_is_refused_without_blame() -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = client.post(reverse("core:language"), {"language": "en", "next": "/"})

    assert answer.status_code == 403
    assert "This page was open too long" in answer.content.decode()
    assert "data-error-page" in answer.content.decode(), "the draft is kept"
