"""The first calendars: the nation with all years that the library has, and Guangxi with none.

One bulk insert of some 800 rows, so that migrating costs no more for it; later years come by the nightly job or by import.
"""

import datetime as dt

from django.db import migrations
from django.utils import timezone

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
NAMES_EN = {
    "Tomb-sweeping Day": "Tomb-Sweeping Day",
    "Mid-autumn Festival": "Mid-Autumn Festival",
    "Anti-Fascist 70th Day": "70th anniversary of the victory of 1945",
}


def fill(apps, schema_editor):
    from chinese_calendar.constants import holidays, workdays

    Layer, LayerHours, LayerYear, DayMark, Stamp = (
        apps.get_model("workcal", name) for name in ("Layer", "LayerHours", "LayerYear", "DayMark", "Stamp")
    )
    nation = Layer.objects.create(code="cn", kind="nation", name="全国", name_en="China")
    Layer.objects.create(code="cn-gx", kind="region", name="广西", name_en="Guangxi", parent=nation)
    LayerHours.objects.create(
        layer=nation,
        starts_on=dt.date(1980, 1, 1),
        opens_at=dt.time(9, 0),
        closes_at=dt.time(17, 30),
        basis="待本行确认 / bank to confirm",
    )
    years = {
        year: LayerYear(layer=nation, year=year, state="final", source="chinesecalendar", imported_at=timezone.now())
        for year in sorted({day.year for day in holidays})
    }
    LayerYear.objects.bulk_create(years.values())
    DayMark.objects.bulk_create(
        DayMark(
            # New Year's Day belongs to the next year's notice where it begins in December.
            notice=years[day.year + (day.month == 12 and name == "New Year's Day")],
            day=day,
            working=day in workdays,
            name=NAMES.get(name, name),
            name_en=NAMES_EN.get(name, name),
        )
        for day, name in sorted({**holidays, **workdays}.items())
    )
    Stamp.objects.create()


def empty(apps, schema_editor):
    for name in ("DayMark", "LayerYear", "LayerHours", "CalendarChange", "Stamp"):
        apps.get_model("workcal", name).objects.all().delete()
    layers = apps.get_model("workcal", "Layer").objects
    for kind in ("bank", "region", "nation"):
        layers.filter(kind=kind).order_by("-pk").delete()


class Migration(migrations.Migration):
    dependencies = [("workcal", "0001_initial")]
    operations = [migrations.RunPython(fill, empty, elidable=False)]
