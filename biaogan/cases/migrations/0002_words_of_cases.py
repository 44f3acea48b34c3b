import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Two empty tables, whatever the number of cases: the job `cases.fill_words` reads those that are there, the newest first."""

    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WordsBacklog",
            fields=[
                ("kind", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField()),
                ("below", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="CaseWords",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["words"], gin_pending_list_limit=1024, name="case_by_word"
                    )
                ],
            },
        ),
    ]
