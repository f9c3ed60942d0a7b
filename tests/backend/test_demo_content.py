"""The demo's content adds up: plans, syllabi, people, languages, registry exports, pictures."""

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from backend.demo import pictures

CONTENT = Path(pictures.__file__).parents[1] / "content"
PROGRAMMES = sorted(path.stem for path in (CONTENT / "programmes").glob("*.toml"))
COLLEGES = sorted(path.stem for path in (CONTENT / "colleges").glob("*.toml"))
PLAN_CREDITS = (Decimal(12), Decimal(16))
HOURS_A_CREDIT = 16
YEAR = 2026  # the academic year 2026-2027, to which all years of the files are relative
METHODS = {"order_of_application", "grade_average", "exam", "interview", "ranked_review"}
CHINESE_ONLY = {"demand_research", "construction_plan"}
NOT_PROSE = {"courses", "intakes", "recruitment_plan", "demand_research", "construction_plan", "waiver_reason"}

CHINESE_NUMBER = "[〇零一二两三四五六七八九十百]+"
FIGURES = re.compile(
    rf"""(?:\d+|{CHINESE_NUMBER})\s*个?(?:学分|元(?!素)|学时|课时|名额|工作日|学期|学年|门(?:课|必修|选修))
    |\d+\s*门 | 大[一二三四五] | {CHINESE_NUMBER}年级 | [周星期]+[一二三四五六日] | [¥￥]
    |\b(?:\d+|one|two|three|four|six|seven|ten|twelve|fourteen|sixteen|twenty|thirty)\s
     (?:credits?|yuan|courses?|hours?|places|weeks?|semesters?|working\sdays)\b
    |\b(?:Monday|Tuesday|Wednesday|Thursday)s?\b""",
    re.VERBOSE,
)


@cache
def read(name: str) -> dict[str, Any]:
    with (CONTENT / name).open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


def programme(slug: str) -> dict[str, Any]:
    return read(f"programmes/{slug}.toml")


@cache
def rows(name: str) -> list[dict[str, str]]:
    text = (CONTENT / name).read_bytes().decode("gb18030")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def staff() -> dict[str, dict[str, Any]]:
    return {person["number"]: person for person in read("staff.toml")["staff"]}


def files() -> dict[str, dict[str, Any]]:
    names = [path.relative_to(CONTENT).as_posix() for path in sorted(CONTENT.rglob("*.toml"))]
    return {name: read(name) for name in names}


def tables(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Walk all tables of a file with the keys that lead to them."""
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from tables(inner, (*path, key))
    if isinstance(value, list):
        for inner in value:
            yield from tables(inner, path)


def texts(value: object) -> Iterator[str]:
    """Walk all sentences that a reader sees in either language."""
    for _, table in tables(value):
        for language in {"zh", "en"} & table.keys():
            yield from table[language] if isinstance(table[language], list) else [table[language]]


# ---- Languages and prose ------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(files()))
def test_every_chinese_text_has_its_english_twin(name: str) -> None:
    for path, table in tables(read(name)):
        if not {"zh", "en"} & table.keys() or CHINESE_ONLY & set(path) or path[-1:] == ("abstract",):
            continue
        chinese, english = table.get("zh"), table.get("en")
        assert type(chinese) is type(english), path
        assert bool(chinese) is bool(english), path
        if isinstance(chinese, list) and isinstance(english, list):
            assert len(chinese) == len(english), path


@pytest.mark.parametrize("name", ["university.toml", *(f"colleges/{c}.toml" for c in COLLEGES)])
def test_prose_of_pages_repeats_no_figure(name: str) -> None:
    assert [text for text in texts(read(name)) if FIGURES.search(text)] == []


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_prose_of_programmes_repeats_no_figure(slug: str) -> None:
    prose = {key: value for key, value in programme(slug).items() if key not in NOT_PROSE}
    assert [text for text in texts(prose) if FIGURES.search(text)] == []


@pytest.mark.parametrize(
    "text", ["修满14学分", "学费为一百五十元", "共六门课", "面向大二学生", "周三下午", "14 credits"]
)
def test_a_figure_in_prose_would_be_found(text: str) -> None:
    assert FIGURES.search(text)


def test_slugs_and_codes_are_unique_and_name_the_file() -> None:
    colleges = [read(f"colleges/{name}.toml") for name in COLLEGES]
    programmes = [programme(slug) for slug in PROGRAMMES]
    assert [college["slug"] for college in colleges] == COLLEGES
    assert [one["slug"] for one in programmes] == PROGRAMMES
    codes = [course["code"] for one in programmes for course in one["courses"]]
    codes += [one["code"] for one in programmes]
    assert max(Counter(codes).values()) == 1
    page_slugs = [page["slug"] for page in read("university.toml")["pages"]]
    assert len(page_slugs) == len(set(page_slugs))


def test_the_university_shows_what_a_home_page_needs() -> None:
    home = read("university.toml")["home"]
    assert len(home["faq"]) == 6
    assert home["quick_links"]
    assert home["steps"]
    assert {page["title"]["zh"] for page in read("university.toml")["pages"]} == {"关于微专业", "报名指南"}


# ---- Plans and syllabi --------------------------------------------------------------------------


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


# ---- People -------------------------------------------------------------------------------------


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


# ---- Intakes and applications -------------------------------------------------------------------


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


# ---- Exports of the registry --------------------------------------------------------------------


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


# ---- Pictures -----------------------------------------------------------------------------------


def test_every_picture_of_the_content_can_be_drawn_and_is_described() -> None:
    found = [table for one in files().values() for _, table in tables(one) if "kind" in table]
    assert len(found) > 20
    assert {table["kind"] for table in found} <= pictures.KINDS.keys()
    assert all(isinstance(table["seed"], int) and table["alt"]["zh"] for table in found)
    drawn = Counter((table["kind"], table["seed"]) for table in found)
    assert [which for which, times in drawn.items() if times > 1] == []


@pytest.mark.parametrize("size", [pictures.WIDE, pictures.SQUARE])
@pytest.mark.parametrize("kind", sorted(pictures.KINDS))
def test_pictures_have_the_size_asked_for_and_are_light(kind: str, size: tuple[int, int]) -> None:
    picture = pictures.draw(kind, 1, size)
    assert len(picture) < 250_000
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.size) == ("JPEG", size)


@pytest.mark.parametrize("kind", sorted(pictures.KINDS))
def test_the_same_seed_draws_the_same_picture_and_another_one_does_not(kind: str) -> None:
    small = (320, 180)
    assert pictures.draw(kind, 7, small) == pictures.draw(kind, 7, small)
    assert pictures.draw(kind, 7, small) != pictures.draw(kind, 8, small)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        pictures.draw("unicorn", 1)
