"""The smallest body that an operation of the API accepts, made from its own description."""

from __future__ import annotations

import functools
from typing import Any

WORDS = {
    "date": "2026-11-24",
    "date-time": "2026-11-24T10:00:00+08:00",
    "uuid": "01939d1f-6c00-7000-8000-000000000001",
    "time": "10:00",
}


@functools.cache
def _schema() -> dict[str, Any]:
    from biaogan.config.api import api

    return dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def body_of(operation_id: str) -> Any:
    """Return a body for the operation, None where it takes none."""
    for path in _schema()["paths"].values():
        for operation in path.values():
            if operation["operationId"] == operation_id:
                content = operation.get("requestBody", {}).get("content", {})
                return _example(content["application/json"]["schema"]) if "application/json" in content else None
    raise LookupError(operation_id)


def _example(schema: dict[str, Any]) -> Any:
    schema = _resolved(schema)
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    return MAKERS.get(schema.get("type", ""), lambda _schema: None)(schema)


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while True:
        if "$ref" in schema:
            schema = _schema()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        elif "allOf" in schema:
            schema = schema["allOf"][0]
        elif "anyOf" in schema:
            schema = schema["anyOf"][0]
        else:
            return schema


def _object(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: _example(schema["properties"][name]) for name in schema.get("required", [])}


def _text(schema: dict[str, Any]) -> str:
    return WORDS.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))


MAKERS: dict[str, Any] = {
    "object": _object,
    "array": lambda schema: [_example(schema["items"])] * schema.get("minItems", 0),
    "string": _text,
    "integer": lambda schema: schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1),
    "number": lambda schema: schema.get("minimum", 1),
    "boolean": lambda schema: True,
}
