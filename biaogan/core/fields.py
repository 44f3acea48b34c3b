"""Column types that Django lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _TextField = models.Field[str, str]
    _Claim = models.Lookup[Any]
else:
    _TextField = models.Field
    _Claim = models.Lookup


class LtreeField(_TextField):
    """A path in a tree, PostgreSQL's `ltree`: labels of digits joined by dots, as in «1.17.203»."""

    def db_type(self, connection: Any) -> str:
        return "ltree"


@LtreeField.register_lookup
class Under(_Claim):
    """`path__under="1.17"`: the path is that node or below it."""

    lookup_name = "under"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} <@ %s::ltree", [*left_params, self.rhs]


@LtreeField.register_lookup
class UnderAny(_Claim):
    """`path__under_any=["1.17", "1.20"]`: the path is one of those nodes or below one."""

    lookup_name = "under_any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        # ANY, not the operator for arrays: only this one uses the index.
        return f"{left} <@ ANY(%s::ltree[])", [*left_params, list(self.rhs)]


@LtreeField.register_lookup
class Above(_Claim):
    """`path__above="1.17.203"`: the path is that node or one above it."""

    lookup_name = "above"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @> %s::ltree", [*left_params, self.rhs]


@LtreeField.register_lookup
class ChildOfAny(_Claim):
    """`path__child_of_any=["1.17", "1.20"]`: the path is directly below one of those nodes."""

    lookup_name = "child_of_any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} ? %s::lquery[]", [*left_params, [f"{path}.*{{1}}" for path in self.rhs]]
