"""The figures that the product ships, each with where it comes from."""

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

ALWAYS = DateRange(None, None)

#: code -> number
FIGURES = {"repeat_days": 90, "repeat_weight": 200, "link_days": 14}


def ship(apps, schema_editor):
    figure = apps.get_model("rectification", "Figure")
    figure.objects.bulk_create(
        figure(
            code=code, value=value, valid=ALWAYS, origin="to_confirm", basis="待本行确认", basis_en="bank to confirm"
        )
        for code, value in FIGURES.items()
    )


class Migration(migrations.Migration):
    dependencies = [("rectification", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
