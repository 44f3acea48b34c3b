"""What is typed about premises and repairs."""

from biaogan.premises.forms.places import (
    AreaChangeForm,
    AreaForm,
    CounterChangeForm,
    CounterForm,
    DeviceFilterForm,
    DeviceForm,
    ExceptionForm,
    HoursForm,
)
from biaogan.premises.forms.repairs import FORMS, FaultForm, RepairFilterForm, RepairForm

__all__ = [
    "FORMS",
    "AreaChangeForm",
    "AreaForm",
    "CounterChangeForm",
    "CounterForm",
    "DeviceFilterForm",
    "DeviceForm",
    "ExceptionForm",
    "FaultForm",
    "HoursForm",
    "RepairFilterForm",
    "RepairForm",
]
