"""`portal rulebook`: what it prints, what it refuses, and what it loads."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from tests.workflows.regulation.editions import CHECKOUT, OWN, RIVERSIDE
from workflows.management.commands import rulebook as command
from workflows.models import RulebookEdition
from workflows.selectors import rulebook_in_code


def told(*words: str, **options: Any) -> str:
    """Answer what the command prints."""
    out = io.StringIO()
    call_command("rulebook", *words, stdout=out, **options)
    return out.getvalue()


def refusal(*words: str) -> str:
    """Answer the error with which the command refuses."""
    with pytest.raises(CommandError) as refused:
        told(*words)
    return str(refused.value)


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Answer a file with the school's own edition after these replacements."""
    text = OWN.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "edition.toml"
    path.write_text(text, "utf-8")
    return path


class TestReading:
    def test_all_twenty_articles_are_read_in_english(self) -> None:
        lines = told().splitlines()
        assert lines[0] == "长工大人信校〔2025〕62号  Measures for the construction and administration of micro-majors"
        assert [line.split()[1] for line in lines if line.startswith("Art. ")] == [str(n) for n in range(1, 21)]

    def test_an_article_is_read_with_all_that_carries_it_out(self) -> None:
        text = told("--article", "6")
        assert "Art. 6  What a programme must offer  [partly built]" in text
        assert "6(2) carries_enough_credits: in principle “原则上控制在”" in text
        assert "figures: minimum = 12; maximum = 16" in text
        assert "waived by: Academic Affairs Office" in text
        assert "rule: workflows/rules/plans.py:" in text
        assert "guards: Proposal.submit, Proposal.endorse, Proposal.accept, Proposal.establish" in text
        assert "tests that name it: tests/workflows/rules/test_plans.py::" in text
        assert "held by the database: Intake.art6_4_no_more_than_the_places" in text
        assert "not built yet: 6(5) what is published is what was approved (approved_page_is_published)" in text
        assert "Art. 7" not in text

    def test_an_article_that_cannot_be_executed_says_why(self) -> None:
        text = told("--article", "1")
        assert "[nothing to execute]" in text
        assert "why: States a purpose; it asks for nothing that a system could check." in text

    def test_in_chinese_every_word_around_the_code_is_chinese(self) -> None:
        text = told("--article", "12", "--language", "zh")
        assert "第12条  申请修读的条件  [部分实现]" in text
        assert "不符合时: 课程 {class_ends_on} 结束，晚于预计毕业日期 {graduates_on}。" in text
        assert "尚缺: 12(1) 撤回是否计次由规则版本规定 (withdrawals_count_as_said)" in text

    def test_what_the_text_leaves_open_bears_a_dagger(self) -> None:
        assert "in force from 2025-09-01 †" in told("--article", "1")
        assert "counts = outstanding †; maximum = 0\n" in told("--article", "12")

    def test_the_tuition_is_read_under_its_article(self) -> None:
        assert "tuition: 150 CNY a credit, from 2025-09-01\n" in told("--article", "17")

    def test_an_edition_that_is_not_loaded_is_read_from_its_file(self) -> None:
        text = told("--file", str(RIVERSIDE))
        assert text.startswith("滨江教〔2026〕7号  Regulations on micro-majors\n")
        assert "cite articles of 长工大人信校〔2025〕62号, another document: not shown." in text

    def test_an_article_that_is_not_there_is_an_error(self) -> None:
        assert refusal("--article", "21") == "There is no article 21: the edition has 1 to 20."

    def test_an_installation_without_tests_says_so_and_claims_no_lack(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rulebook_in_code, "folder_of_tests", lambda: None)
        text = told("--article", "3")
        assert "This installation is without its tests; none are listed." in text
        assert "no test yet" not in text


class TestForMachines:
    def test_the_keys_are_these(self) -> None:
        whole = json.loads(told("--format", "json"))
        assert set(whole) == {
            "document_number",
            "title",
            "effective_from",
            "digest",
            "to_confirm",
            "calendar",
            "pass_mark",
            "has_tests",
            "cites_this_document",
            "articles",
        }
        article = whole["articles"][11]
        assert set(article) == {
            "number",
            "subject",
            "coverage",
            "not_executable",
            "tuition",
            "clauses",
            "duties",
            "constraints",
            "unbuilt",
        }
        assert set(article["clauses"][0]) == {
            "article",
            "rule",
            "sentence",
            "file",
            "line",
            "strength",
            "wording",
            "waived_by",
            "figures",
            "to_confirm",
            "statement",
            "remedy",
            "question",
            "steps",
            "tests",
        }

    def test_values_are_codes_and_figures(self) -> None:
        (article,) = json.loads(told("--article", "9", "--format", "json"))["articles"]
        clause = next(clause for clause in article["clauses"] if clause["rule"] == "class_ends_within_the_period")
        assert (clause["strength"], clause["waived_by"], clause["figures"]) == (
            "in_principle",
            "aao_officer",
            {"maximum_months": 12},
        )
        assert clause["steps"] == ["Intake.open"]
        assert {duty["name"]: duty["steps"] for duty in article["duties"]}["college_or_calendar"] == [
            "Intake.open",
            "Intake.close",
        ]


class TestOpenDecisions:
    def test_are_listed_with_the_figures_that_are_set_meanwhile(self) -> None:
        assert told("--to-confirm").splitlines()[:9] == [
            "effective_from = 2025-09-01",
            "pass_mark = 60",
            "annual_reports_open = 06-15",
            "annual_reports_due = 08-28",
            "4 experts_are_in_favour.experts = 3",
            "4 experts_are_in_favour.in_favour = 2",
            "4 experts_are_in_favour.out_of = 3",
            "12(1) student_is_in_an_eligible_year.unclear_years = 5",
            "12(2) major_has_no_failed_course.counts = outstanding",
        ]

    def test_what_is_no_figure_is_listed_with_what_is_assumed(self) -> None:
        assert "16 how a make-up result is recorded: as for the major: at most 60" in told("--to-confirm")
        assert "16 补考成绩的记载: 与主修专业一致，最高记 60 分" in told("--to-confirm", "--language", "zh")
        last = json.loads(told("--to-confirm", "--format", "json"))[-1]
        assert (last["article"], last["rule"], set(last["subject"]), set(last["value"])) == (
            "18",
            None,
            {"zh", "en"},
            {"zh", "en"},
        )

    def test_are_given_to_machines_too(self) -> None:
        decisions = json.loads(told("--to-confirm", "--format", "json", "--file", str(RIVERSIDE)))
        assert decisions == [
            {"article": None, "rule": None, "figure": "second_semester_starts", "value": "02-20"},
            {"article": "5(4)", "rule": "major_has_no_failed_course", "figure": "maximum", "value": 1},
        ]

    def test_are_none_where_the_text_says_everything(self, tmp_path: Path) -> None:
        path = changed(
            tmp_path,
            ('to_confirm = ["effective_from", "pass_mark", "annual_reports_open", "annual_reports_due"]\n', ""),
            ('to_confirm = ["unclear_years"]\n', ""),
            ('to_confirm = ["counts"]\n', ""),
            ('to_confirm = ["experts", "in_favour", "out_of"]\n', ""),
        )
        path.write_text(path.read_text("utf-8").partition("[[assumption]]")[0], "utf-8")
        assert told("--to-confirm", "--file", str(path)) == "Nothing is left to confirm.\n"
        assert told("--to-confirm", "--file", str(path), "--language", "zh") == "没有待确认的事项。\n"


class TestComparing:
    def test_what_changes_comes_and_goes_is_told_line_by_line(self, tmp_path: Path) -> None:
        path = changed(tmp_path, ("minimum = 6\nmaximum = 7\n", "minimum = 5\n"))
        assert told("--compare", str(OWN), str(path)) == (
            "~ offers_enough_courses.minimum: 6 → 5\n- offers_enough_courses.maximum: 7\n"
        )
        assert "+ offers_enough_courses.maximum: 7\n" in told("--compare", str(path), str(OWN))

    def test_the_same_is_said_to_be_the_same(self) -> None:
        assert told("--compare", str(OWN), str(OWN)) == "The two editions say the same.\n"
        assert json.loads(told("--compare", str(OWN), str(OWN), "--format", "json")) == []

    def test_machines_get_both_values(self, tmp_path: Path) -> None:
        path = changed(tmp_path, ("maximum_months = 12", "maximum_months = 18"))
        assert json.loads(told("--compare", str(OWN), str(path), "--format", "json")) == [
            {"place": "class_ends_within_the_period.maximum_months", "before": "12", "after": "18"}
        ]


class TestRefusing:
    def test_every_fault_is_told_with_its_path_in_the_file(self, tmp_path: Path) -> None:
        path = changed(tmp_path, ("minimum = 6\n", "minimum = 0\n"), ("maximum_months = 12", "months = 12"))
        assert refusal("--file", str(path)).splitlines() == [
            f"{path} is refused:",
            "  clause 6 (offers_enough_courses), minimum: input should be greater than or equal to 1, not 0",
            "  clause 18 (class_ends_within_the_period), maximum_months: missing; add it",
            "  clause 18 (class_ends_within_the_period), months: unknown key; the keys here are maximum_months",
        ]

    def test_a_file_that_is_not_there_cannot_be_read(self, tmp_path: Path) -> None:
        assert (
            refusal("--file", str(tmp_path / "x.toml"))
            == f"{tmp_path}/x.toml: cannot be read: No such file or directory"
        )
        assert refusal("--compare", str(OWN), str(tmp_path)) == f"{tmp_path}: cannot be read: Is a directory"

    def test_a_file_in_another_encoding_is_told_what_to_do(self, tmp_path: Path) -> None:
        path = tmp_path / "gb.toml"
        path.write_text("# 长春", "gb18030")
        assert refusal("--file", str(path)) == f"{path}: is not in UTF-8 (byte 2); save it as UTF-8"

    def test_a_byte_order_mark_is_no_fault(self, tmp_path: Path) -> None:
        path = tmp_path / "bom.toml"
        path.write_text(OWN.read_text("utf-8"), "utf-8-sig")
        assert told("--file", str(path)) == told()

    def test_a_fault_ends_the_process_with_status_1_and_without_a_traceback(self, tmp_path: Path) -> None:
        path = changed(tmp_path, ("minimum = 6\n", "minimum = 0\n"))
        done = without_a_database("--file", str(path))
        assert done.returncode == 1
        assert "input should be greater than or equal to 1, not 0" in done.stderr
        assert "Traceback" not in done.stderr


def without_a_database(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process whose database is nowhere."""
    code = (
        "import django; from django.conf import settings; "
        f"settings.configure(INSTALLED_APPS={WITHOUT_WAGTAIL!r}, AUTH_USER_MODEL='workflows.Account', USE_TZ=True, "
        "DATABASES={'default': {'ENGINE': 'django.db.backends.postgresql', 'HOST': '127.0.0.1', 'PORT': 1}}, "
        f"RULEBOOK_FILE={str(OWN)!r}, OUTBOX_COURIERS={{}}); django.setup(); "
        "from django.core.management import execute_from_command_line; "
        f"execute_from_command_line(['portal', 'rulebook', *{list(words)!r}])"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=CHECKOUT)


WITHOUT_WAGTAIL = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "pgtrigger",
    "workflows",
]


class TestWithoutADatabase:
    @pytest.mark.parametrize("words", [["--file", str(RIVERSIDE)], ["--compare", str(OWN), str(RIVERSIDE)]])
    def test_files_are_read_compared_and_checked(self, words: list[str]) -> None:
        done = without_a_database(*words)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout

    def test_loading_says_what_is_missing(self) -> None:
        done = without_a_database("--load", str(OWN))
        assert done.returncode == 1
        assert done.stderr.startswith(f"CommandError: {OWN} was not loaded, because the database cannot be used: ")
        assert "Traceback" not in done.stderr

    def test_a_database_that_nobody_named_is_told_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unset(text: str) -> None:
            raise ImproperlyConfigured("set DATABASE_URL")

        monkeypatch.setattr(command, "load_edition", unset)
        assert refusal("--load", str(OWN)).endswith("because the database cannot be used: set DATABASE_URL")


@pytest.mark.django_db
class TestLoading:
    def test_an_edition_is_loaded_once(self) -> None:
        assert told("--load", str(RIVERSIDE)) == "滨江教〔2026〕7号 (2026-02-01): loaded\n"
        assert told("--load", str(RIVERSIDE)) == "滨江教〔2026〕7号 (2026-02-01): unchanged, it was loaded before\n"
        assert RulebookEdition.objects.filter(document_number="滨江教〔2026〕7号").count() == 1

    def test_a_faulty_edition_loads_nothing(self, tmp_path: Path) -> None:
        path = changed(tmp_path, ("minimum = 6\n", "minimum = 0\n"))
        before = RulebookEdition.objects.count()
        assert "clause 6 (offers_enough_courses), minimum" in refusal("--load", str(path))
        assert RulebookEdition.objects.count() == before

    def test_an_edition_of_the_same_day_is_refused(self, tmp_path: Path) -> None:
        told("--load", str(OWN))
        path = changed(tmp_path, ("maximum_months = 12", "maximum_months = 18"))
        assert "begins on the same day" in refusal("--load", str(path))


def test_without_a_file_it_is_the_schools_own_edition() -> None:
    assert Path(settings.RULEBOOK_FILE).resolve() == OWN
    assert told() == told("--file", str(OWN))
