import pytest

from biaogan.accounts.rules import browser_name

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (EDGE, "Edge · Windows"),
        (WECHAT, "WeChat · Android"),
        (IPHONE, "Safari · iPhone"),
        ("curl/8.5", "—"),
        ("", "—"),
    ],
)
def test_a_browser_is_told_in_two_words(agent, name):
    assert browser_name(agent) == name
