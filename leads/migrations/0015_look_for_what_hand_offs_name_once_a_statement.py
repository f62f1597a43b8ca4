"""On PostgreSQL, look once a statement, and not once a row, whether there is what new hand-offs and leads name.

Six foreign keys looked up and locked six rows for each row of an import, which was a quarter of what it cost the
database. The triggers do what they did: refuse what names nothing, lock what is named against deletion, and refuse to
delete what is named. SQLite keeps its foreign keys.
"""

from django.db import migrations

# By table: the constraint, its column, and the table that it names.
FOREIGN_KEYS = {
    "leads_lead": [("leads_lead_system_id_ca7b7f08_fk_leads_system_id", "system_id", "leads_system")],
    "leads_handoff": [
        ("leads_handoff_lead_id_8fe7c243_fk_leads_lead_id", "lead_id", "leads_lead"),
        ("leads_handoff_source_id_5670f41b_fk_leads_source_id", "source_id", "leads_source"),
        ("leads_handoff_campaign_id_847f6d03_fk_leads_campaign_id", "campaign_id", "leads_campaign"),
        ("leads_handoff_owner_id_683c3459_fk_accounts_owner_id", "owner_id", "accounts_owner"),
        ("leads_handoff_team_id_60878584_fk_accounts_team_id", "team_id", "accounts_team"),
    ],
}
# Arguments are a column and the table that it names, and so on.
REFUSE_UNKNOWN = """
CREATE FUNCTION leads_refuse_unknown() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    are_there boolean;
BEGIN
    FOR place IN 0 .. tg_nargs - 1 BY 2 LOOP
        EXECUTE format(
            'WITH named AS MATERIALIZED (SELECT DISTINCT %1$I AS id FROM told WHERE %1$I IS NOT NULL), '
            'found AS MATERIALIZED (SELECT FROM %2$I WHERE id IN (SELECT id FROM named) FOR KEY SHARE) '
            'SELECT (SELECT count(*) FROM named) = (SELECT count(*) FROM found)',
            tg_argv[place], tg_argv[place + 1]
        ) INTO are_there;
        IF NOT are_there THEN
            RAISE foreign_key_violation USING
                MESSAGE = format('%s of %s names a row that is not there', tg_argv[place], tg_table_name);
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
# Arguments are a table and its column that names what is deleted.
REFUSE_TO_LOSE = """
CREATE FUNCTION leads_refuse_to_lose() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_named boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE %I IN (SELECT id FROM gone))', tg_argv[0], tg_argv[1])
        INTO is_named;
    IF is_named THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('a row of %s is named by %s of %s', tg_table_name, tg_argv[1], tg_argv[0]);
    END IF;
    RETURN NULL;
END $$
"""


def look_once_a_statement(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    # Rows that were written in this transaction are looked at before their constraints go.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute(REFUSE_UNKNOWN, params=None)
    schema_editor.execute(REFUSE_TO_LOSE, params=None)
    for table, foreign_keys in FOREIGN_KEYS.items():
        named = ", ".join(f"{column}, {parent}" for _, column, parent in foreign_keys)
        for act in ("insert", "update"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_{act}_names_what_is_there AFTER {act} ON {table} "
                "REFERENCING NEW TABLE AS told FOR EACH STATEMENT "
                f"EXECUTE FUNCTION leads_refuse_unknown({named})"
            )
        for foreign_key, column, parent in foreign_keys:
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {foreign_key}")
            schema_editor.execute(
                f"CREATE TRIGGER named_by_{table}_{column} AFTER DELETE ON {parent} "
                "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT "
                f"EXECUTE FUNCTION leads_refuse_to_lose({table}, {column})"
            )


def look_once_a_row(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for name in ("leads_refuse_unknown", "leads_refuse_to_lose"):
        schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")
    for table, foreign_keys in FOREIGN_KEYS.items():
        for foreign_key, column, parent in foreign_keys:
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {foreign_key} FOREIGN KEY ({column}) "
                f"REFERENCES {parent} (id) DEFERRABLE INITIALLY DEFERRED"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_grace_minutes"),
        ("leads", "0014_index_hand_offs_by_day"),
    ]

    operations = [
        migrations.RunPython(look_once_a_statement, look_once_a_row),
    ]
