"""What may be evidence: told by the first bytes, never by the name alone. No database, no files."""

from biaogan.evidence.rules.formats import ALLOWED, Family, Format, sniff

__all__ = ["ALLOWED", "Family", "Format", "sniff"]
