"""What `biaogan verify` proves of the evidence: every file is there, and is the one that was brought."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from biaogan.audit.checks import Flaw, Progress, Result, no_progress
from biaogan.evidence import store
from biaogan.evidence.models import Evidence


def verify_files(*, now: dt.datetime, progress: Progress = no_progress) -> Result:
    """Hash every kept file anew; missing and changed ones are flaws."""
    rows = Evidence.objects.kept().exclude(sha256="").order_by("sha256").distinct("sha256")
    result, total = Result(), rows.count()
    for evidence in rows.select_related("case").iterator(chunk_size=500):
        result.looked_at += 1
        if flaw := _flaw(evidence):
            result.flaws.append(flaw)
        progress(result.looked_at, total)
    return result


def _flaw(evidence: Evidence) -> Flaw | None:
    where = f"{evidence.case.number} · {evidence.pk} · {evidence.sha256}"
    path = store.path_of(evidence.sha256)
    if not path.exists():
        return Flaw("evidence.missing", _("The file is missing."), where)
    if store.digest_of(path) != evidence.sha256:
        return Flaw("evidence.changed", _("The file is not the one that was brought: its hash differs."), where)
    return None
