"""What every operation's description has in common: how it fails, and the key that makes a create happen once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja.openapi import schema as ninja_openapi
from ninja.openapi.schema import OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema
from pydantic.json_schema import CoreModeRef, DefsRef

from biaogan.core.idempotency import HEADER, LONGEST, PATTERN
from biaogan.core.problems import CONTENT_TYPE

if TYPE_CHECKING:
    from biaogan.config.api import Api


class NamedByApp(NinjaGenerateJsonSchema):
    """Two apps may each have a `Level`; in one document they need names of their own: «OrgLevel», «ComplaintsLevel»."""

    def get_defs_ref(self, core_mode_ref: CoreModeRef) -> DefsRef:
        key = super().get_defs_ref(core_mode_ref)
        package, _dot, rest = core_mode_ref[0].partition(".")
        if package == "biaogan":
            choices = self._prioritized_defsref_choices[key]
            choices.insert(0, DefsRef(f"{rest.partition('.')[0].capitalize()}{choices[0]}"))
        return key


# ninja merges the schemas of all operations by their bare names, and offers no other way to name them.
setattr(ninja_openapi, NinjaGenerateJsonSchema.__name__, NamedByApp)

PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `title` is a code for programs, `detail` a sentence in the caller's language.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
        "refusals": {"type": "array", "items": {"type": "object"}},
        "reference": {"type": "string", "description": "Of an unexpected error; it stands in the server's log."},
    },
}

RESPONSE = {
    "description": "Refused; nothing was changed.",
    "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

REFERENCE = {"$ref": "#/components/responses/Problem"}

KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "maxLength": LONGEST, "pattern": PATTERN},
    "description": "The same key with the same request is answered as the first time, and happens once.",
}


def complete(schema: OpenAPISchema, api: Api) -> OpenAPISchema:
    """Add to ninja's schema what holds for all operations, and the right that each needs."""
    needs = {api_id(operation, api): operation.view_func for operation in api.operations()}
    components = schema.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components.setdefault("responses", {})["Problem"] = RESPONSE
    for path in schema["paths"].values():
        for method, operation in path.items():
            _complete_operation(operation, method)
            permission = getattr(needs.get(operation["operationId"]), "needs_permission", None)
            if permission is not None:
                operation["x-permission"] = str(permission)
    return schema


def api_id(operation: Any, api: Api) -> str:
    return operation.operation_id or api.get_openapi_operation_id(operation)


def _complete_operation(operation: dict[str, Any], method: str) -> None:
    responses = {str(code): body for code, body in operation.get("responses", {}).items() if int(code) < 400}
    refused = ["400", "401", "403", "404", "409", "422"] if operation.get("security") else ["400", "404", "409", "422"]
    operation["responses"] = {**responses, **dict.fromkeys(refused, REFERENCE), "default": REFERENCE}
    if method == "post":
        operation.setdefault("parameters", []).append(KEY)
