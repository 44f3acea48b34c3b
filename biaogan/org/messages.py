"""Sentences that both pages and programs are told."""

from django.utils.translation import gettext_lazy as _

UNKNOWN_UNIT = _("There is no such unit, or it is not yours to see.")
UNKNOWN_PERSON = _("There is no such member of staff, or it is not yours to see.")
