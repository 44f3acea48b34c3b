"""The files that the organisation is filled from, and how it is given out again."""

from biaogan.core.exchange import register_exporter, register_importer
from biaogan.org.imports.exports import OUTLETS_OUT, PEOPLE_OUT, ROSTER_OUT
from biaogan.org.imports.outlets import OUTLETS
from biaogan.org.imports.people import PEOPLE
from biaogan.org.imports.roster import ROSTER


def register() -> None:
    for importer in (OUTLETS, PEOPLE, ROSTER):
        register_importer(importer)
    for exporter in (OUTLETS_OUT, PEOPLE_OUT, ROSTER_OUT):
        register_exporter(exporter)
