import datetime as dt

from django.urls import path, register_converter

from biaogan.workcal.views import calendars, days, deadlines, notices

app_name = "workcal"


class CalendarDayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        return str(value)


register_converter(CalendarDayConverter, "calendar_day")

urlpatterns = [
    path("", calendars.calendars, name="calendars"),
    path("new", calendars.calendar_new, name="calendar_new"),
    path("deadline", deadlines.deadline, name="deadline"),
    path("<str:code>/", calendars.calendar, name="calendar"),
    path("<str:code>/hours", calendars.hours, name="hours"),
    path("<str:code>/upload", notices.upload, name="upload"),
    path("<str:code>/apply", notices.apply, name="apply"),
    path("<str:code>/years/<int:year>", calendars.settle, name="settle"),
    path("<str:code>/days/<calendar_day:day>", days.day, name="day"),
]
