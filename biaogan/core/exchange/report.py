"""What an import did, or would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RefusedRow:
    """Why a row was refused. `line` is that of the file, as an editor or a spreadsheet counts; 0 where there is none."""

    reason: str
    line: int = 0
    column: str = ""
    value: str = ""
    file: str = ""


@dataclass
class Report:
    """The rows read and what became of them. Counts are what was done if `is_applied`, else what would have been."""

    kind: str
    files: list[str]
    mapping: str = ""
    read: int = 0
    created: int = 0
    updated: int = 0
    same: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    refused_rows: int = 0
    is_applied: bool = False
    is_dry_run: bool = False
    #: What else there is to say, a line each.
    notes: list[str] = field(default_factory=list)
    #: The same for machines, as the importer says it.
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not self.refused

    @property
    def changes(self) -> int:
        return self.created + self.updated

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Report:
        return cls(
            kind=told["kind"],
            files=told["files"],
            mapping=told["mapping"],
            read=told["read"],
            created=told["created"],
            updated=told["updated"],
            same=told["skipped"],
            refused=[RefusedRow(**row) for row in told["refusals"]],
            refused_rows=told["refused"],
            is_applied=told["applied"],
            is_dry_run=told["dry_run"],
            notes=told["notes"],
            details=told.get("details", {}),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "files": self.files,
            "mapping": self.mapping,
            "applied": self.is_applied,
            "dry_run": self.is_dry_run,
            "read": self.read,
            "created": self.created,
            "updated": self.updated,
            "skipped": self.same,
            "refused": self.refused_rows,
            "refusals": [vars(row) for row in self.refused],
            "notes": self.notes,
            "details": self.details,
        }
