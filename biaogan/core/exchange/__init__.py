"""Files in and out, for all apps: an app says which fields it takes or gives, and what to do with a chunk of rows.

An import is all or nothing unless `partial`; a second run changes nothing. docs/import.md shows how a mapping is written.
"""

from biaogan.core.exchange.exporters import EXPORTERS, Column, Exporter, download, export_file, register_exporter, write
from biaogan.core.exchange.fields import Choice, Code, Day, Decimal, Field, Flag, Integer, Moment, Text
from biaogan.core.exchange.importers import IMPORTERS, WITNESSES, Importer, Row, Run, register_importer
from biaogan.core.exchange.importing import import_files
from biaogan.core.exchange.mapping import Mapping, find_mapping, mapping_names
from biaogan.core.exchange.report import RefusedRow, Report

__all__ = [
    "EXPORTERS",
    "IMPORTERS",
    "WITNESSES",
    "Choice",
    "Code",
    "Column",
    "Day",
    "Decimal",
    "Exporter",
    "Field",
    "Flag",
    "Importer",
    "Integer",
    "Mapping",
    "Moment",
    "RefusedRow",
    "Report",
    "Row",
    "Run",
    "Text",
    "download",
    "export_file",
    "find_mapping",
    "import_files",
    "mapping_names",
    "register_exporter",
    "register_importer",
    "write",
]
