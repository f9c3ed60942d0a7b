"""Each system check, on a made-up record that breaks exactly what it looks at."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.core.checks import CheckMessage
from django.db import connection, models
from django.test.utils import isolate_apps
from django_fsm import FSMField, transition

from tests.workflows.regulation.editions import OWN, RIVERSIDE, bound, own_tables
from workflows import checks
from workflows.checks import law, records
from workflows.models import RECORDS, Intake, Record, RulebookEdition, Waiver
from workflows.models.beginning import Beginning, Revision
from workflows.models.decided import DecidedRecord
from workflows.models.duties import Duty, college_officer, college_or_calendar, school_approver, the_portal, the_student
from workflows.models.record import Edges, asks, manner
from workflows.regulation.rule import NoParameters, rule
from workflows.regulation.verdict import Verdict, met_if
from workflows.rules import CATALOGUE
from workflows.rules.plans import PlanFacts
from workflows.selectors.facts import GATHERERS
from workflows.services.consequences import CONSEQUENCES
from workflows.services.rulebooks import load_edition

TOO_SMALL = "input should be greater than or equal to 1, not 0"
STATES = [("begun", "begun"), ("done", "done")]
SOUND: dict[str, Any] = {"permission": the_student, "conditions": asks(), "custom": manner("Finish", effect="It ends.")}


@rule("courses")
def plan_is_a_fine_one(plan: PlanFacts, p: NoParameters) -> Verdict:
    """The plan is a fine one."""
    return met_if(True, courses=plan.course_count)


@pytest.fixture(autouse=True)
def in_a_registry_of_its_own() -> Iterator[None]:
    """Let made-up records be known to nobody else."""
    with isolate_apps("workflows"):
        yield


def made_up(
    *,
    choices: list[tuple[str, str]] = STATES,
    source: Any = "begun",
    target: Any = "done",
    protected: bool = True,
    triggers: tuple[pgtrigger.Trigger, ...] | None = None,
    **declared: Any,
) -> type[Record]:
    """Answer a record with one step, sound unless told otherwise."""

    with isolate_apps("workflows"):

        class MadeUp(Record):
            state = FSMField(default="begun", choices=choices, protected=protected)
            college_path = "college"

            class Meta:
                app_label = "workflows"
                triggers = Record.Meta.triggers

            @transition(field=state, source=source, target=target, **(SOUND | declared))
            def finish(self, taking: Any) -> None:
                """Finish it."""

    if triggers is not None:
        MadeUp._meta.triggers = triggers  # type: ignore[attr-defined]
    return MadeUp


def told(found: list[CheckMessage]) -> list[tuple[str | None, str]]:
    """Answer the findings by number and text; each has its hint."""
    assert all(message.hint for message in found)
    return [(message.id, message.msg) for message in found]


def test_the_portal_itself_is_sound() -> None:
    assert checks.the_law_hangs_together() == []


def test_a_made_up_record_is_sound_unless_told_otherwise() -> None:
    assert [fault for check in records.OF_RECORDS for fault in check([made_up()])] == []
    assert records.records_without_states([made_up()]) == []


def test_a_record_has_a_state_that_only_steps_can_set() -> None:
    message = "MadeUp has no protected FSM field named state."
    assert told(records.records_without_states([made_up(protected=False)])) == [("workflows.E001", message)]


def test_a_record_without_any_state_is_told_and_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stateless(Record):
        class Meta:
            app_label = "workflows"

    monkeypatch.setattr(checks, "RECORDS", (Stateless,))
    message = "Stateless has no protected FSM field named state."
    assert told(checks.the_law_hangs_together()) == [("workflows.E001", message)]


def test_no_kind_of_record_is_forgotten() -> None:
    class Forgotten(Record):
        class Meta:
            app_label = "workflows"

    found = records.records_left_out(RECORDS, [*RECORDS, Forgotten])
    assert told(found) == [("workflows.E019", "Forgotten is not among RECORDS.")]
    assert records.records_left_out(RECORDS, RECORDS) == []


@pytest.mark.parametrize("permission", [None, "workflows.change_programme", lambda record, actor: True])
def test_every_step_is_somebodys_duty(permission: Any) -> None:
    found = records.steps_without_duties([made_up(permission=permission)])
    assert told(found) == [("workflows.E002", "MadeUp.finish does not say whose duty it is.")]


@pytest.mark.parametrize("custom", [{}, None, {"manner": "Finish"}])
def test_every_step_has_its_manner(custom: Any) -> None:
    found = records.steps_without_manners([made_up(custom=custom)])
    assert told(found) == [("workflows.E003", "MadeUp.finish has no manner.")]


@pytest.mark.parametrize(("duty", "faults"), [(the_student, ["MadeUp.finish has no effect."]), (the_portal, [])])
def test_every_step_that_somebody_takes_says_what_follows(duty: Duty, faults: list[str]) -> None:
    found = records.steps_without_manners([made_up(custom=manner("Finish"), permission=duty)])
    assert told(found) == [("workflows.E021", fault) for fault in faults]


def test_a_step_locks_nothing_but_parents() -> None:
    found = records.steps_without_manners([made_up(custom=manner("Finish", locks=("studnet",)))])
    assert told(found) == [("workflows.E004", "MadeUp.finish locks studnet, which it would never do.")]


@pytest.mark.parametrize("conditions", [[], None, [lambda record: True]])
def test_no_step_can_be_taken_past_the_door(conditions: Any) -> None:
    found = records.steps_past_the_door([made_up(conditions=conditions)])
    assert told(found) == [("workflows.E005", "MadeUp.finish can be taken past the door.")]


def test_no_step_leads_nowhere() -> None:
    found = records.steps_that_fork([made_up(target=None)])
    assert told(found) == [("workflows.E006", "MadeUp.finish leads nowhere.")]


def test_a_step_is_the_same_from_every_state() -> None:
    class Forked(Record):
        state = FSMField(default="begun", choices=STATES, protected=True)

        class Meta:
            app_label = "workflows"

        @transition(field=state, source="begun", target="done", **SOUND)
        @transition(field=state, source="done", target="begun", **SOUND)
        def finish(self, taking: Any) -> None:
            """Finish it, or begin it again."""

    found = records.steps_that_fork([Forked])
    assert told(found) == [("workflows.E007", "Forked.finish is not the same step from every state.")]


def test_every_state_is_on_an_edge() -> None:
    found = records.states_off_the_edges([made_up(choices=[*STATES, ("forgotten", "forgotten")])])
    message = "MadeUp declares states that no step reaches or leaves: forgotten."
    assert told(found) == [("workflows.E008", message)]


@pytest.mark.parametrize(
    ("edge", "stranger"),
    [
        ({"source": ["begun", "begnu"]}, "begnu"),
        ({"target": "finished", "source": ["begun", "done"]}, "finished"),
        ({"source": ["begun", "*"]}, "*"),
    ],
)
def test_every_edge_is_between_states_that_are_declared(edge: dict[str, Any], stranger: str) -> None:
    found = records.states_off_the_edges([made_up(**edge)])
    message = f"MadeUp has steps between states that it does not declare: {stranger}."
    assert told(found) == [("workflows.E009", message)]


def test_the_database_holds_the_edges_and_the_log_of_every_record() -> None:
    found = records.records_without_triggers([made_up(triggers=())])
    assert told(found) == [
        ("workflows.E010", "MadeUp is without the trigger Edges."),
        ("workflows.E010", "MadeUp is without the trigger Logged."),
    ]
    half = records.records_without_triggers([made_up(triggers=(Edges(name="edges"),))])
    assert told(half) == [("workflows.E010", "MadeUp is without the trigger Logged.")]


def test_somebody_gathers_the_facts_that_a_step_asks_for() -> None:
    record = made_up(conditions=asks(plan_is_a_fine_one))
    message = "MadeUp.finish asks plan_is_a_fine_one, but nobody gathers PlanFacts for MadeUp."
    assert told(law.steps_without_gatherers([record], GATHERERS)) == [("workflows.E011", message)]
    assert law.steps_without_gatherers([record], [(record, PlanFacts)]) == []


def test_every_fact_that_is_gathered_is_asked_for_by_some_step() -> None:
    for gathered in GATHERERS:
        others = [pair for pair in GATHERERS if pair != gathered]
        assert law.steps_without_gatherers(RECORDS, others)


def test_a_rule_that_guards_nothing_is_a_warning() -> None:
    found = law.rules_without_steps([plan_is_a_fine_one, *CATALOGUE.values()], RECORDS)
    assert told(found) == [("workflows.W001", "The rule plan_is_a_fine_one guards no step.")]
    assert not found[0].is_serious()


def test_a_consequence_follows_a_step_that_there_is() -> None:
    found = law.consequences_of_no_step([*CONSEQUENCES, (Intake, "cancle")], RECORDS)
    assert told(found) == [("workflows.E012", "CONSEQUENCES names Intake.cancle, which is no step.")]


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("workflows.services.mail.sned", 'Module "workflows.services.mail" does not define a "sned" attribute/class'),
        ("workflows.services.post.send", "No module named 'workflows.services.post'"),
        ("send", "send doesn't look like a module path"),
        ("workflows.services.outbox.ATTEMPTS", "workflows.services.outbox.ATTEMPTS is not callable"),
    ],
)
def test_somebody_delivers_every_topic_of_the_outbox(path: str, fault: str) -> None:
    found = law.couriers_that_do_not_resolve({"mail": path})
    assert told(found) == [("workflows.E013", f"Nobody delivers mail: {fault}.")]


def test_the_schools_own_edition_binds(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(OWN.read_text("utf-8").replace("minimum = 6", "minimum = 0"), "utf-8")
    message = f"broken.toml: clause 6 (offers_enough_courses), minimum: {TOO_SMALL}"
    assert told(law.faults_of_the_rulebook(broken, [])) == [("workflows.E014", message)]


@pytest.mark.parametrize("content", [None, "长".encode("gb18030")], ids=["missing", "not in UTF-8"])
def test_the_schools_own_edition_is_there_and_in_utf_8(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "edition.toml"
    if content is not None:
        path.write_bytes(content)
    (found,) = law.faults_of_the_rulebook(path, [])
    assert found.id == "workflows.E015"


def test_a_duty_cites_an_article_that_the_edition_has() -> None:
    stranger = Duty("the_dean", "the dean", "21", the_student.predicate)
    found = law.duties_without_articles(bound(own_tables()).edition, [the_student, stranger])
    message = "The duty the_dean cites article 21, which 长工大人信校〔2025〕62号 does not have."
    assert told(found) == [("workflows.E016", message)]


def test_under_another_document_it_is_a_warning_that_duties_cite_ours() -> None:
    (found,) = law.faults_of_the_rulebook(RIVERSIDE, [the_student])
    assert (found.id, found.is_serious()) == ("workflows.W002", False)


@pytest.mark.django_db
class TestLoadedEditions:
    @staticmethod
    def loaded(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> list[tuple[str | None, str]]:
        """Answer what is told of a loaded edition with these changes, which only another release could have made."""
        edition = load_edition(RIVERSIDE.read_text("utf-8"))[0]
        for name, value in changes.items():
            setattr(edition, name, value)
        monkeypatch.setattr(RulebookEdition.objects, "using", lambda alias: [edition])
        return told(checks.loaded_editions_still_bind(databases=["default"]))

    def test_bind_under_this_release(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.loaded(monkeypatch) == []

    def test_whose_figures_went_out_of_range_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        edition = load_edition(RIVERSIDE.read_text("utf-8"))[0]
        content = copy.deepcopy(edition.content)
        content["clauses"][0]["parameters"]["minimum"] = 0
        ((number, message),) = self.loaded(monkeypatch, content=content, digest="another")
        assert number == "workflows.E101"
        assert message.endswith("clause 1 (offers_enough_courses), minimum: " + TOO_SMALL)

    def test_whose_content_is_no_edition_any_more_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ((number, message),) = self.loaded(monkeypatch, content={}, digest="yet another")
        assert number == "workflows.E101"
        assert "document_number" in message

    def test_that_the_door_would_not_find_by_their_digest_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        ((_, message),) = self.loaded(monkeypatch, digest="0" * 64)
        assert message.endswith("its content gives another digest than it had when it was loaded")

    def test_are_not_looked_for_where_nothing_is_migrated_yet(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(connection.introspection), "table_names", lambda self: [])
        assert self.loaded(monkeypatch, digest="0" * 64) == []

    def test_are_looked_for_only_where_a_database_is_asked(self) -> None:
        assert checks.loaded_editions_still_bind(databases=None) == []


def test_every_record_of_the_portal_is_looked_at() -> None:
    declared = {model for model in apps.get_app_config("workflows").get_models() if issubclass(model, Record)}
    assert set(RECORDS) == declared
    assert len(RECORDS) == len(declared)


def test_a_record_says_its_college_and_waits_for_nobody_in_vain() -> None:
    of_no_college, stuck, blind = made_up(), made_up(), made_up()
    of_no_college.college_path = ""
    stuck.turns = {"done": college_officer}
    blind.turns = {"begun": college_or_calendar}
    found = told(records.turns_that_nobody_is_shown([of_no_college, stuck, blind]))
    assert found == [
        ("workflows.E017", "MadeUp does not say its college."),
        ("workflows.E018", "MadeUp waits in done for college_officer, who is never shown it."),
        ("workflows.E018", "MadeUp waits in begun for college_or_calendar, who is never shown it."),
    ]


def test_a_record_begins_and_is_revised_with_fields_that_somebody_fills_in() -> None:
    made = made_up()
    made.begins = Beginning("plan", "Plan", "It is planned.", school_approver, under="edition", fields=("version",))
    made.revises = Revision(school_approver, frozenset({"gone"}), ("colour",))
    assert told(records.drafts_that_cannot_be([made, made_up()])) == [
        ("workflows.E022", "MadeUp asks for colour, version, which nobody fills in."),
        ("workflows.E025", "MadeUp is revised in gone, where it never is."),
        ("workflows.E023", "MadeUp begins under edition, which is no record."),
    ]


def test_a_record_can_begin_with_what_is_asked_for_and_in_states_that_there_are() -> None:
    with isolate_apps("workflows"):

        class Below(Record):
            state = FSMField(default="begun", choices=STATES, protected=True)
            intake = models.ForeignKey(Intake, models.PROTECT, editable=False)
            colour = models.CharField(max_length=20)
            begins = Beginning("plan", "Plan", "", school_approver, "intake", frozenset({"open", "gone"}))

            class Meta:
                app_label = "workflows"

    assert told(records.drafts_that_cannot_be([Below, *RECORDS])) == [
        ("workflows.E024", "Below cannot begin without colour, which nobody fills in."),
        ("workflows.E025", "Below begins while intake is gone, which it never is."),
    ]


def test_a_record_that_is_decided_keeps_the_constraint_of_four_eyes() -> None:
    with isolate_apps("workflows"):

        class Decided(DecidedRecord):
            state = FSMField(default="begun", choices=STATES, protected=True)

            class Meta(DecidedRecord.Meta):
                app_label = "workflows"
                constraints = ()

    message = "Decided has lost the constraints of DecidedRecord: whoever asks could decide."
    assert told(records.deciders_who_may_have_asked([Decided, Waiver])) == [("workflows.E026", message)]


def test_a_step_that_is_never_the_askers_is_of_a_record_that_says_who_asked() -> None:
    of_nobody, of_somebody = made_up(permission=school_approver), made_up(permission=school_approver)
    of_somebody.asker_path = "asked_by"
    assert told(records.askers_that_nobody_knows([of_nobody, of_somebody, made_up()])) == [
        ("workflows.E020", "MadeUp.finish is never for whoever asked, and MadeUp does not say who did.")
    ]
