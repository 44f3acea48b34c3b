"""The rows that the product ships: how often outlets are inspected, and the numbers that rules rest on. The bank confirms all of them."""

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

ALWAYS = DateRange(None, None)
TO_CONFIRM = {"valid": ALWAYS, "origin": "to_confirm", "basis": "待本行确认", "basis_en": "bank to confirm"}

#: channel -> every, counted in
CADENCES = {
    "self_check": (1, "weeks"),
    "onsite": (3, "months"),
    "offsite": (1, "months"),
    "mystery": (3, "months"),
}
#: A sub-branch that serves customers is inspected as an outlet is.
LEVELS = ("outlet", "sub_branch")

THRESHOLDS = {
    "cooling_months": 12,
    "onsite_inspectors": 2,
    "months_a_ticket": 3,
    "tickets_at_most": 5,
    "patrols_a_day": 3,
}


def ship(apps, schema_editor):
    cadence = apps.get_model("inspections", "Cadence")
    cadence.objects.bulk_create(
        cadence(level=level, channel=channel, every=every, turn=turn, **TO_CONFIRM)
        for level in LEVELS
        for channel, (every, turn) in CADENCES.items()
    )
    threshold = apps.get_model("inspections", "Threshold")
    threshold.objects.bulk_create(threshold(code=code, value=value, **TO_CONFIRM) for code, value in THRESHOLDS.items())


class Migration(migrations.Migration):
    dependencies = [("inspections", "0003_logs")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
