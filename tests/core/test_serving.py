"""HEAD, and files that browsers fetch."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from biaogan.core.serving import HeadMiddleware, StaticFilesMiddleware

# An answer that is closed lets Django look after the connections that earlier tests have left.
pytestmark = pytest.mark.django_db


def test_head_is_answered_like_get_without_a_body():
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("words", status=200 if request.method == "GET" else 405, headers={"Content-Length": "5"})

    request = RequestFactory().head("/")
    answer = HeadMiddleware(page)(request)

    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (200, b"", "5")
    assert request.method == "HEAD"


def test_head_reads_nothing_of_what_would_be_streamed():
    def rows():
        raise AssertionError
        yield b""

    answer = HeadMiddleware(lambda request: StreamingHttpResponse(rows()))(RequestFactory().head("/"))

    assert list(answer.streaming_content) == []


def test_head_lets_go_of_the_file(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("words")
    file = path.open("rb")

    answer = HeadMiddleware(lambda request: FileResponse(file))(RequestFactory().head("/"))
    answer.close()

    assert (answer.headers["Content-Length"], list(answer.streaming_content)) == ("5", [])
    assert file.closed


def test_a_built_file_that_has_vanished_is_missing(settings, tmp_path):
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = str(tmp_path), False
    built: Path = tmp_path / "main.js"
    built.write_text("1")
    serve = StaticFilesMiddleware(lambda request: HttpResponse(status=404))
    asked = RequestFactory().get("/static/main.js")
    there = serve(asked)
    there.close()
    built.unlink()

    assert (there.status_code, serve(asked).status_code) == (200, 404)
