"""The demo's intakes can take the applications of its students, whose files are as a registry exports them."""

import re
from collections import Counter
from typing import Any

import pytest

from tests.backend.demo_content import CONTENT, PROGRAMMES, YEAR, programme, read, rows

METHODS = {"order_of_application", "grade_average", "exam", "interview", "ranked_review"}


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_intakes_follow_the_state_of_the_programme(slug: str) -> None:
    one = programme(slug)
    keys = [intake["key"] for intake in one.get("intakes", [])]
    assert ("current" in keys) is (one["state"] == "established")
    assert ("recruitment_plan" in one) is (one["state"] == "proposed")
    assert ("suspension" in one) is (one["state"] == "suspended")
    for intake in one.get("intakes", []):
        assert 20 <= intake["places"] <= 50
        assert intake["selection"]["method"] in METHODS
        assert (
            intake["window"]["opens_in_days"] < intake["window"]["closes_in_days"] < intake["class"]["starts_in_days"]
        )
        assert 0 < intake["class"]["ends_in_days"] - intake["class"]["starts_in_days"] <= 365


def test_windows_show_every_state_a_visitor_may_meet() -> None:
    intakes = [i for slug in PROGRAMMES for i in programme(slug).get("intakes", []) if i["key"] == "current"]
    windows = [intake["window"] for intake in intakes]
    assert any(w["opens_in_days"] < 0 < w["closes_in_days"] for w in windows)
    assert any(w["opens_in_days"] == 3 for w in windows)
    assert any(w["closes_in_days"] == 0 for w in windows)
    assert any(w["closes_in_days"] < 0 for w in windows)


def intake_of(scenario: dict[str, Any]) -> dict[str, Any]:
    intakes = programme(scenario["programme"])["intakes"]
    (found,) = [intake for intake in intakes if intake["key"] == scenario["intake"]]
    return dict(found)


def test_scenarios_name_an_intake_that_has_opened_and_have_statements() -> None:
    scenarios = read("applications.toml")["scenarios"]
    for scenario in scenarios:
        assert intake_of(scenario)["window"]["opens_in_days"] < 0
        assert 0 < len(scenario["statements"]) <= scenario["count"]
        if scenario["intake"] == "current":
            assert len(scenario["statements"]) == scenario["count"]
    wanted = {"draft", "submitted", "under_review", "admitted", "waitlisted", "declined", "returned", "withdrawn"}
    assert wanted <= {scenario["state"] for scenario in scenarios}
    written = Counter(text for scenario in scenarios for text in scenario["statements"])
    assert [text for text, times in written.items() if times > 1] == []


def test_no_intake_admits_more_than_its_places() -> None:
    taken: Counter[tuple[str, str]] = Counter()
    for scenario in read("applications.toml")["scenarios"]:
        if scenario["state"] in {"admitted", "registered"}:
            taken[scenario["programme"], scenario["intake"]] += scenario["count"]
            assert taken[scenario["programme"], scenario["intake"]] <= intake_of(scenario)["places"]


def open_failures() -> set[str]:
    """Answer the students with a failed or deferred course that no later row has settled."""
    last = {(row["学号"], row["课程代码"]): row["成绩"] for row in rows("results.csv")}
    return {number for (number, _), score in last.items() if not score.isdigit() or int(score) < 60}


def may_take(scenario: dict[str, Any], student: dict[str, str]) -> bool:
    """Tell whether the student fits the filters, the intake and, in all likelihood, the rules."""
    recruits, year, college = intake_of(scenario)["recruits"], int(student["年级"]), student["学号"][3:5]
    wishes = [
        (scenario.get("colleges"), college),
        (scenario.get("entry_years"), year),
        (recruits["colleges"], college),
        (recruits["entry_years"], year),
        (recruits["majors"], student["专业"]),
    ]
    return (
        student["学籍状态"] == "在读"
        and student["学号"] not in open_failures()
        and all(not wanted or fact in wanted for wanted, fact in wishes)
        and (student["培养层次"] == "专升本" or YEAR - 3 <= year < YEAR)
        and (scenario["intake"] != "current" or student["预计毕业日期"] > f"{YEAR + 2}-01-01")
    )


def test_there_are_enough_students_for_all_scenarios() -> None:
    scenarios = read("applications.toml")["scenarios"]
    fitting = [[s["学号"] for s in rows("students.csv") if may_take(scenario, s)] for scenario in scenarios]
    choices = [numbers for scenario, numbers in zip(scenarios, fitting, strict=True) for _ in range(scenario["count"])]
    holder: dict[str, int] = {}

    def seat(index: int, seen: set[str]) -> bool:
        for number in choices[index]:
            if number not in seen:
                seen.add(number)
                if number not in holder or seat(holder[number], seen):
                    holder[number] = index
                    return True
        return False

    assert [index for index in range(len(choices)) if not seat(index, set())] == []


@pytest.mark.parametrize("name", ["students.csv", "results.csv"])
def test_exports_are_gb18030_with_windows_line_ends(name: str) -> None:
    raw = (CONTENT / name).read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(rows(name)) + 1
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_students_are_two_hundred_with_numbers_of_ten_digits() -> None:
    students = rows("students.csv")
    heading = "学号,姓名,性别,学院,专业,年级,学制,培养层次,学籍状态,预计毕业日期,手机号,证件号码"
    assert ",".join(students[0]) == heading
    assert len({student["学号"] for student in students}) == len(students) == 200
    for student in students:
        assert re.fullmatch(rf"0{student['年级'][2:]}0[1-5]\d{{5}}", student["学号"])
        assert student["预计毕业日期"] == f"{int(student['年级']) + int(student['学制'])}-06-30"
        assert re.fullmatch(r"1000\d{7}", student["手机号"])  # no such numbers are given out
        assert re.fullmatch(r"000000\d{11}X", student["证件号码"])


def test_students_are_of_many_kinds() -> None:
    students = rows("students.csv")
    assert {student["年级"] for student in students} == {"2022", "2023", "2024", "2025", "2026"}
    assert {(s["学制"], s["培养层次"]) for s in students} == {("4", "本科"), ("5", "本科"), ("2", "专升本")}
    assert {"在读", "休学"} < {student["学籍状态"] for student in students}
    assert any("·" in student["姓名"] for student in students)
    assert any(ord(letter) > 0xFFFF for student in students for letter in student["姓名"])
    assert max(Counter(student["姓名"] for student in students).values()) == 2


def test_results_tell_stories_of_known_students_after_their_entry() -> None:
    students = {student["学号"]: student for student in rows("students.csv")}
    results = rows("results.csv")
    assert ",".join(results[0]) == "学号,姓名,课程代码,课程名称,学分,成绩,考试性质,学年,学期"
    assert 28 <= len({(row["学号"], row["课程代码"]) for row in results}) <= 34
    assert {row["考试性质"] for row in results} == {"正常考试", "补考", "缓考"}
    for row in results:
        student = students[row["学号"]]
        assert row["姓名"] == student["姓名"]
        first, last = map(int, row["学年"].split("-"))
        assert int(student["年级"]) <= first == last - 1 < YEAR
    assert len(open_failures()) >= 10
    assert {row["学号"] for row in results} - open_failures()
