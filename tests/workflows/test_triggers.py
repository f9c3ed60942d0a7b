"""Every trigger, attacked in plain SQL: by applications, by replication, and by who asks pgtrigger to look away."""

from __future__ import annotations

from collections.abc import Mapping

import pgtrigger.registry
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection

from tests.workflows.attacks import Attack, Rows, ask, ask_and_undo, rolled_back
from workflows.models import RECORDS, Course, Intake, PlanVersion
from workflows.models.record import kind_of
from workflows.models.triggers import Always, triggers_fire_always

RECORD_ATTACKS = {
    (kind, name): attack
    for kind in map(kind_of, RECORDS)
    for name, attack in {
        "edges": (
            f"UPDATE workflows_{kind} SET state = 'invented', version = version + 1 WHERE id = {{any_{kind}}}",
            f"UPDATE workflows_{kind} SET version = version - 1 WHERE id = {{any_{kind}}}",
            Attack("edges", kind, f"any_{kind}", {"state": "'invented'"}, copies=True),
        ),
        "kept": (f"DELETE FROM workflows_{kind} WHERE id = {{any_{kind}}}",),
        "no_truncate": (f"TRUNCATE workflows_{kind} CASCADE",),
    }.items()
}
ALWAYS_REFUSED: Mapping[tuple[str, str], tuple[str | Attack, ...]] = RECORD_ATTACKS | {
    ("application", "standing_is_frozen"): (
        "UPDATE workflows_application SET standing = '{{}}' WHERE id = {submitted}",
        "UPDATE workflows_application SET standing = NULL WHERE id = {submitted}",
        "UPDATE workflows_application SET submitted_at = submitted_at - interval '1 day' WHERE id = {admitted}",
        "UPDATE workflows_application SET submitted_at = NULL, standing = NULL WHERE id = {withdrawn}",
        "UPDATE workflows_application SET standing = '{{}}' WHERE id = {returned}",
    ),
    ("waiver", "art20_not_of_their_own"): (
        Attack(
            "art20_not_of_their_own",
            "waiver",
            "granted",
            {
                "subject_kind": "'application'",
                "subject_id": "(SELECT min(id) FROM workflows_application)",
                "decided_by_id": "(SELECT account_id FROM workflows_student AS student JOIN workflows_application AS"
                " application ON application.student_id = student.id ORDER BY application.id LIMIT 1)",
            },
            copies=True,
        ),
    ),
    ("waiver", "art20_as_asked"): (
        """UPDATE workflows_waiver SET facts = '{{"credits": "140"}}' WHERE id = {granted}""",
        "UPDATE workflows_waiver SET facts = NULL WHERE id = {asked}",
        "UPDATE workflows_waiver SET rule = 'director_has_the_title' WHERE id = {asked}",
        "UPDATE workflows_waiver SET reason = 'x' WHERE id = {granted}",
        "UPDATE workflows_waiver SET asked_by_id = decided_by_id WHERE id = {granted}",
        "UPDATE workflows_waiver SET decided_by_role = 'teacher' WHERE id = {asked}",
        "UPDATE workflows_waiver SET subject_id = subject_id + 1 WHERE id = {granted}",
    ),
    ("waiver", "art20_as_decided"): tuple(
        f"UPDATE workflows_waiver SET {change} WHERE id = {{granted}}"
        for change in ("decided_by_id = NULL", "decided_at = now()", "decision_reason = 'x'")
    ),
    ("logentry", "append_only"): (
        "UPDATE workflows_logentry SET reason = '' WHERE id = {entry}",
        "UPDATE workflows_logentry SET id = id WHERE id = {entry}",
        "DELETE FROM workflows_logentry WHERE id = {entry}",
    ),
    ("logentry", "no_truncate"): ("TRUNCATE workflows_logentry CASCADE",),
    ("notification", "words_stay"): tuple(
        f"UPDATE workflows_notification SET {change} WHERE id = {{notification}}"
        for change in ("subject = 'x'", "body = 'x'", "sent_at = now()", "account_id = {key}")
    ),
    ("note", "append_only"): (
        "UPDATE workflows_note SET text = 'x' WHERE id = {note}",
        "DELETE FROM workflows_note WHERE id = {note}",
    ),
    ("note", "no_truncate"): ("TRUNCATE workflows_note",),
    ("attachment", "append_only"): (
        "UPDATE workflows_attachment SET name = 'x.pdf' WHERE id = {attachment}",
        "DELETE FROM workflows_attachment WHERE id = {attachment}",
    ),
    ("attachment", "no_truncate"): ("TRUNCATE workflows_attachment",),
    ("export", "append_only"): (
        "UPDATE workflows_export SET rows = 0 WHERE id = {export}",
        "DELETE FROM workflows_export WHERE id = {export}",
    ),
    ("export", "no_truncate"): ("TRUNCATE workflows_export",),
    ("rulebookedition", "immutable"): (
        "UPDATE workflows_rulebookedition SET effective_from = '2020-01-01' WHERE id = {edition}",
        "DELETE FROM workflows_rulebookedition WHERE id = {edition}",
    ),
    ("rulebookedition", "no_truncate"): ("TRUNCATE workflows_rulebookedition CASCADE",),
    ("planversion", "frozen"): (
        "UPDATE workflows_planversion SET total_credits = 14 WHERE id = {frozen}",
        "UPDATE workflows_planversion SET frozen_at = NULL, digest = '' WHERE id = {frozen}",
        "DELETE FROM workflows_planversion WHERE id = {frozen}",
    ),
    ("planversion", "no_truncate"): ("TRUNCATE workflows_planversion CASCADE",),
    ("course", "plan_is_open"): (
        "UPDATE workflows_course SET credits = 3 WHERE id = {frozen_course}",
        "UPDATE workflows_course SET plan_version_id = {plan}, code = 'X', position = 99 WHERE id = {frozen_course}",
        "UPDATE workflows_course SET plan_version_id = {frozen}, code = 'X', position = 99 WHERE id = {course}",
        "DELETE FROM workflows_course WHERE id = {frozen_course}",
        Attack("plan_is_open", "course", "frozen_course", {"code": "'X'", "position": "99"}, copies=True),
    ),
    ("requirement", "plan_is_open"): (
        "UPDATE workflows_requirement SET minimum = 1 WHERE id = {frozen_requirement}",
        "UPDATE workflows_requirement SET plan_version_id = {frozen}, position = 99, title = 'x' WHERE id = {requirement}",
        "DELETE FROM workflows_requirement WHERE id = {frozen_requirement}",
    ),
    ("requirement", "no_truncate"): ("TRUNCATE workflows_requirement CASCADE",),
    ("constructionstep", "proposal_is_open"): (
        "UPDATE workflows_constructionstep SET ends_on = ends_on + 1 WHERE id = {built}",
        "UPDATE workflows_constructionstep SET proposal_id = {approved}, position = 99, title = 'x' WHERE id = {building}",
        "DELETE FROM workflows_constructionstep WHERE id = {built}",
    ),
    ("constructionstep", "no_truncate"): ("TRUNCATE workflows_constructionstep CASCADE",),
    ("proposal", "art20_makers_do_not_decide"): tuple(
        f"UPDATE workflows_proposal SET {gate}_by_id = {{maker}} WHERE id = {{proposed}}"
        for gate in ("endorsed", "accepted", "reviewed", "decided")
    ),
    ("programme", "held_while_judged"): (
        "UPDATE workflows_programme SET title = 'x' WHERE id = {judged}",
        "UPDATE workflows_programme SET title_en = 'x' WHERE id = {judged}",
        "UPDATE workflows_programme SET director_id = {own_staff} WHERE id = {judged}",
        "UPDATE workflows_programme SET code = 'x' WHERE id = {judged}",
    ),
    ("consent", "art20_as_decided"): tuple(
        f"UPDATE workflows_consent SET {change} WHERE id = {{settled_consent}}"
        for change in ("decided_by_id = NULL", "decided_at = now()", "decision_reason = 'x'")
    ),
    ("consent", "art4_consent_of_another_college"): (
        "UPDATE workflows_consent SET changed_at = now() WHERE id = {settled_consent}",
        (
            "UPDATE workflows_consent SET college_id = (SELECT college_id FROM workflows_proposal AS proposal"
            " JOIN workflows_programme AS programme ON programme.id = proposal.programme_id"
            " WHERE proposal.id = workflows_consent.proposal_id) WHERE id = {any_consent}"
        ),
        "UPDATE workflows_consent SET proposal_id = {approved} WHERE id = {any_consent}",
    ),
    ("intake", "plan_is_kept"): ("UPDATE workflows_intake SET plan_version_id = {plan} WHERE id = {intake}",),
    ("review", "art4_expert_is_independent"): (
        "UPDATE workflows_review SET proposal_id = {proposed}, expert_id = {own_staff} WHERE id = {any_review}",
    ),
    ("annualreview", "art20_reporter_does_not_decide"): (
        "UPDATE workflows_annualreview SET decided_by_id = made_by[1] WHERE id = {any_annualreview}",
    ),
    ("annualreview", "figures_are_frozen"): (
        "UPDATE workflows_annualreview SET figures = '{{}}' WHERE id = {decided_review}",
    ),
    ("submission", "append_only"): (
        "UPDATE workflows_submission SET content = '{{}}' WHERE id = {handed_in}",
        "DELETE FROM workflows_submission WHERE id = {handed_in}",
    ),
    ("submission", "no_truncate"): ("TRUNCATE workflows_submission CASCADE",),
    ("grantedplaces", "append_only"): (
        "UPDATE workflows_grantedplaces SET places = 2000 WHERE id = {granted_places}",
        "DELETE FROM workflows_grantedplaces WHERE id = {granted_places}",
    ),
    ("grantedplaces", "no_truncate"): ("TRUNCATE workflows_grantedplaces",),
    ("intake", "art6_4_within_the_granted_places"): (
        "UPDATE workflows_intake SET academic_year = 2031 WHERE id = {intake}",
    ),
    ("proposal", "held_once_submitted"): tuple(
        f"UPDATE workflows_proposal SET {change} WHERE id = (SELECT proposal_id FROM workflows_consent"
        " WHERE id = {settled_consent})"
        for change in ("positioning = 'x'", "new_title = 'x'", "new_director_id = 1", "first_places = 1999")
    ),
    ("review", "art4_every_criterion_is_scored"): (
        *(
            Attack("art4_every_criterion_is_scored", "review", "opinion", {"scores": scores}, copies=True)
            for scores in (
                "jsonb_build_object()",
                "scores - 'aims'",
                "scores || jsonb_build_object('aims', 6)",
                "scores || jsonb_build_object('aims', 0)",
                "scores || jsonb_build_object('aims', NULL)",
                "scores || jsonb_build_object('another', 5)",
            )
        ),
    ),
    ("review", "opinion_is_kept"): (
        "UPDATE workflows_review SET is_favourable = NOT is_favourable WHERE id = {opinion}",
        "UPDATE workflows_review SET remarks = 'x' WHERE id = {opinion}",
    ),
    ("course", "no_truncate"): ("TRUNCATE workflows_course CASCADE",),
}
WORDS = {
    "standing_is_frozen": "frozen: the standing",
    "frozen": "frozen: ",
    "plan_is_open": "frozen: the training plan",
}


def statement_of(attack: str | Attack, rows: Rows) -> str:
    return attack.sql(rows) if isinstance(attack, Attack) else attack


@pytest.mark.parametrize("session", ["SELECT 1", "SET LOCAL session_replication_role = replica", "ignore"])
@pytest.mark.parametrize(("table", "name"), ALWAYS_REFUSED, ids=str)
def test_a_trigger_refuses_whoever_asks(table, name, session, rows):
    """Under the role of replication, and for a session that wants pgtrigger to look away, too."""
    model = apps.get_model("workflows", table)
    pgid = pgtrigger.registry.registered(f"workflows.{model.__name__}:{name}")[0][1].get_pgid(model)
    mode = f"SET LOCAL pgtrigger.ignore = '{{{{{pgid}}}}}'" if session == "ignore" else session
    for attack in ALWAYS_REFUSED[table, name]:
        with pytest.raises(IntegrityError, match=WORDS.get(name, f"{name}: ")):
            ask_and_undo(rows, mode, statement_of(attack, rows))


def test_a_plan_that_is_not_frozen_may_still_be_written(rows):
    with rolled_back():
        Course.objects.filter(pk=rows["course"]).update(credits=3)
        before = PlanVersion.objects.get(pk=rows["plan"])
        Course.objects.filter(pk=rows["course"]).delete()
        after = PlanVersion.objects.get(pk=rows["plan"])
        assert (after.course_count, after.total_credits) == (before.course_count - 1, before.total_credits - 3)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE workflows_application SET version = version + 1 WHERE id = {submitted}",
        "UPDATE workflows_application SET version = 99, state = 'under_review' WHERE id = {submitted}",
        "UPDATE workflows_programme SET version = version + 1 WHERE id = {programme}",
        Attack("logged", "intake", "planned", copies=True),
    ],
    ids=str,
)
def test_a_version_without_its_entry_is_refused_at_commit(attack, rows):
    with pytest.raises(IntegrityError, match="logged: "):
        ask_and_undo(rows, statement_of(attack, rows), commits=True)


def test_a_programme_is_established_by_its_proposal_and_not_without(rows):
    attack = "UPDATE workflows_programme SET state = 'established', version = version + 1, decided_on = now(),"
    attack += " decision_number = '1' WHERE id = (SELECT programme_id FROM workflows_proposal WHERE id = {proposed})"
    with pytest.raises(IntegrityError, match="art4_established_by_its_proposal: "):
        ask_and_undo(rows, attack, commits=True)


def test_the_courses_of_a_plan_that_is_looked_at_are_not_changed(rows):
    attacks = (
        "ALTER TABLE workflows_proposal DISABLE TRIGGER USER",
        "UPDATE workflows_proposal SET state = 'submitted' WHERE id = {proposed}",
        (
            "UPDATE workflows_course SET credits = 3 WHERE plan_version_id IN"
            " (SELECT id FROM workflows_planversion WHERE proposal_id = {proposed})"
        ),
    )
    with pytest.raises(IntegrityError, match="plan_is_open: the proposal"):
        ask_and_undo(rows, *attacks)


def test_the_places_follow_the_admitted_whoever_writes_them(rows):
    def write(state: str, progress_ordinal: str) -> int:
        changes = f"state = '{state}', progress_ordinal = {progress_ordinal}, version = version + 1"
        ask(rows, f"UPDATE workflows_application SET {changes} WHERE id = {rows['admitted']}")
        return Intake.objects.get(pk=rows["intake"]).places_taken

    with rolled_back():
        assert write("under_review", "NULL") == 0
        assert write("admitted", "1") == 1


def test_every_trigger_is_attacked():
    registered = {
        (model._meta.model_name, trigger.name): trigger
        for model, trigger in pgtrigger.registry.registered()
        if model._meta.app_label == "workflows"
    }
    assert {key for key, trigger in registered.items() if isinstance(trigger, Always)} == set(ALWAYS_REFUSED)
    assert {key[1] for key, trigger in registered.items() if not isinstance(trigger, Always)} == {
        "art4_established_by_its_proposal",
        "logged",
        "places",
        "totals",
    }


@pytest.mark.django_db
def test_the_triggers_of_the_log_and_the_frozen_rows_fire_for_every_session():
    assert triggers_fire_always(databases=["default"]) == []


@pytest.mark.django_db
def test_a_trigger_that_rests_is_told_with_its_remedy():
    """As after a restore that disabled the triggers and enabled them again, for the sessions of applications only."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_logentry ENABLE TRIGGER USER")
    assert [(w.id, w.hint) for w in triggers_fire_always(databases=["default"])] == [
        ("workflows.W101", "Run `portal pgtrigger install`."),
    ] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("subcommand", ["install", "enable"])
def test_pgtrigger_leaves_every_trigger_as_firm_as_it_was(subcommand, capsys):
    call_command("pgtrigger", subcommand)
    assert triggers_fire_always(databases=["default"]) == []
