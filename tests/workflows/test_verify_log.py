"""The log tells who did what, and whether anybody has touched it since."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import Scenario, student
from tests.workflows.ways import every_step
from workflows.models import Application, LogEntry
from workflows.selectors.log import anchor_of, is_still_true, log_breaks, present_anchor
from workflows.services.door import take_step
from workflows.services.refusals import Refusal

pytestmark = pytest.mark.django_db


def forge(sql: str, **keys: object) -> None:
    """Change the log as somebody could who owns the database."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_logentry DISABLE TRIGGER USER")
        cursor.execute(sql, keys)


@pytest.fixture
def application() -> Application:
    scenario, applicant = Scenario(), student()
    application = scenario.application("admitted", intake=scenario.open_intake(), by=applicant)
    with pytest.raises(Refusal):
        take_step(Application, application.pk, "submit", by=applicant)
    take_step(Application, application.pk, "withdraw", by=applicant)
    return application


def breaks() -> list[str]:
    return [str(found) for found in log_breaks()]


@every_step
def test_every_step_leaves_an_entry_whose_digest_can_be_computed_again(way):
    way.take()
    assert breaks() == []


def test_a_chain_goes_on_over_refusals_and_revisions(application):
    chain = LogEntry.objects.filter(kind="application", record_id=application.pk)
    assert [(entry.ordinal, entry.step, entry.outcome) for entry in chain] == [
        (1, "begin", "taken"),
        (2, "submit", "taken"),
        (3, "take_up", "taken"),
        (4, "admit", "taken"),
        (5, "submit", "refused"),
        (6, "withdraw", "taken"),
    ]
    assert [entry.record_version for entry in chain] == [1, 2, 3, 4, None, 5]
    assert [entry.previous_digest for entry in chain] == ["", *[entry.digest for entry in chain][:-1]]


@pytest.mark.breaks_invariants
@pytest.mark.parametrize(
    "change",
    [
        "reason = 'x'",
        "account_id = NULL",
        "actor_name = 'x'",
        "at = at + interval '1 microsecond'",
        "details = '{\"a\": 1}'",
        "findings = '[]'",
        "edition = 'x'",
        "outcome = 'refused', record_version = NULL",
    ],
)
def test_a_changed_entry_is_found(change, application):
    forge(
        f"UPDATE workflows_logentry SET {change} WHERE kind = 'application' AND record_id = %(pk)s AND ordinal = 4",
        pk=application.pk,
    )
    assert breaks() == [f"application {application.pk}, entry 4: its digest is not that of its content"]


@pytest.mark.breaks_invariants
def test_an_entry_that_was_taken_out_is_found(application):
    forge(
        "DELETE FROM workflows_logentry WHERE kind = 'application' AND record_id = %(pk)s AND ordinal = 3",
        pk=application.pk,
    )
    assert breaks()[:2] == [
        f"application {application.pk}, entry 4: it stands at place 3",
        f"application {application.pk}, entry 4: it is not linked to the entry before it",
    ]


@pytest.mark.breaks_invariants
def test_a_changed_entry_with_a_new_digest_breaks_the_link_of_the_next(application):
    entry = LogEntry.objects.get(kind="application", record_id=application.pk, ordinal=2)
    entry.reason = "x"
    forge(
        "UPDATE workflows_logentry SET reason = 'x', digest = %(digest)s WHERE id = %(pk)s",
        pk=entry.pk,
        digest=entry.computed_digest(),
    )
    assert breaks() == [f"application {application.pk}, entry 3: it is not linked to the entry before it"]


def test_one_kind_and_one_record_are_verified_alone(application):
    forge("UPDATE workflows_logentry SET reason = 'x' WHERE kind = 'application' AND ordinal = 1")
    assert len(list(log_breaks(kind="application"))) == 1
    assert len(list(log_breaks(kind="application", record_id=application.pk))) == 1
    assert list(log_breaks(kind="application", record_id=application.pk + 1)) == []
    assert list(log_breaks(kind="programme")) == []


def cut_the_tail(application: Application) -> None:
    """Take the last step out, and its trace: what is left is a chain without a fault."""
    forge(
        "DELETE FROM workflows_logentry WHERE kind = 'application' AND record_id = %(pk)s AND ordinal >= 5",
        pk=application.pk,
    )


@pytest.mark.breaks_invariants
def test_a_tail_that_was_cut_off_breaks_no_chain_but_an_anchor(application):
    anchor = present_anchor()
    assert is_still_true(anchor)
    cut_the_tail(application)
    assert breaks() == []
    assert not is_still_true(anchor)


@pytest.mark.breaks_invariants
def test_a_tail_that_was_cut_off_and_grew_again_still_breaks_the_anchor(application):
    anchor = present_anchor()
    entry = LogEntry.objects.get(kind="application", record_id=application.pk, ordinal=6)
    cut_the_tail(application)
    entry.reason, entry.ordinal = "x", 5
    entry.previous_digest = LogEntry.objects.get(kind="application", record_id=application.pk, ordinal=4).digest
    entry.digest = entry.computed_digest()
    entry.save(force_insert=True)
    assert breaks() == []
    assert not is_still_true(anchor)


def test_what_is_written_after_an_anchor_does_not_touch_it(application):
    anchor = present_anchor()
    scenario = Scenario()
    scenario.open_intake()
    assert is_still_true(anchor)
    assert present_anchor().entries > anchor.entries


def test_an_anchor_is_one_line_that_can_be_read_again(application):
    anchor = present_anchor()
    read = anchor_of(str(anchor))
    assert (read.horizon, read.entries, read.digest) == (anchor.horizon, anchor.entries, anchor.digest)
    assert is_still_true(read)


def test_the_command_is_content_with_a_log_that_holds_and_anchors_it(application, tmp_path, capsys):
    file = tmp_path / "anchors"
    call_command("verify_log", "--anchor", str(file))
    call_command("verify_log", "--kind", "application", "--record", str(application.pk), "--check-anchor", str(file))
    call_command("verify_log", "--anchor", str(file), "--check-anchor", str(file))
    assert len(file.read_text().splitlines()) == 2
    assert capsys.readouterr().out == "The log holds.\n" * 3


@pytest.mark.breaks_invariants
def test_the_command_names_each_break_and_each_anchor(application, tmp_path):
    file = tmp_path / "anchors"
    call_command("verify_log", "--anchor", str(file))
    cut_the_tail(application)
    programme = application.intake.programme
    forge("UPDATE workflows_logentry SET reason = 'x' WHERE kind = 'programme' AND record_id = %(pk)s", pk=programme.pk)
    with pytest.raises(CommandError) as told:
        call_command("verify_log", "--check-anchor", str(file), "--anchor", str(file))
    lines = str(told.value).splitlines()
    assert len(lines) == 1 + 2 + 1
    assert lines[-1].startswith("what was anchored at 2026-11-02T")
    assert len(file.read_text().splitlines()) == 1  # no anchor of a log that does not hold


def test_the_command_refuses_a_file_that_holds_no_anchors(tmp_path):
    nothing, empty = tmp_path / "nothing", tmp_path / "empty"
    empty.touch()
    for file in (nothing, empty):
        with pytest.raises(CommandError, match="anchor"):
            call_command("verify_log", "--check-anchor", str(file))
    empty.write_text("a line that is none\n")
    with pytest.raises(CommandError, match="no file of anchors"):
        call_command("verify_log", "--check-anchor", str(empty))


def test_the_command_does_not_guess_the_kind_of_a_record():
    with pytest.raises(CommandError, match="--kind"):
        call_command("verify_log", "--record", "1")
