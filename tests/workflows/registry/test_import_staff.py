"""Staff come from the personnel office's file, with the offices that their posts open."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CollegeFactory, StudentFactory, officer
from tests.workflows.registry.files import COLLEGES, as_csv, as_xlsx
from tests.workflows.witness import nothing_changes
from workflows import clock
from workflows.models import Account, ImportBatch, Membership, StaffMember
from workflows.regulation.actor import Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.people import SCHOOL_EDITORS, grant_office
from workflows.services.refusals import NotPermitted
from workflows.services.registry.importing import ImportPreview, ImportRefused, commit_import, preview_import
from workflows.services.registry.staff import POSTS
from workflows.services.registry.undoing import undo_import

STAFF = ImportBatch.Kind.STAFF
HEADINGS = ("工号", "姓名", "部门", "职称", "学位", "岗位")
Cells = list[str]


def row(number: str = "10001", name: str = "林瑶", unit: str = COLLEGES[0], title: str = "副教授", degree: str = "博士",
        post: str = "教学秘书") -> Cells:  # fmt: skip
    return [number, name, unit, title, degree, post]


def commit(rows: list[Cells], by: Actor, headings: tuple[str, ...] = HEADINGS) -> ImportBatch:
    return commit_import(STAFF, "staff.csv", as_csv(rows, headings, encoding="utf-8"), by=by, at=clock.now())


def preview(rows: list[Cells], by: Actor, headings: tuple[str, ...] = HEADINGS) -> ImportPreview:
    return preview_import(STAFF, "staff.csv", as_csv(rows, headings, encoding="utf-8"), by=by, at=clock.now())


def offices_of(number: str) -> set[tuple[str, str | None]]:
    return set(Membership.objects.filter(account__username=number).values_list("role", "college__name"))


def codes(of: ImportPreview) -> list[str]:
    return [fault.code for fault in of.faults]


def test_they_are_entered_with_title_degree_account_and_office(importer: Actor):
    batch = commit([row(), row("10002", "彭俊", "教务处", "讲师", "硕士", "教务处科员")], importer)

    staff = StaffMember.objects.get(number="10001")
    assert (batch.added, staff.college.name, staff.department) == (2, COLLEGES[0], "")
    assert (staff.title, staff.title_level, staff.degree, staff.pinyin) == (
        "副教授", "associate_senior", "doctor", "lin yao",
    )  # fmt: skip
    assert StaffMember.objects.get(number="10002").department == "教务处"
    assert offices_of("10001") == {("college_officer", COLLEGES[0])}
    assert offices_of("10002") == {("aao_officer", None)}
    account = Account.objects.get(username="10001")
    assert (account.display_name, account.has_usable_password()) == ("林瑶", False)
    assert account.groups.filter(college__name=COLLEGES[0]).exists(), "pages follow the office"
    assert actor_of(account).staff_id == staff.pk


def test_a_second_time_nothing_changes(importer: Actor):
    rows = [row(), row("10002", "彭俊", "教务处", "讲师", "硕士", "教务处科员")]
    commit(rows, importer)
    with nothing_changes("workflows"):
        again = preview(rows, importer)

    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_who_changes_the_post_changes_the_office_at_once(importer: Actor):
    commit([row()], importer)
    shown = preview([row(post="教师")], importer)
    commit([row(post="教师")], importer)

    assert [(c.before, c.after) for c in shown.changes] == [
        (f"学院经办人 · {COLLEGES[0]}", "—"), ("—", f"教师 · {COLLEGES[0]}"),
    ]  # fmt: skip
    assert offices_of("10001") == {("teacher", COLLEGES[0])}


def test_several_posts_open_several_offices(importer: Actor):
    commit([row(post="教师、微专业负责人;教学秘书")], importer)

    assert {role for role, _ in offices_of("10001")} == {"teacher", "programme_director", "college_officer"}


def test_an_office_that_was_granted_by_hand_stays(importer: Actor):
    commit([row(post="教师")], importer)
    grant_office(Account.objects.get(username="10001"), Role.EXPERT)
    commit([row(post="")], importer)

    assert offices_of("10001") == {("expert", None)}


def test_a_file_without_posts_says_nothing_of_offices(importer: Actor):
    commit([row()], importer)
    commit([row(name="林小瑶")[:4]], importer, HEADINGS[:4])

    staff = StaffMember.objects.get(number="10001")
    assert (staff.name, staff.degree, staff.account.display_name) == ("林小瑶", "doctor", "林小瑶")
    assert offices_of("10001") == {("college_officer", COLLEGES[0])}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (row(number=""), "EMPTY"), (row(number="１０００１"), "WIDE_DIGITS"), (row(number="10-1"), "NOT_A_STAFF_NUMBER"),
        (row(number="1" * 13), "NOT_A_STAFF_NUMBER"), (row(name=""), "EMPTY"), (row(name="=1+1"), "FORMULA"),
        (row(unit=""), "EMPTY"), (row(degree="博士后"), "UNKNOWN_DEGREE"), (row(title="长" * 41), "TOO_LONG"),
        (row(unit="校办"), "POST_NEEDS_A_COLLEGE"), (row(name="林\u200b瑶"), "INVISIBLE_CHARACTER"),
    ],
)  # fmt: skip
def test_each_fault_stops_the_import_and_is_named(importer: Actor, cells: Cells, code: str):
    with nothing_changes("workflows"):
        assert code in codes(preview([cells, row("10009")], importer))
        with pytest.raises(ImportRefused):
            commit([cells, row("10009")], importer)


def test_what_is_not_understood_is_told_and_opens_nothing(importer: Actor):
    shown = preview([row(title="宇宙工程师", post="后勤")], importer)
    commit([row(title="宇宙工程师", post="后勤")], importer)

    assert {notice.code for notice in shown.notices} == {"UNKNOWN_TITLE", "UNKNOWN_POST", "NOT_IN_THE_FILE"}
    assert StaffMember.objects.get(number="10001").title_level == ""
    assert offices_of("10001") == set()


def test_a_number_that_a_student_signs_in_with_is_a_fault(importer: Actor):
    StudentFactory(number="100001", account=Account.objects.create(username="100001"))

    assert "USER_NAME_TAKEN" in codes(preview([row("100001")], importer))


def test_nobody_changes_their_own_offices(importer: Actor):
    staff = StaffMember.objects.get(pk=importer.staff_id)
    Membership.objects.filter(account=staff.account).delete()
    by = officer(Role.AAO_OFFICER)
    commit([row(staff.number, unit="教务处", post="教务处科员")], by)
    own = actor_of(Account.objects.get(pk=staff.account_id))
    leaving = [row(staff.number, unit="教务处", post="")]

    rising = [row(staff.number, unit="教务处", post="教务处科员、分管校长")]

    assert codes(preview(leaving, own)) == codes(preview(rising, own)) == ["OWN_OFFICE"]
    assert codes(preview(leaving, by)) == codes(preview(rising, by)) == []


def test_numbers_that_a_sheet_holds_as_numbers_are_refused(importer: Actor):
    content = as_xlsx([[10001, "林瑶", COLLEGES[0], "副教授", "博士", "教师"]], HEADINGS)
    shown = preview_import(STAFF, "staff.xlsx", content, by=importer, at=clock.now())

    assert codes(shown) == ["NUMBER_NOT_TEXT"]


def test_three_whose_offices_change_cost_what_one_costs(importer: Actor):
    asked = []
    for numbers in (["20001"], ["30001", "30002", "30003"]):
        commit([row(number) for number in numbers], importer)
        with CaptureQueriesContext(connection) as changing:
            batch = commit([row(number, post="教师、微专业负责人") for number in numbers], importer)
        with CaptureQueriesContext(connection) as undoing:
            undo_import(batch, by=importer, at=clock.now())
        assert {role for number in numbers for role, _ in offices_of(number)} == {"college_officer"}
        asked.append((len(changing), len(undoing)))

    assert asked[0] == asked[1]


def test_groups_follow_offices_to_another_college_and_to_the_school(importer: Actor):
    commit([row()], importer)
    account = Account.objects.get(username="10001")
    commit([row(unit=COLLEGES[1])], importer)
    assert [group.college.name for group in account.groups.all()] == [COLLEGES[1]]
    commit([row(unit="教务处", post="教务处科员")], importer)
    assert [group.name for group in account.groups.all()] == [SCHOOL_EDITORS]
    commit([row(unit="教务处", post="")], importer)
    assert not account.groups.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AAO_OFFICER])
def test_only_the_academic_affairs_office_imports_staff(importer: Actor, role: Role):
    other = officer(role, CollegeFactory())
    with pytest.raises(NotPermitted), nothing_changes("workflows"):
        preview([row()], other)


def test_every_role_has_a_post_that_opens_it():
    assert set(POSTS.values()) == set(Role)
