"""What the commands of every room stand on."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Prepared(BaseCommand):
    """A command that needs all tables as this version has them, and says so where they are not."""

    requires_migrations_checks = True

    def check_migrations(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not that of this version. Run “python -m leadgap.prepare” first.")
