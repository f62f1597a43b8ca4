from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from leadgap.accounts.models import Organisation
from leadgap.commands import Prepared
from leadgap.home.demo.company import DEFAULT_LEADS, AlreadyThere, NamesTaken, found, password, sign_ins
from leadgap.home.demo.loading import roll
from leadgap.home.demo.removal import NobodyWouldBeLeft, remove
from leadgap.home.demo.settling import settle
from leadgap.home.models import DemoCompany


class Command(Prepared):
    help = "Load the demo company, let it live on until now, say who can sign in, or remove it."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--if-empty", action="store_true", help="load it only where nothing is set up yet")
        what.add_argument("--sign-ins", action="store_true", help="print one sign-in of each role")
        what.add_argument("--remove", action="store_true", help="take away all that it brought")
        parser.add_argument("--leads", type=int, default=DEFAULT_LEADS, help="about how many in a year")
        parser.add_argument("--seed", type=int, default=1, help="another number, another story")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            try:
                remove()
            except NobodyWouldBeLeft as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write("The demo company is gone.")
        elif options["sign_ins"]:
            self._print_sign_ins()
        else:
            self._load(**options)

    def _load(self, *, if_empty: bool, leads: int, seed: int, **_: Any) -> None:
        if not 1 <= leads <= 2_000_000:
            raise CommandError("--leads takes a number from 1 to 2 000 000.")
        now = timezone.now()
        has_company = DemoCompany.objects.exists()
        if if_empty and not has_company and Organisation.objects.exists():
            return
        try:
            if not has_company:
                self.stdout.write("Loading the demo company: a year of leads…")
                found(now=now, leads=leads, seed=seed)
            elif not if_empty:
                raise AlreadyThere("The demo company is already here. Remove it before loading it again.")
        except (AlreadyThere, NamesTaken) as refusal:
            raise CommandError(str(refusal)) from refusal
        roll(now=now)
        settle(now=now)

    def _print_sign_ins(self) -> None:
        people = sign_ins()
        if not people:
            return
        self.stdout.write("Sign in as")
        width = max(len(user.get_role_display()) for user in people)
        for user in people:
            self.stdout.write(f"  {user.get_role_display():<{width}}  {user.email}  {password()}")
