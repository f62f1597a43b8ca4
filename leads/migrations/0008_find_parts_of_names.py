"""On PostgreSQL, find a part of a name or company by an index of the triples of letters in them.

The extension is part of PostgreSQL; where it is not installed or not allowed, the search reads all names, as on SQLite.
The expression is the one of `leadgap/home/searching.py`.
"""

from django.db import ProgrammingError, migrations, transaction

INDEX = "leads_lead_triples"


def add_index(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
            if cursor.fetchone() is None:
                return
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except ProgrammingError:  # only the owner of a database may
        return
    schema_editor.execute(f"CREATE INDEX {INDEX} ON leads_lead USING gin (UPPER(name || ' ' || company) gin_trgm_ops)")


def remove_index(apps, schema_editor):
    schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0007_drop_judged_revision"),
    ]

    operations = [
        migrations.RunPython(add_index, remove_index),
    ]
