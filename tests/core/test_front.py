from __future__ import annotations

import pytest

from tools.node import FRONTEND, npm


def test_the_rules_of_the_pages_hold() -> None:
    if not (FRONTEND / "node_modules").exists():
        pytest.skip("the front was not built")

    npm("test")
