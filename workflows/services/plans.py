"""Training plans: opening a version for a proposal, and freezing it with the decision that approves it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from workflows.models import PlanVersion, Proposal
from workflows.models.part import Part
from workflows.models.plan import COURSES, REQUIREMENTS
from workflows.models.record import Taking
from workflows.services.parts import rows_as_told, write_rows


def open_version(proposal: Proposal) -> None:
    """Open the version of the plan that a new proposal puts forward: it begins as a copy of the latest one."""
    latest = proposal.programme.plan_versions.order_by("-number").first()
    number = latest.number + 1 if latest else 1
    version = PlanVersion.objects.create(programme_id=proposal.programme_id, proposal=proposal, number=number)
    if latest is not None:
        for part in (COURSES, REQUIREMENTS):
            write_rows(part, version, rows_as_told(part, latest))
        version.refresh_from_db()  # the database has counted


def freeze_version(proposal: Proposal, taking: Taking) -> None:
    """Freeze the plan that was judged: from here on it never changes (Art. 6(5))."""
    version = PlanVersion.objects.select_for_update().get(proposal=proposal)
    version.frozen_at = taking.at
    version.digest = digest_of_plan(version)
    version.save(update_fields=["frozen_at", "digest"])
    proposal.plan = version  # the one that the rules have read is the one before


def digest_of_plan(version: PlanVersion) -> str:
    """Answer the sha256 of a version's courses, in their order, and of what it asks of students, where it does."""
    told: Any = [_without_nothing(row) for row in _rows(COURSES, version)]
    if requirements := _rows(REQUIREMENTS, version):
        told = {"courses": told, "requirements": requirements}
    canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _rows(part: Part, version: PlanVersion) -> list[dict[str, Any]]:
    fields: list[Any] = [part.model._meta.get_field(name) for name in part.fields]
    rows = part.model._default_manager.filter(**{part.owner: version}).order_by("position")
    return list(rows.values(*(field.attname for field in fields)))


def _without_nothing(course: dict[str, Any]) -> dict[str, Any]:
    """Answer a course as it was told before courses counted towards anything, where it counts towards nothing."""
    return {name: value for name, value in course.items() if name != "counts_towards" or value}
