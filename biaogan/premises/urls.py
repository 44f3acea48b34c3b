import datetime as dt

from django.urls import path, register_converter

from biaogan.premises.forms import FORMS
from biaogan.premises.views import devices, hours, outlet, repairs

app_name = "premises"


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("devices", devices.device_list, name="devices"),
    path("devices/<int:pk>", devices.device_page, name="device"),
    path("devices/<int:pk>/edit", devices.device_edit, name="device_edit"),
    path("devices/<int:pk>/remove", devices.device_remove, name="device_remove"),
    path("devices/<int:pk>/report", repairs.report, name="report"),
    path("repairs", repairs.repair_list, name="repairs"),
    path("repairs/<int:pk>", repairs.repair_page, name="repair"),
    path("at/<slug:code>", devices.scanned, name="scanned"),
    path("areas/<int:pk>", outlet.area_edit, name="area_edit"),
    path("areas/<int:pk>/remove", outlet.area_remove, name="area_remove"),
    path("counters/<int:pk>", outlet.counter_edit, name="counter_edit"),
    path("counters/<int:pk>/remove", outlet.counter_remove, name="counter_remove"),
    path("<int:pk>", outlet.outlet, name="outlet"),
    path("<int:pk>/labels", outlet.labels, name="labels"),
    path("<int:pk>/areas/new", outlet.area_new, name="area_new"),
    path("<int:pk>/areas/usual", outlet.usual_areas, name="usual_areas"),
    path("<int:pk>/counters/new", outlet.counter_new, name="counter_new"),
    path("<int:pk>/devices/new", devices.device_new, name="device_new"),
    path("<int:pk>/hours", hours.hours, name="hours"),
    path("<int:pk>/hours/exceptions", hours.exception_new, name="exception_new"),
    path("<int:pk>/hours/exceptions/<day:day>", hours.exception_withdraw, name="exception_withdraw"),
]
#: «premises:repair_mended», «premises:repair_check», …: a page for each move.
urlpatterns += [
    path(f"repairs/<int:pk>/{move}", repairs.make_move, {"move": move}, name=f"repair_{move}") for move in FORMS
]
