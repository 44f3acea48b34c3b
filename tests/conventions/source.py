"""The product's own source, read as text and as trees."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "biaogan"


def files(*patterns: str) -> list[Path]:
    return sorted({path for pattern in patterns for path in PACKAGE.glob(pattern) if "migrations" not in path.parts})


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """Yield the functions of a module that stand at its top."""
    yield from (node for node in tree(path).body if isinstance(node, ast.FunctionDef))


def calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call below `node` with the last name of what is called."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            yield called(each.func), each


def called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
