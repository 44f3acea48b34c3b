"""Files of issued papers: made once, after the commit that gave the number, and kept with the evidence."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from biaogan.accounts.access import Actor
from biaogan.core.errors import RuleBroken
from biaogan.evidence import store
from biaogan.papers.kinds import KINDS
from biaogan.papers.layouts.pdf import as_pdf
from biaogan.papers.layouts.sheet import Sheet, draft_sheet, sheet_of
from biaogan.papers.layouts.word import as_word
from biaogan.papers.models import Paper, PaperFile
from biaogan.papers.queries import issuer_code_of
from biaogan.papers.rules import State
from biaogan.parties.actions import reveal
from biaogan.parties.models import Party, Purpose
from biaogan.parties.rules import PersonalField

RENDERERS: dict[str, Callable[[Sheet, str], bytes]] = {PaperFile.Form.PDF: as_pdf, PaperFile.Form.WORD: as_word}
MOST_BYTES = 50 * 1024 * 1024


def file_of(paper: Paper, form: str, *, now: dt.datetime) -> bytes:
    """Return the file of an issued paper, made on the first call, unchanged from then on."""
    if paper.state == State.DRAFT:
        raise RuleBroken("paper.not_issued", _("A draft has no file yet. Issue it first."))
    found = PaperFile.objects.filter(paper=paper, form=form, is_void=paper.state == State.VOID).first()
    if found is not None:
        with store.opened(found.sha256) as file:
            return file.read()
    return _made(paper, form, now=now)


def full_version(paper: Paper, form: str, *, by: Actor, now: dt.datetime) -> bytes:
    """Return the paper with the customer's full name, for sending; it is kept nowhere, and who asked is written down.

    Raises PermissionDenied without the right to reveal, RuleBroken for a paper to nobody in particular.
    """
    if paper.party is None or paper.state != State.ISSUED:
        raise RuleBroken("paper.no_party", _("This paper has no full version."))
    try:
        values = reveal(
            paper.party, fields=[PersonalField.NAME], purpose=Purpose.TELL, words=paper.number, by=by, now=now
        )
    except Party.DoesNotExist:
        raise PermissionDenied(_("Your posts and roles do not allow this here.")) from None
    name = paper.addressee.replace(paper.party.masked_name, values[PersonalField.NAME])
    return RENDERERS[form](sheet_of(paper, addressee=name), KINDS[paper.kind].layout)


def preview(paper: Paper, *, now: dt.datetime) -> Sheet:
    """Return the sheet as it stands: a draft's with its mark, an issued paper's as it was issued."""
    if paper.state != State.DRAFT:
        return sheet_of(paper)
    return draft_sheet(paper, issuer_code_of(paper.unit, day=now.date()), KINDS[paper.kind].mark)


def _made(paper: Paper, form: str, *, now: dt.datetime) -> bytes:
    content = RENDERERS[form](sheet_of(paper), KINDS[paper.kind].layout)
    incoming = store.receive(io.BytesIO(content), most=MOST_BYTES)
    assert incoming is not None
    with transaction.atomic():
        store.guard(incoming.sha256)
        PaperFile.objects.get_or_create(
            paper=paper,
            form=form,
            is_void=paper.state == State.VOID,
            defaults={"sha256": incoming.sha256, "size": incoming.size, "at": now},
        )
        store.keep(incoming)
    return content
