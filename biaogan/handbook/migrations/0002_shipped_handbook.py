"""The handbook that the product ships, in force from its first day; see shipped/service-1.toml."""

import tomllib
from pathlib import Path

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

FILE = Path(__file__).parents[1] / "shipped" / "service-1.toml"


def ship(apps, schema_editor):
    book = tomllib.loads(FILE.read_text("utf-8"))
    version = _draft(apps, book)
    _fill(apps, version, book)
    # Last, since nothing can be written into a published version.
    version.state, version.valid = "published", DateRange(book["version"]["first_day"], None)
    version.published_at = version.made_at
    version.save(update_fields=["state", "valid", "published_at"])


def _draft(apps, book):
    handbook = apps.get_model("handbook", "Handbook").objects.create(**book["handbook"])
    details = {name: value for name, value in book["version"].items() if name != "first_day"}
    return apps.get_model("handbook", "Version").objects.create(
        handbook=handbook, state="draft", made_at=timezone.now(), **details
    )


def _fill(apps, version, book):
    area_model, item_model = apps.get_model("handbook", "Area"), apps.get_model("handbook", "Item")
    bands = apps.get_model("handbook", "GradeBand")
    bands.objects.bulk_create(bands(version=version, **band) for band in book["bands"])
    items = []
    for place, told in enumerate(book["areas"], 1):
        rows = told.pop("items")
        area = area_model.objects.create(version=version, position=place, **told)
        items += [item_model(version=version, area=area, **row) for row in rows]
    for place, item in enumerate(items, 1):
        item.position = place
    item_model.objects.bulk_create(items)


class Migration(migrations.Migration):
    dependencies = [("handbook", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
