"""`portal remove_second_factor`: for whoever lost both the app and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management import BaseCommand, CommandError

from workflows.models import Account


class Command(BaseCommand):
    """Takes the second factor off an account; its holder sets up another at the next sign-in."""

    help = "Take the second factor off an account, after its holder proved to you who they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add whose it is."""
        parser.add_argument("number", help="the staff or student number with which they sign in")

    def handle(self, *, number: str, **options: Any) -> None:
        """Remove app and recovery codes, and say of whom; exit with 1 where there is nobody or nothing."""
        try:
            account = Account.objects.get(username=number)
        except Account.DoesNotExist as error:
            raise CommandError(f"nobody signs in with {number}") from error
        removed, _ = Authenticator.objects.filter(user=account).delete()
        if not removed:
            raise CommandError(f"{account.get_full_name()} ({number}) has no second factor")
        self.stdout.write(f"{account.get_full_name()} ({number}) sets up another at the next sign-in.")
