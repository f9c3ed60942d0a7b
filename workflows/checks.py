"""What must hold between records, rules, duties and the rulebook before the portal starts: Django's system checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models
from django.utils.module_loading import import_string
from django_fsm import FSMField, Transition
from pydantic import ValidationError

from workflows.models import RECORDS, Record, RulebookEdition
from workflows.models.duties import Duty, the_portal
from workflows.models.record import Asks, Edges, Logged, Manner, came_through_the_door, state_field, transitions_of
from workflows.regulation.edition import Edition, number_of
from workflows.regulation.faults import RulebookRefused
from workflows.regulation.loader import digest_of, read_rulebook
from workflows.regulation.rule import Rule
from workflows.rules import CATALOGUE
from workflows.rules.unbuilt import CITED_DOCUMENT
from workflows.selectors.facts import GATHERERS
from workflows.selectors.rulebook_in_code import all_duties
from workflows.services.consequences import CONSEQUENCES

Models = Sequence[type[Record]]


@register("workflows")
def the_law_hangs_together(**_: Any) -> list[CheckMessage]:
    """Answer everything because of which a step could not be judged, taken or explained."""
    if faults := records_without_states(RECORDS):
        return faults  # the other checks read the states
    found = records_left_out(RECORDS, apps.get_models())
    found += [fault for check in OF_RECORDS for fault in check(RECORDS)]
    found += steps_without_gatherers(RECORDS, GATHERERS)
    found += rules_without_steps(CATALOGUE.values(), RECORDS)
    found += consequences_of_no_step(CONSEQUENCES, RECORDS)
    found += couriers_that_do_not_resolve(settings.OUTBOX_COURIERS)
    found += faults_of_the_rulebook(Path(settings.RULEBOOK_FILE), all_duties())
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
        for fault in _faults_of_loaded(edition)
    ]


def records_left_out(records: Models, every: Iterable[type[models.Model]]) -> list[CheckMessage]:
    """Answer the kinds of record of which nothing that goes over all records would know."""
    hint = "Add it to RECORDS in workflows/models/__init__.py, after its parents."
    return [
        Error(f"{model.__name__} is not among RECORDS.", hint=hint, obj=model, id="workflows.E019")
        for model in every
        if issubclass(model, Record) and model not in records
    ]


def records_without_states(records: Models) -> list[CheckMessage]:
    """Answer the records whose ``state`` is missing or can be set past their steps."""
    return [
        Error(
            f"{model.__name__} has no protected FSM field named state.",
            hint="Declare state = FSMField(default=…, choices=State.choices, protected=True).",
            obj=model,
            id="workflows.E001",
        )
        for model in records
        if not _has_protected_state(model)
    ]


def steps_without_duties(records: Models) -> list[CheckMessage]:
    """Answer the steps that are nobody's duty."""
    return [
        Error(
            f"{model.__name__}.{name} does not say whose duty it is.",
            hint="Give @transition a permission from workflows.models.duties.",
            obj=model,
            id="workflows.E002",
        )
        for model, name, edges in _steps(records)
        if not all(isinstance(edge.permission, Duty) for edge in edges)
    ]


def steps_without_manners(records: Models) -> list[CheckMessage]:
    """Answer the steps that say not how they are taken or what follows, or lock what is no parent of the record."""
    found: list[CheckMessage] = []
    for model, name, edges in _steps(records):
        manner = edges[0].custom.get("manner")
        if not isinstance(manner, Manner):
            hint = "Give @transition a custom=manner(_('label'), …)."
            found.append(Error(f"{model.__name__}.{name} has no manner.", hint=hint, obj=model, id="workflows.E003"))
        elif strangers := sorted(set(manner.locks) - set(model.parents)):
            fault = f"{model.__name__}.{name} locks {', '.join(strangers)}, which it would never do."
            hint = f"Lock one of the record's parents ({', '.join(model.parents) or 'none'}), or declare the parent."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E004"))
        elif not manner.effect and edges[0].permission is not the_portal:
            hint = "Say in its manner what follows from it, effect=_('…'): whoever is about to take it is told."
            found.append(Error(f"{model.__name__}.{name} has no effect.", hint=hint, obj=model, id="workflows.E021"))
    return found


def steps_past_the_door(records: Models) -> list[CheckMessage]:
    """Answer the steps that could be taken without ``take_step``."""
    return [
        Error(
            f"{model.__name__}.{name} can be taken past the door.",
            hint="Write its conditions as asks(rule, …), or asks() where no rule guards it.",
            obj=model,
            id="workflows.E005",
        )
        for model, name, edges in _steps(records)
        if not all(came_through_the_door in edge.conditions for edge in edges)
    ]


def steps_that_fork(records: Models) -> list[CheckMessage]:
    """Answer the steps that lead nowhere, or that are not the same step from each of their states."""
    found: list[CheckMessage] = []
    for model, name, edges in _steps(records):
        if any(edge.target is None for edge in edges):
            hint = "Name a state as its target; what changes no state is a revision, not a step."
            found.append(Error(f"{model.__name__}.{name} leads nowhere.", hint=hint, obj=model, id="workflows.E006"))
        elif len({(str(edge.target), id(edge.permission), id(edge.custom.get("manner"))) for edge in edges}) > 1:
            hint = "Declare it with one @transition: one target, one duty, one manner, however many sources."
            fault = f"{model.__name__}.{name} is not the same step from every state."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E007"))
    return found


def states_off_the_edges(records: Models) -> list[CheckMessage]:
    """Answer the records whose declared states are not those that their edges connect."""
    found: list[CheckMessage] = []
    for model in records:
        field = state_field(model)
        declared = {str(state) for state, _ in field.flatchoices}
        connected = {str(field.default)}
        connected |= {
            str(end) for edge in transitions_of(model) for end in (edge.source, edge.target) if end is not None
        }
        if unreached := sorted(declared - connected):
            hint = "Add the step that leads there, or remove the state."
            fault = f"{model.__name__} declares states that no step reaches or leaves: {', '.join(unreached)}."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E008"))
        if undeclared := sorted(connected - declared):
            hint = "Add them to the record's State, and name each source: the database knows no wildcards."
            fault = f"{model.__name__} has steps between states that it does not declare: {', '.join(undeclared)}."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E009"))
    return found


def records_without_triggers(records: Models) -> list[CheckMessage]:
    """Answer the records whose edges or log the database does not hold."""
    return [
        Error(
            f"{model.__name__} is without the trigger {kind.__name__}.",
            hint="Let its Meta inherit from Record.Meta, and begin its triggers with *Record.Meta.triggers.",
            obj=model,
            id="workflows.E010",
        )
        for model in records
        for kind in (Edges, Logged)
        if not any(isinstance(trigger, kind) for trigger in getattr(model._meta, "triggers", ()))
    ]


def askers_that_nobody_knows(records: Models) -> list[CheckMessage]:
    """Answer the steps that are never the asker's, of records that do not say who asked: four eyes would be two."""
    return [
        Error(
            f"{model.__name__}.{name} is never for whoever asked, and {model.__name__} does not say who did.",
            hint="Name the relations to the account that asks: asker_path = 'asked_by'.",
            obj=model,
            id="workflows.E020",
        )
        for model, name, edges in _steps(records)
        if not model.asker_path and any(getattr(edge.permission, "is_anothers", False) for edge in edges)
    ]


def drafts_that_cannot_be(records: Models) -> list[CheckMessage]:
    """Answer the records that begin, or are revised, with fields that nobody fills in, or under what is no record."""
    found: list[CheckMessage] = []
    for model in records:
        declared = {*(model.begins.fields if model.begins else ()), *(model.revises.fields if model.revises else ())}
        own = {field.name for field in (*model._meta.fields, *model._meta.many_to_many) if field.editable}
        if strangers := sorted(declared - own):
            hint = "Name fields of the model that are editable."
            fault = f"{model.__name__} asks for {', '.join(strangers)}, which nobody fills in."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E022"))
        above = {f.name for f in model._meta.fields if f.is_relation and f.related_model in records}
        if model.begins and model.begins.under and model.begins.under not in above:
            hint = "Name the relation to the record under which it begins, or leave it out."
            fault = f"{model.__name__} begins under {model.begins.under}, which is no record."
            found.append(Error(fault, hint=hint, obj=model, id="workflows.E023"))
    return found


def turns_that_nobody_is_shown(records: Models) -> list[CheckMessage]:
    """Answer the states that are said to wait for somebody and would wait for ever, and records of no college."""
    found: list[CheckMessage] = []
    for model in records:
        hint = "Name the relations to the college as filter takes them: college_path = 'programme__college'."
        if not getattr(model, "college_path", ""):
            found.append(
                Error(f"{model.__name__} does not say its college.", hint=hint, obj=model, id="workflows.E017")
            )
        sources = {str(edge.source) for edge in transitions_of(model)}
        for state, duty in model.turns.items():
            hint = "turns maps states that a step leads out of to duties that know their rows."
            if state not in sources or duty.rows is None:
                fault = f"{model.__name__} waits in {state} for {duty.name}, who is never shown it."
                found.append(Error(fault, hint=hint, obj=model, id="workflows.E018"))
    return found


OF_RECORDS: tuple[Callable[[Models], list[CheckMessage]], ...] = (
    steps_without_duties,
    steps_without_manners,
    steps_past_the_door,
    steps_that_fork,
    states_off_the_edges,
    records_without_triggers,
    askers_that_nobody_knows,
    drafts_that_cannot_be,
    turns_that_nobody_is_shown,
)


def steps_without_gatherers(records: Models, gatherers: Collection[tuple[type[Record], type]]) -> list[CheckMessage]:
    """Answer the steps whose rules read facts that nobody gathers for such a record."""
    missing = {
        (model, rule.facts_type): f"{model.__name__}.{name} asks {rule.name}"
        for model, name, edges in _steps(records)
        for rule in _rules(edges)
        if (model, rule.facts_type) not in gatherers
    }
    return [
        Error(
            f"{asked}, but nobody gathers {facts.__name__} for {model.__name__}.",
            hint=f"Add ({model.__name__}, {facts.__name__}) to GATHERERS in workflows.selectors.facts.",
            obj=model,
            id="workflows.E011",
        )
        for (model, facts), asked in missing.items()
    ]


def rules_without_steps(rules: Iterable[Rule], records: Models) -> list[CheckMessage]:
    """Answer the rules that guard nothing: an edition could bind them and nobody would ask."""
    asked = {rule.name for _, _, edges in _steps(records) for rule in _rules(edges)}
    return [
        Warning(
            f"The rule {rule.name} guards no step.",
            hint="Name it in asks(…) of the step that it guards, or remove it.",
            id="workflows.W001",
        )
        for rule in rules
        if rule.name not in asked
    ]


def consequences_of_no_step(consequences: Iterable[tuple[type[Record], str]], records: Models) -> list[CheckMessage]:
    """Answer the consequences that would never come, because no record has such a step."""
    known = {(model, name) for model, name, _ in _steps(records)}
    return [
        Error(
            f"CONSEQUENCES names {model.__name__}.{name}, which is no step.",
            hint="Correct the step's name in workflows.services.consequences.",
            obj=model,
            id="workflows.E012",
        )
        for model, name in consequences
        if (model, name) not in known
    ]


def couriers_that_do_not_resolve(couriers: Mapping[str, str]) -> list[CheckMessage]:
    """Answer the topics of the outbox whose courier cannot be imported, or called."""
    found: list[CheckMessage] = []
    for topic, path in couriers.items():
        try:
            fault = "" if callable(import_string(path)) else f"{path} is not callable"
        except ImportError as error:
            fault = str(error)
        if fault:
            hint = "Correct the path in OUTBOX_COURIERS."
            found.append(Error(f"Nobody delivers {topic}: {fault}.", hint=hint, id="workflows.E013"))
    return found


def faults_of_the_rulebook(path: Path, duties: Iterable[Duty]) -> list[CheckMessage]:
    """Answer what is wrong with the school's own edition, and with the articles that duties cite."""
    try:
        rulebook = read_rulebook(path.read_text("utf-8-sig"), CATALOGUE)
    except RulebookRefused as refusal:
        hint = "`portal rulebook` shows the file's faults too."
        return [Error(f"{path.name}: {fault}", hint=hint, id="workflows.E014") for fault in refusal.faults]
    except (OSError, UnicodeDecodeError) as error:
        hint = "Set RULEBOOK_FILE to an edition's file, in UTF-8."
        return [Error(f"{path} cannot be read: {error}", hint=hint, id="workflows.E015")]
    return duties_without_articles(rulebook.edition, duties)


def duties_without_articles(edition: Edition, duties: Iterable[Duty]) -> list[CheckMessage]:
    """Answer the duties that cite an article which the edition does not have, or another document than it is."""
    if edition.document_number != CITED_DOCUMENT:
        return [
            Warning(
                f"Duties cite articles of {CITED_DOCUMENT}, and the rulebook is {edition.document_number}.",
                hint="Refusals name the duty rightly and the article wrongly; silence this where you can live with it.",
                id="workflows.W002",
            )
        ]
    listed = {article.number for article in edition.articles}
    return [
        Error(
            f"The duty {duty.name} cites article {duty.article}, which {edition.document_number} does not have.",
            hint="Correct the article in workflows.models.duties.",
            id="workflows.E016",
        )
        for duty in duties
        if number_of(duty.article) not in listed
    ]


def _faults_of_loaded(edition: RulebookEdition) -> list[str]:
    try:
        digest = digest_of(edition.rulebook.edition)
    except RulebookRefused as refusal:
        return list(map(str, refusal.faults))
    except ValidationError as error:
        return [str(error)]
    return [] if digest == edition.digest else ["its content gives another digest than it had when it was loaded"]


def _has_protected_state(model: type[models.Model]) -> bool:
    try:
        field = model._meta.get_field("state")
    except FieldDoesNotExist:
        return False
    return isinstance(field, FSMField) and field.protected


def _steps(records: Models) -> list[tuple[type[Record], str, list[Transition]]]:
    """Answer every step of every record with its edges, one for each state from which it is taken."""
    edges: dict[tuple[type[Record], str], list[Transition]] = defaultdict(list)
    for model in records:
        for edge in transitions_of(model):
            edges[model, edge.name].append(edge)
    return [(model, name, own) for (model, name), own in edges.items()]


def _rules(edges: Iterable[Transition]) -> list[Rule]:
    return [condition.rule for edge in edges for condition in edge.conditions if isinstance(condition, Asks)]
