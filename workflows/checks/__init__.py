"""What must hold before the portal starts: Django's system checks of the law and of the records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from workflows.checks import law, records
from workflows.models import RECORDS, RulebookEdition
from workflows.rules import CATALOGUE
from workflows.selectors.facts import GATHERERS
from workflows.selectors.rulebook_in_code import all_duties
from workflows.services.consequences import CONSEQUENCES


@register("workflows")
def the_law_hangs_together(**_: Any) -> list[CheckMessage]:
    """Answer everything because of which a step could not be judged, taken or explained."""
    if faults := records.records_without_states(RECORDS):
        return faults  # the other checks read the states
    found = records.records_left_out(RECORDS, apps.get_models())
    found += [fault for check in records.OF_RECORDS for fault in check(RECORDS)]
    found += law.steps_without_gatherers(RECORDS, GATHERERS)
    found += law.rules_without_steps(CATALOGUE.values(), RECORDS)
    found += law.consequences_of_no_step(CONSEQUENCES, RECORDS)
    found += law.couriers_that_do_not_resolve(settings.OUTBOX_COURIERS)
    found += law.faults_of_the_rulebook(Path(settings.RULEBOOK_FILE), all_duties())
    return found


@register("workflows", Tags.database)
def loaded_editions_still_bind(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Answer the loaded editions that this release could not judge by, before somebody finds out at the door."""
    table = RulebookEdition._meta.db_table
    return [
        Error(
            f"The loaded edition {edition} cannot be used by this release: {fault}",
            hint="Ranges of figures only ever widen, and keys of an edition only ever come: mend the code.",
            id="workflows.E101",
        )
        for alias in databases or ()
        if table in connections[alias].introspection.table_names()
        for edition in RulebookEdition.objects.using(alias)
        for fault in law.faults_of_loaded(edition)
    ]
