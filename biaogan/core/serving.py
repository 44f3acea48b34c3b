"""What every server answers in the same way, whatever the page: HEAD, and files that browsers fetch."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]


class HeadMiddleware:
    """Answer HEAD as GET is answered, without the body: pages and the API say GET alone."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "HEAD":
            return self.get_response(request)  # type: ignore[no-any-return]
        request.method = "GET"
        response: HttpResponseBase = self.get_response(request)
        request.method = "HEAD"
        _empty(response)
        return response


def _empty(response: HttpResponseBase) -> None:
    # The length that GET would have stays as it was said.
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    else:
        response.content = b""  # type: ignore[attr-defined]


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Serve what was built. A file that a later build took away is missing, whatever was listed at the start."""

    def __call__(self, request: HttpRequest) -> Any:
        try:
            return super().__call__(request)
        except FileNotFoundError:
            if request.path_info not in self.files:
                raise
        return self.get_response(request)
