"""`import inspections`: another register's inspections from up to four files (units, items, inspections, findings), gone through again.

The handbook is made from the items, and has to come to the score that was published; the report says where it does and why it
does not elsewhere. See mappings/.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from biaogan.accounts.roles import Permission
from biaogan.core.exchange import Importer, register_importer
from biaogan.inspections.importing.material import WHOLE
from biaogan.inspections.importing.parts import FAULTS, ITEMS, MAPPINGS, UNITS, VISITS
from biaogan.inspections.importing.storing import finish

INSPECTIONS = Importer(
    kind=WHOLE,
    label=gettext_lazy("Inspections of another register"),
    permission=Permission.PLAN_INSPECTION,
    parts=(UNITS, ITEMS, VISITS, FAULTS),
    finish=finish,
    mappings=MAPPINGS,
    options=("unit",),
    help=gettext_lazy("Units, items, inspections and findings, up to four files at once; compares the scores."),
)


def register() -> None:
    register_importer(INSPECTIONS)
