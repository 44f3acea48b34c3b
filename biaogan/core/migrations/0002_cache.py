from django.db import migrations


class Migration(migrations.Migration):
    """The table of the database cache, which Django's `createcachetable` would make outside the migrations."""

    dependencies = [("core", "0001_extensions")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE core_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX core_cache_expires ON core_cache (expires);
            """,
            "DROP TABLE core_cache",
        )
    ]
