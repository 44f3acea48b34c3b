from __future__ import annotations

import pytest

from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "只接收表单提交"), ("en", "takes what a form sends")])
def test_whoever_opens_the_address_of_a_form_is_told_so_in_words(language: str, words: str) -> None:
    client = accounts.signed_in_client(accounts.user())
    client.cookies["biaogan_language"] = language

    answer = client.get("/accounts/settings/sessions/end")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert words in answer.content.decode()
