import datetime as dt

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange


def ship(apps, schema_editor):
    apps.get_model("evidence", "RetentionRule").objects.create(
        case_kind="",
        months=60,
        source="bank_to_confirm",
        basis_zh="银保监会令2020年第3号第二十八条未规定年限；诉讼时效三年（民法典第一百八十八条）之上取五年，待本行确认",
        basis_en="Order 2020 No. 3 art. 28 gives no period; five years, above the limitation of three (Civil Code art. 188); bank to confirm",
        valid=DateRange(dt.date(2020, 1, 1), None),
    )


class Migration(migrations.Migration):
    """The period that counts until the bank sets its own."""

    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
