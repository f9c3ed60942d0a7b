"""`portal grant_office`: an office by hand, as for the first officer of a new portal."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from workflows.models import Account, College, Membership
from workflows.regulation.actor import SCHOOL_WIDE, Role
from workflows.services.people import grant_office, withdraw_office


class Command(BaseCommand):
    """Grants an office or takes it back; whoever holds it finds the change at the next request."""

    help = "Grant an office to an account, or withdraw it. Staff files open offices by themselves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add whose office, which, and for which college."""
        parser.add_argument("number", help="the staff number with which they sign in")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("--college", metavar="CODE", help="the code of the college; for offices of a college")
        parser.add_argument("--withdraw", action="store_true", help="take the office back")

    def handle(self, *, number: str, role: str, college: str | None, withdraw: bool, **options: Any) -> None:
        """Grant or withdraw it, and say so; exit with 1 where there is no such account, college or office."""
        account = _found(Account, "account", username=number)
        is_of_a_college = Role(role) not in SCHOOL_WIDE
        if is_of_a_college is (college is None):
            raise CommandError(f"{role} is an office of {'a college: name it' if is_of_a_college else 'the school'}")
        of = _found(College, "college", code=college) if college else None
        if withdraw:
            withdraw_office(_found(Membership, "office", account=account, role=role, college=of))
        else:
            grant_office(account, Role(role), of)
        done = "no longer holds" if withdraw else "holds"
        self.stdout.write(f"{account.get_full_name()} ({number}) {done} the office {role} of {of or 'the school'}.")


def _found(model: type[Any], what: str, **by: Any) -> Any:
    found = model.objects.filter(**by).first()
    if found is None:
        raise CommandError(f"there is no such {what}: {', '.join(str(value) for value in by.values())}")
    return found
