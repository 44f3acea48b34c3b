from __future__ import annotations

import pytest

from biaogan.core.registry import Registry


def test_what_is_registered_is_found_and_listed_in_its_order() -> None:
    registry: Registry[int] = Registry("number")
    registry.register("b", 2)
    registry.register("a", 1)

    assert registry["a"] == 1
    assert list(registry) == [2, 1]
    assert "c" not in registry


def test_the_same_code_twice_is_refused() -> None:
    registry: Registry[int] = Registry("number")
    registry.register("a", 1)

    with pytest.raises(LookupError, match="twice"):
        registry.register("a", 1)


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(LookupError, match="no number 'x'"):
        Registry("number")["x"]
