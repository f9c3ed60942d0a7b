"""``portal load_demo``: three colleges, six programmes, 200 students, open intakes; done once, it does nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from backend.demo.pages import load_site
from backend.demo.people import PASSWORD, load_colleges, load_staff, load_students
from backend.demo.records import load_decisions, load_further_proposals, load_intakes, load_proposals
from cms.models import HomePage
from workflows.models import Account, Intake, Student
from workflows.regulation.actor import Role
from workflows.selectors.applications import eligibility
from workflows.services.rulebooks import load_edition

FIRST_QUERY = "{ programmes { nodes { title fee { amount } recruitment { status } } } }"


class Command(BaseCommand):
    """Loads the demo college in one transaction, and answers who can sign in."""

    help = "Load the demo college, unless it is loaded; print its accounts and a first query."

    def handle(self, **options: Any) -> str:
        """Load everything or nothing; answer accounts and a first query as text."""
        if not getattr(settings, "DEMO", False):
            raise CommandError(
                "The demo college is for development and the demo: its passwords are known to everybody."
            )
        if not HomePage.objects.exists():
            with transaction.atomic():
                load()
        return greeting()


def load() -> None:
    """Load the demo college into an empty portal."""
    load_edition(settings.RULEBOOK_FILE.read_text("utf-8"))
    load_colleges()
    load_staff()
    load_students()
    load_proposals()
    load_site()
    load_decisions()
    load_intakes()
    load_further_proposals()


def _who_may_apply() -> Account | None:
    """Answer a student without an application to whom an intake is open that she may apply to."""
    intakes = list(Intake.objects.filter(state=Intake.State.OPEN))
    for student in Student.objects.filter(applications__isnull=True).select_related("account").order_by("number"):
        if any(not judgement.blocking for judgement in eligibility(student.pk, intakes).values()):
            return student.account
    return None


def greeting() -> str:
    """Answer who can sign in, and a query to begin with."""
    lines = [f"Accounts, all with the password {PASSWORD}:", ""]
    for role in Role:
        account = Account.objects.filter(memberships__role=role).order_by("username").first()
        if account is not None:
            lines.append(f"  {account.username:<12} {account.display_name}, {role.value.replace('_', ' ')}")
    student = Account.objects.filter(student__applications__isnull=False).order_by("username").first()
    for account, what in ((student, "student with an application"), (_who_may_apply(), "student who may apply")):
        if account is not None:
            lines.append(f"  {account.username:<12} {account.display_name}, {what}")
    lines += ["", "A first query to paste into GraphiQL:", "", f"  {FIRST_QUERY}"]
    return "\n".join(lines)
