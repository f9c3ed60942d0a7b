"""The demo's programmes add up: plans, syllabi, people."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from tests.backend.demo_content import CONTENT, PROGRAMMES, programme, read, staff

PLAN_CREDITS = (Decimal(12), Decimal(16))
HOURS_A_CREDIT = 16


def test_three_colleges_offer_two_programmes_each() -> None:
    assert Counter(programme(slug)["college"] for slug in PROGRAMMES) == {"01": 2, "02": 2, "03": 2}
    states = Counter(programme(slug)["state"] for slug in PROGRAMMES)
    assert states == {"established": 4, "proposed": 1, "suspended": 1}


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_the_plan_has_six_or_seven_courses_with_usual_credits(slug: str) -> None:
    courses = programme(slug)["courses"]
    assert len(courses) in {6, 7}
    for course in courses:
        assert course["code"].startswith(programme(slug)["code"])
        assert course["credits"] in {Decimal("1.5"), Decimal(2), Decimal("2.5"), Decimal(3)}
        assert course["theory_hours"] + course["practice_hours"] == course["credits"] * HOURS_A_CREDIT
        assert course["term"] in {1, 2}
        assert course["type"] in {"required", "elective"}
        assert course["assessment"] in {"exam", "coursework"}


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_credits_outside_the_usual_range_come_with_a_waiver(slug: str) -> None:
    total = sum(course["credits"] for course in programme(slug)["courses"])
    is_usual = PLAN_CREDITS[0] <= total <= PLAN_CREDITS[1]
    assert is_usual is ("needs_waiver" not in programme(slug))
    assert is_usual is ("waiver_reason" not in programme(slug))


def test_exactly_one_plan_needs_a_waiver_of_its_credits() -> None:
    waived = {slug: programme(slug)["needs_waiver"] for slug in PROGRAMMES if "needs_waiver" in programme(slug)}
    assert waived == {"low-altitude-communications": "carries_enough_credits"}


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_every_course_has_a_syllabus_that_adds_up(slug: str) -> None:
    for course in programme(slug)["courses"]:
        syllabus = course["syllabus"]
        assert 3 <= len(syllabus["goals"]) <= 4, course["code"]
        assert 6 <= len(syllabus["units"]) <= 8, course["code"]
        assert sum(unit["hours"] for unit in syllabus["units"]) == course["credits"] * HOURS_A_CREDIT, course["code"]
        assert sum(part["percent"] for part in syllabus["assessment_split"]) == 100, course["code"]
        has_exam = any("考试" in part["part"] for part in syllabus["assessment_split"])
        assert has_exam is (course["assessment"] == "exam"), course["code"]
        assert {"title", "author", "press"} == syllabus["textbook"].keys()
        assert syllabus["abstract"]["en"]


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_the_page_of_a_programme_is_complete(slug: str) -> None:
    one = programme(slug)
    for key in ("title", "tagline", "positioning", "objectives", "who_may_apply", "team"):
        assert one[key]["zh"], key
    assert one["careers"]
    assert one["partners"]
    assert one["gallery"]
    assert one["steps"]
    assert len(one["faq"]) == 4
    assert one["demand_research"]["zh"]
    assert one["construction_plan"]["zh"]


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_director_and_teachers_are_on_the_staff(slug: str) -> None:
    one, people = programme(slug), staff()
    director = people[one["director"]["staff"]]
    assert "director" in director["roles"]
    assert director["unit"] == one["college"]
    assert director["rank"] in {"senior", "associate_senior"}
    assert one["director"]["field"]["zh"]
    assert one["director"]["management"]["zh"]
    for course in one["courses"]:
        teacher = people[course["teacher"]]
        assert "teacher" in teacher["roles"]
        assert teacher["unit"] in {one["college"], *one["joint_with"]}


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_the_comment_behind_a_number_names_the_right_person(slug: str) -> None:
    text = (CONTENT / "programmes" / f"{slug}.toml").read_text(encoding="utf-8")
    named = re.findall(r'^(?:staff|teacher) = "(\d+)" # ([\w·]+)', text, re.MULTILINE)
    assert len(named) == len(programme(slug)["courses"]) + 1
    assert [name for number, name in named if staff()[number]["name"] != name] == []


def test_every_duty_has_its_people() -> None:
    people = read("staff.toml")["staff"]
    assert len({person["number"] for person in people}) == len(people)
    duties = Counter(role for person in people for role in person["roles"])
    assert duties["aao_officer"] == 2
    assert duties["school_approver"] == duties["bursar"] == 1
    assert duties["expert"] == 3
    assert duties["director"] == len(PROGRAMMES)
    assert {p["unit"] for p in people if "college_officer" in p["roles"]} == {"01", "02", "03", "04", "05"}


def test_experts_come_from_where_no_programme_is_offered() -> None:
    experts = [person for person in read("staff.toml")["staff"] if "expert" in person["roles"]]
    offering = {programme(slug)["college"] for slug in PROGRAMMES}
    assert not offering & {expert["unit"] for expert in experts}
    assert [expert["unit"] for expert in experts if "employer" in expert] == ["outside"]
