"""The form with which a file is handed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from biaogan.core.errors import InputRefused
from biaogan.core.exchange.importers import Importer
from biaogan.core.exchange.mapping import find_mapping, mapping_names
from biaogan.core.wording import listed

#: What readers call the options that an importer asks for.
OPTIONS = {
    "unit": _("Only for the unit with the code"),
    "layer": _("Calendar"),
    "handbook": _("Code of the handbook, if it is not «service»"),
    "name": _("Name of the handbook, if it is new"),
    "whole": _("Take out what the file lacks: yes or no"),
}


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"))
    mapping = forms.ChoiceField(
        label=_("Mapping"),
        required=False,
        help_text=_("Which of the known files it is. If nothing is chosen, the names of the columns tell."),
    )
    update = forms.BooleanField(
        label=_("Change what was imported before with other values"),
        required=False,
        help_text=_("Without this, such rows are refused."),
    )

    def __init__(self, *args: Any, importer: Importer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        endings = ", ".join(importer.suffixes)
        self.fields["file"].widget.attrs["accept"] = endings
        self.fields["file"].help_text = _("%(endings)s; UTF-8, GBK or UTF-16.") % {"endings": endings}
        names = mapping_names(importer)
        if names:
            choices = [(name, find_mapping(importer, name).title) for name in names]
            field = self.fields["mapping"]
            field.choices = [("", _("Found out by the columns")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["mapping"]
        for name in importer.options:
            self.fields[f"option_{name}"] = forms.CharField(label=OPTIONS.get(name, name), required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(self.importer.suffixes):
            raise forms.ValidationError(
                _("A file that ends in %(endings)s is expected."), params={"endings": listed(self.importer.suffixes)}
            )
        return file

    def options(self) -> dict[str, str]:
        told = {name: self.cleaned_data.get(f"option_{name}", "") for name in self.importer.options}
        return {name: value for name, value in told.items() if value}

    def refuse(self, refused: InputRefused) -> None:
        """Say beside the file why it cannot be read."""
        self.add_error("file", refused.message)
