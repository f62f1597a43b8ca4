"""The tables can be built, taken down and built again."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

OURS = {"leadgap", "leads", "sla", "feedback"}
MIGRATED = MigrationLoader(None).migrated_apps
ROOMS = {app.label for app in apps.get_app_configs() if app.name.split(".")[0] in OURS and app.label in MIGRATED}


def tables_of_rooms() -> set[str]:
    return {table for table in connection.introspection.table_names() if table.partition("_")[0] in ROOMS}


@pytest.mark.django_db(transaction=True)
def test_forward_back_and_forward_again_on_an_empty_database() -> None:
    before = tables_of_rooms()
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()

    try:
        executor.migrate([(room, None) for room in sorted(ROOMS)])
        taken_down = tables_of_rooms()
    finally:
        executor.loader.build_graph()
        executor.migrate(latest)

    assert taken_down == set()
    assert tables_of_rooms() == before != set()


def test_every_migration_has_a_name_that_says_what_it_does() -> None:
    names = [name for room, name in MigrationLoader(None).disk_migrations if room in ROOMS]

    assert names
    assert [name for name in names if "_auto_" in name] == []
