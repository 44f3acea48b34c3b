"""The classification of complaints, JR/T 0169-2018, as rows that an administrator edits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from biaogan.complaints.choices import Facet
from biaogan.core.wording import in_reader_language


class Category(models.Model):
    """A name in one facet of the classification. Our own code is its key; the standard's is filled in by the bank."""

    code = models.CharField(max_length=40, primary_key=True)
    facet = models.CharField(max_length=10, choices=Facet)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    std_code = models.CharField(_("code of the standard"), max_length=12, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(_("no longer used from"), null=True, blank=True)

    class Meta:
        ordering = ["facet", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["facet", "name"], name="category_name_stands_once_in_a_facet")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_reader_language(self.name, self.name_en)
