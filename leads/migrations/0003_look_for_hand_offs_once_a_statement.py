"""On PostgreSQL, look whether the hand-offs of new events are there once a statement, and not once a row.

A foreign key looks up and locks the hand-off for each event, which was a quarter of what an import cost the database.
The trigger refuses the same rows with the same error. SQLite keeps its foreign key, which costs it next to nothing.
"""

from django.db import migrations

FOREIGN_KEYS = {
    "leads_event": "leads_event_hand_off_id_3a55880e_fk_leads_handoff_id",
    "leads_assignment": "leads_assignment_hand_off_id_79e92b1a_fk_leads_handoff_id",
}
FUNCTION = """
CREATE FUNCTION leads_refuse_unknown_hand_offs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM told WHERE NOT EXISTS (SELECT FROM leads_handoff WHERE id = told.hand_off_id)) THEN
        RAISE foreign_key_violation USING MESSAGE = tg_table_name || ' names a hand-off that is not there';
    END IF;
    RETURN NULL;
END $$
"""


def look_once_a_statement(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION)
    for table, foreign_key in FOREIGN_KEYS.items():
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {foreign_key}")
        for act in ("insert", "update"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_{act}_has_hand_off AFTER {act} ON {table} REFERENCING NEW TABLE AS told "
                "FOR EACH STATEMENT EXECUTE FUNCTION leads_refuse_unknown_hand_offs()"
            )


def look_once_a_row(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP FUNCTION leads_refuse_unknown_hand_offs() CASCADE")
    for table, foreign_key in FOREIGN_KEYS.items():
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {foreign_key} FOREIGN KEY (hand_off_id) "
            "REFERENCES leads_handoff (id) DEFERRABLE INITIALLY DEFERRED"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0002_seed_reasons"),
    ]

    operations = [
        migrations.RunPython(look_once_a_statement, look_once_a_row),
    ]
