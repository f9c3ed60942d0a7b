"""A new edition at the desk: upload, preview, loading, for the Academic Affairs Office alone."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pytest_django import Settings

from cms.desk.edition_upload import LARGEST_FILE, MOST_FAULTS
from cms.desk.held import HELD_FOR
from cms.desk.law_words import said_changes
from tests.cms.desk.asking import Officer, words_of
from tests.factories import TODAY, Scenario, edition, officer
from tests.workflows.registry.files import as_csv, students
from tests.workflows.regulation.editions import ISSUED, LATER, LONGER, RIVERSIDE, bound, own_tables
from tests.workflows.witness import nothing_changes
from workflows import clock
from workflows.models import RulebookEdition
from workflows.regulation.actor import Role
from workflows.regulation.comparison import changes

pytestmark = pytest.mark.django_db
RULEBOOK = "/admin/desk/rulebook/"
UPLOAD = f"{RULEBOOK}upload/"


@pytest.fixture(autouse=True)
def held(settings: Settings, tmp_path: Path, db: None) -> Path:
    """Hold files in a folder of this test's own, and have the school's edition in force."""
    settings.STATE_DIR = tmp_path
    edition()
    return tmp_path / "held"


def signed_in(role: Role = Role.AAO_OFFICER) -> Client:
    return Officer(officer(role)).client


def upload(client: Client, content: str | bytes) -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post(UPLOAD, {"file": SimpleUploadedFile("办法.toml", content)})


def preview_of(client: Client, content: str | bytes) -> tuple[str, Any]:
    """Upload a file; answer the address of its preview, and the preview."""
    response = upload(client, content)
    assert response.status_code == 302, response.content.decode()
    preview = client.get(response["Location"])
    assert preview.status_code == 200
    return response["Location"], preview


def load(client: Client, address: str, preview: Any) -> Any:
    return client.post(f"{address}load/", {"digest": preview.context["digest"]})


def told(preview: Any) -> list[tuple[str, str, str]]:
    """Answer what a preview says is otherwise."""
    return [(one.place, one.before, one.after) for one in preview.context["changes"]]


def test_a_figure_that_changes_is_told_in_words_and_nothing_else_and_nothing_is_written() -> None:
    client = signed_in()
    with nothing_changes():
        _, preview = preview_of(client, LONGER)
    first_day, months = told(preview)
    assert first_day[0] == "effective_from"
    assert months == ("class_ends_within_the_period.maximum_months", "12 个月", "18 个月")
    assert preview.context["offices"] == []
    for words in ("至多", "12 个月", "18 个月", "“原则上不超过1年”"):
        assert words in words_of(preview)


def test_the_reader_of_english_is_told_in_english() -> None:
    before, after = bound(own_tables()), bound(tomllib.loads(LONGER))
    with override("en"):
        said = said_changes(changes(before, after), before, after)
    assert [(one.where, one.what, one.before, one.after) for one in said] == [
        ("the whole edition", "in force from", "2025-09-01", "2027-09-01"),
        ("Art. 9 “原则上不超过1年”", "at most", "12 months", "18 months"),
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_whatever_two_editions_differ_in_has_a_name(language: str) -> None:
    own, other = bound(own_tables()), bound(tomllib.loads(RIVERSIDE.read_text("utf-8")))
    for before, after in ((own, other), (other, own)):
        with override(language):
            said = said_changes(changes(before, after), before, after)
        assert len(said) > 50
        assert all(one.where and one.what and one.before != one.after for one in said)


def test_what_was_previewed_is_loaded_and_stands_among_the_editions_with_who_loaded_it() -> None:
    client = signed_in()
    address, preview = preview_of(client, LONGER)
    response = load(client, address, preview)
    loaded = RulebookEdition.objects.get(effective_from=dt.date(2027, 9, 1))
    assert response["Location"] == f"{RULEBOOK}?edition={loaded.pk}"
    assert str(loaded.loaded_by_id) == client.session["_auth_user_id"]
    shown = words_of(client.get(RULEBOOK))
    assert loaded.document_number in shown
    assert loaded.loaded_by is not None
    assert loaded.loaded_by.get_full_name() in shown
    assert "18 个月" in words_of(client.get(response["Location"]))


def test_a_double_click_loads_once() -> None:
    client = signed_in()
    address, preview = preview_of(client, LONGER)
    first = load(client, address, preview)
    with nothing_changes():
        second = load(client, address, preview)
    assert second["Location"] == first["Location"] == client.get(address)["Location"]
    assert RulebookEdition.objects.count() == 2


def test_it_is_loaded_once_when_the_first_answer_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    address, preview = preview_of(client, LONGER)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("cms.desk.uploads.settle", lambda *_, **__: 1 / 0)
        load(client, address, preview)
    with nothing_changes():
        assert "?edition=" in load(client, address, preview)["Location"]


def test_nothing_of_a_file_is_held_once_it_is_loaded(held: Path) -> None:
    client = signed_in()
    address, preview = preview_of(client, LONGER)
    (file,) = held.iterdir()
    assert (held.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    load(client, address, preview)
    (file,) = held.iterdir()
    assert "办法" not in file.read_text("utf-8")


def test_every_fault_is_named_at_once_and_nothing_is_loaded() -> None:
    client = signed_in()
    faulty = LATER.replace("minimum = 6\n", "minimum = 0\n").replace("maximum_months = 12", "months = 12")
    address, _ = preview_of(client, faulty)
    preview = client.get(address, headers={"Accept-Language": "en"})
    assert preview.context["faults"] == [
        "clause 6 (offers_enough_courses), minimum: input should be greater than or equal to 1, not 0",
        "clause 18 (class_ends_within_the_period), maximum_months: missing; add it",
        "clause 18 (class_ends_within_the_period), months: unknown key; the keys here are maximum_months",
    ]
    for fault in preview.context["faults"]:
        assert fault in words_of(preview)
    with nothing_changes():
        assert load(client, address, preview)["Location"] == address


def test_that_its_day_is_taken_is_told_with_the_other_faults() -> None:
    _, preview = preview_of(signed_in(), ISSUED.replace("maximum_months = 12", "maximum_months = 0"))
    figure, day = preview.context["faults"]
    assert ("maximum_months" in figure, day.startswith("effective_from")) == (True, True)


def test_another_edition_of_the_same_day_is_refused() -> None:
    client = signed_in()
    address, preview = preview_of(client, ISSUED.replace("maximum_months = 12", "maximum_months = 18"))
    (fault,) = preview.context["faults"]
    assert fault.startswith("effective_from")
    with nothing_changes():
        assert load(client, address, preview)["Location"] == address


def test_an_edition_that_was_loaded_before_leads_to_it_and_offers_nothing() -> None:
    client = signed_in()
    address, preview = preview_of(client, f"# laid out otherwise\n{ISSUED}")
    known = RulebookEdition.objects.get()
    assert preview.context["preview"].loaded == known
    assert 'type="submit" class="button"' not in preview.content.decode()
    with nothing_changes():
        assert load(client, address, preview)["Location"] == f"{RULEBOOK}?edition={known.pk}"


def test_it_is_compared_with_what_would_be_in_force_on_its_day_and_not_with_the_last() -> None:
    last = edition(LONGER)
    _, preview = preview_of(signed_in(), LATER.replace("2027-09-01", "2027-03-01", 1))
    assert (preview.context["preview"].otherwise.effective_from, preview.context["preview"].until) == (
        dt.date(2025, 9, 1),
        last,
    )
    assert [place for place, *_ in told(preview)] == ["effective_from"]


def test_an_edition_before_every_other_has_nothing_to_be_compared_with() -> None:
    _, preview = preview_of(signed_in(), LATER.replace("2027-09-01", "2020-09-01", 1))
    assert preview.context["preview"].otherwise is None
    assert preview.context["is_past"]


def test_another_waiver_office_is_told() -> None:
    clause = 'wording = "原则上不超过1年"\nstrength = "in_principle"\nwaived_by = "aao_officer"'
    assert clause in LATER
    _, preview = preview_of(signed_in(), LATER.replace(clause, clause.replace("aao_officer", "school_approver")))
    (office,) = preview.context["offices"]
    assert office.place == "class_ends_within_the_period.waived_by"
    assert (office.before, office.after) == ("教务处", "校级审批人")


def test_which_records_it_concerns_is_told_by_kind() -> None:
    scenario = Scenario()
    scenario.application("draft", intake=scenario.open_intake())
    _, preview = preview_of(signed_in(), LONGER)
    assert [(one.model.__name__, one.keeping, one.still_open) for one in preview.context["reach"]] == [
        ("Programme", 1, 0),
        ("Proposal", 1, 0),
        ("Consent", 0, 0),
        ("Review", 0, 0),
        ("AnnualReview", 0, 0),
        ("Intake", 1, 0),
        ("Application", 0, 1),
    ]


def test_what_is_assumed_otherwise_is_told_in_words() -> None:
    _, preview = preview_of(signed_in(), LATER.replace("最高记 60 分", "最高记 70 分"))
    (change,) = [one for one in preview.context["changes"] if one.place == "assumptions"]
    assert ("最高记 60 分" in change.before, "最高记 70 分" in change.after) == (True, True)
    assert "{" not in change.before


def test_what_is_open_is_listed_with_the_key_by_which_it_is_confirmed() -> None:
    confirmed = LATER.replace('"effective_from", "pass_mark", ', '"effective_from", ')
    _, preview = preview_of(signed_in(), confirmed)
    assert "to_confirm" in words_of(preview)
    assert "课程及格线" not in [decision.label for decision in preview.context["decisions"]]
    (changed,) = [row for row in told(preview) if row[0] == "to_confirm"]
    assert changed[1].replace("、课程及格线", "") == changed[2]
    assert changed[1] != changed[2]


DEEP = b"a = " + b"[" * 100_000
ODD = {
    "a spreadsheet": b"PK\x03\x04\x14\x00\x08\xff\xfe",
    "GB 18030": ISSUED.encode("gb18030"),
    "UTF-16": ISSUED.encode("utf-16"),
    "half a character": ISSUED.encode() + b"\xe9",
    "broken TOML": b"clause = [",
    "NUL": ISSUED.replace("微专业建设", "微\\u0000专业").encode(),
    "a raw NUL": b"a = '\x00'",
    "deep": DEEP,
    "dots": b".".join([b"a"] * 50_000) + b" = 1",
    "many tables": b"[[clause]]\n" * 2_000,
    "a long name": b'[[clause]]\nrule = "' + b"x" * 500_000 + b'"',
    "a long number": b"effective_from = " + b"9" * 10_000,
    "old line ends": ISSUED.replace("\n", "\r").encode(),
    "a mark alone": b"\xef\xbb\xbf",
    "a line end alone": b"\n",
    "an impossible day": ISSUED.replace("2025-09-01", "2025-02-30").encode(),
    "markup": b"'<script>alert(1)</script>' = 1",
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD.keys())
def test_odd_bytes_are_refused_with_a_reason_and_never_break_the_portal(content: bytes) -> None:
    client = signed_in()
    address, preview = preview_of(client, content)
    assert 0 < len(preview.context["faults"]) <= MOST_FAULTS
    assert "<script>alert" not in preview.content.decode()
    assert len(preview.content) < 500_000
    with nothing_changes():
        assert load(client, address, preview)["Location"] == address


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault() -> None:
    _, preview = preview_of(signed_in(), LONGER.replace("\n", "\r\n").encode("utf-8-sig"))
    assert not preview.context["faults"]


def test_an_empty_missing_or_large_file_is_told_on_the_form(held: Path) -> None:
    client = signed_in()
    assert upload(client, b"").context["form"].errors["file"]
    assert client.post(UPLOAD).context["form"].errors["file"]
    assert upload(client, b"#" * (LARGEST_FILE + 1)).context["form"].errors["file"]
    assert not held.exists()


@pytest.mark.parametrize("role", [Role.SCHOOL_APPROVER, Role.EXPERT, Role.BURSAR])
def test_other_offices_are_denied_and_see_no_button(role: Role) -> None:
    address, preview = preview_of(signed_in(), LONGER)
    client, home = signed_in(role), reverse("wagtailadmin_home")
    with nothing_changes():
        assert client.get(UPLOAD)["Location"] == home
        assert upload(client, LONGER)["Location"] == home
        assert client.get(address)["Location"] == home
        assert load(client, address, preview)["Location"] == home
    assert UPLOAD not in client.get(RULEBOOK).content.decode()
    assert UPLOAD in signed_in().get(RULEBOOK).content.decode()


def test_a_file_is_held_for_its_uploader_alone() -> None:
    address, preview = preview_of(signed_in(), LONGER)
    colleague = signed_in()
    assert colleague.get(address)["Location"] == UPLOAD
    with nothing_changes():
        assert load(colleague, address, preview)["Location"] == UPLOAD


def test_a_registry_file_is_no_edition_and_an_edition_is_no_registry_file() -> None:
    client = signed_in()
    address, _ = preview_of(client, LONGER)
    token = address.rstrip("/").rpartition("/")[2]
    assert client.get(f"/admin/registry/{token}/")["Location"] == "/admin/registry/"
    table = SimpleUploadedFile("学生.csv", as_csv(students(1)))
    token = client.post("/admin/registry/", {"kind": "students", "file": table})["Location"].rstrip("/")[-36:]
    assert client.get(f"{UPLOAD}{token}/")["Location"] == UPLOAD


def test_a_file_is_held_for_an_hour(held: Path) -> None:
    client = signed_in()
    address, preview = preview_of(client, LONGER)
    with clock.moved_to(TODAY + HELD_FOR - dt.timedelta(minutes=1)):
        assert client.get(address).status_code == 200
    with clock.moved_to(TODAY + HELD_FOR + dt.timedelta(minutes=1)):
        assert client.get(address)["Location"] == UPLOAD
        with nothing_changes():
            assert load(client, address, preview)["Location"] == UPLOAD
    assert list(held.iterdir()) == []


def test_what_is_loaded_is_what_was_previewed(held: Path) -> None:
    client = signed_in()
    address, preview = preview_of(client, LONGER)
    (file,) = held.iterdir()
    file.write_bytes(file.read_bytes().replace(b"maximum_months = 18", b"maximum_months = 24"))
    with nothing_changes():
        assert load(client, address, preview)["Location"] == address
        assert client.post(f"{address}load/")["Location"] == address


def test_loading_needs_a_post_and_a_session() -> None:
    client = signed_in()
    address, _ = preview_of(client, LONGER)
    assert client.get(f"{address}load/").status_code == 405
    assert "/login/" in Client().get(UPLOAD)["Location"]


def test_an_edition_that_is_coming_is_read_while_none_is_in_force() -> None:
    with clock.moved_to(dt.datetime(2020, 1, 1, tzinfo=clock.SCHOOL_ZONE)):
        assert signed_in().get(RULEBOOK).status_code == 200
