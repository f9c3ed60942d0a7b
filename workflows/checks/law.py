"""What must hold between records, rules, duties, consequences and the rulebook before the portal starts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from django.core.checks import CheckMessage, Error, Warning
from django.utils.module_loading import import_string
from django_fsm import Transition
from pydantic import ValidationError

from workflows.checks.records import Models, steps_in
from workflows.models import Record, RulebookEdition
from workflows.models.duties import Duty
from workflows.models.record import Asks
from workflows.regulation.article_number import number_of
from workflows.regulation.edition import Edition
from workflows.regulation.faults import RulebookRefused
from workflows.regulation.loader import digest_of, read_rulebook
from workflows.regulation.rule import Rule
from workflows.rules import CATALOGUE
from workflows.rules.unbuilt import CITED_DOCUMENT


def steps_without_gatherers(records: Models, gatherers: Collection[tuple[type[Record], type]]) -> list[CheckMessage]:
    """Answer the steps whose rules read facts that nobody gathers for such a record."""
    missing = {
        (model, rule.facts_type): f"{model.__name__}.{name} asks {rule.name}"
        for model, name, edges in steps_in(records)
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
    asked = {rule.name for _, _, edges in steps_in(records) for rule in _rules(edges)}
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
    known = {(model, name) for model, name, _ in steps_in(records)}
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


def faults_of_loaded(edition: RulebookEdition) -> list[str]:
    try:
        digest = digest_of(edition.rulebook.edition)
    except RulebookRefused as refusal:
        return list(map(str, refusal.faults))
    except ValidationError as error:
        return [str(error)]
    return [] if digest == edition.digest else ["its content gives another digest than it had when it was loaded"]


def _rules(edges: Iterable[Transition]) -> list[Rule]:
    return [condition.rule for edge in edges for condition in edge.conditions if isinstance(condition, Asks)]
