"""Lists of the desk: what is in them, for whom, narrowed, searched, ordered, and as a file."""

import io
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cms.desk import listing
from tests.cms.desk.asking import Officer, address_of, list_of, words_of
from tests.cms.factories import Site
from tests.factories import AccountFactory, CollegeFactory, Scenario, officer, student
from workflows.models import Account, Application, Export, Intake, Programme
from workflows.pinyin import sort_key
from workflows.regulation.actor import Role
from workflows.services.door import take_step
from workflows.services.drafts import begin

pytestmark = pytest.mark.django_db


def applicant(name: str, number: str) -> Any:
    """Answer a student of this name and number."""
    return student(name=name, number=number, pinyin=sort_key(name))


@pytest.fixture
def applications(site: Site) -> list[Application]:
    """Answer three applications to one intake."""
    intake = site.scenario.open_intake()
    people = (("张三", "0250001001"), ("李四", "0250001002"), ("=1+1", "0250001003"))
    return [
        site.scenario.application("submitted", intake=intake, by=applicant(name, number)) for name, number in people
    ]


def names(words: str) -> list[str]:
    """Answer the applicants that a list shows, in its order."""
    return sorted((name for name in ("张三", "李四", "=1+1") if name in words), key=words.index)


@pytest.mark.parametrize("typed", ["lü", "Lü", "lǚ", "lv", "lu:", "lü bu", "lvbu", "lu：bu", "LU:BU", "吕"])
def test_a_name_with_umlaut_is_found_however_it_is_typed(site: Site, typed: str):
    intake = site.scenario.open_intake()
    for name, number in (("吕布", "0250001001"), ("鲁肃", "0250001002")):
        site.scenario.application("submitted", intake=intake, by=applicant(name, number))
    words = Officer(site.scenario.officer).look(list_of(Application, f"q={quote(typed)}"))

    assert ("吕布" in words, "鲁肃" in words) == (True, False)


@pytest.mark.parametrize("typed", ["yu", "yü", "yv", "nüe", "nve", "xü"])
def test_an_umlaut_is_left_out_where_pinyin_leaves_it_out(site: Site, typed: str):
    intake = site.scenario.open_intake()
    site.scenario.application("submitted", intake=intake, by=applicant("虐于徐", "0250001001"))

    assert "虐于徐" in Officer(site.scenario.officer).look(list_of(Application, f"q={quote(typed)}"))


def test_names_of_colleges_and_programmes_are_said_in_english_to_readers_of_english(site: Site):
    college, programme = site.scenario.college, site.scenario.programme
    nameless = Scenario()
    Programme.objects.filter(pk=programme.pk).update(title_en="Intelligent Finance")
    Programme.objects.filter(pk=nameless.programme.pk).update(title_en="")
    school = Officer(site.scenario.aao).client
    read = {
        language: words_of(school.get(list_of(Programme), headers={"Accept-Language": language}))
        for language in ("en", "zh-hans")
    }
    page = words_of(school.get(address_of(programme), headers={"Accept-Language": "en"}))

    assert [name in read["en"] for name in ("Intelligent Finance", college.name_en, college.name)] == [
        True,
        True,
        False,
    ]
    assert nameless.programme.title in read["en"], "there is no other name"
    assert [name in read["zh-hans"] for name in (programme.title, college.name, college.name_en)] == [True, True, False]
    assert {"Intelligent Finance", programme.title} <= {
        name for name in (programme.title, "Intelligent Finance") if name in page
    }


def test_officers_find_what_their_college_handles_and_nothing_else(site: Site, applications: list[Application]):
    stranger = Scenario()
    stranger.open_intake()

    assert names(Officer(site.scenario.officer).look(list_of(Application))) == ["=1+1", "李四", "张三"]
    assert names(Officer(site.scenario.aao).look(list_of(Application))) == ["=1+1", "李四", "张三"]
    others = (stranger.officer, officer(Role.EXPERT), officer(Role.TEACHER, site.scenario.college))
    for other in others:
        words = Officer(other).look(list_of(Application))
        assert names(words) == []
        assert site.scenario.programme.title not in Officer(other).look(list_of(Programme))
        assert site.scenario.programme.title not in Officer(other).look(list_of(Intake))


def test_a_draft_is_in_no_list(site: Site):
    site.scenario.application("draft", intake=site.scenario.open_intake(), by=applicant("张三", "0250001001"))

    assert names(Officer(site.scenario.officer).look(list_of(Application))) == []
    assert names(Officer(site.scenario.aao).look(list_of(Application))) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=0250001002", ["李四"]),
        ("q=zhangsan", ["张三"]),
        ("q=Zhang+San", ["张三"]),
        ("q=zs", ["张三"]),
        ("q=zhangs", ["张三"]),
        ("q=ls", ["李四"]),
        ("q=san", ["张三"]),
        ("q=an", ["张三"]),
        ("q=zx", []),
        ("q=张三+0250001001", ["张三"]),
        ("q=zhang+0250001001", ["张三"]),
        ("q=张三+0250001002", []),
        ("q=０２５０００１００２", ["李四"]),
        ("college=99999", []),
        ("state=nonsense", []),
        ("year=x", []),
        ("q=李", ["李四"]),
        ("q=%25", []),
        ("q=%00", []),
        ("q=%00%E5%BC%A0", []),
        ("ordering=student__pinyin", ["=1+1", "李四", "张三"]),
        ("ordering=-student__number", ["=1+1", "李四", "张三"]),
        ("ordering=student__account__password", ["=1+1", "李四", "张三"]),
        ("task=mine", ["=1+1", "李四", "张三"]),
        ("state=admitted", []),
        ("state=submitted&state=admitted", ["=1+1", "李四", "张三"]),
        ("year=2026", ["=1+1", "李四", "张三"]),
        ("year=2025", []),
        ("p=99", ["=1+1", "李四", "张三"]),
    ],
)
def test_lists_are_searched_narrowed_and_ordered_by_address(
    site: Site, applications: list[Application], query: str, found: list[str]
):
    assert names(Officer(site.scenario.officer).look(list_of(Application, query))) == found


@pytest.mark.parametrize(
    "query",
    [f"year={year}" for year in ("0001", "9999", "-1", "1.5", "1e400", "NaN", "9" * 30)]
    + [f"{key}={'9' * 30}" for key in ("college", "programme", "p")],
)
def test_a_number_beyond_everything_finds_nothing(site: Site, applications: list[Application], query: str):
    assert names(Officer(site.scenario.officer).look(list_of(Application, query))) in ([], names("=1+1 李四 张三"))


@pytest.mark.parametrize(
    "address",
    [
        "reports/site-history/?timestamp_{}={}",
        "reports/aging-pages/?last_published_at_{}={}",
        "reports/locked/?locked_at_{}={}",
        "pages/?latest_revision_created_at_{}={}",
        "images/?created_at_{}={}",
        "documents/?created_at_{}={}",
    ],
)
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("end", ["from", "to"])
def test_the_first_and_the_last_of_all_days_narrow_lists_too(site: Site, address: str, day: str, end: str):
    client = Client()
    client.force_login(AccountFactory(is_superuser=True))
    assert client.get(f"/admin/{address.format(end, day)}").status_code == 200


@pytest.mark.parametrize("query", ["state=nonsense", "college=0", "programme=x", "year=x", "task=yours", "p=0", "p=x"])
def test_odd_addresses_are_answered(site: Site, applications: list[Application], query: str):
    Officer(site.scenario.officer).look(list_of(Application, query))


@pytest.mark.parametrize(
    "text", ["\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass"), "长" * 3000, "a" * 3000, "a b" * 13]
)
def test_odd_searches_are_answered(site: Site, applications: list[Application], text: str | bytes):
    Officer(site.scenario.officer).look(list_of(Application, f"q={quote(text)}"))


def test_colleges_and_programmes_to_choose_from_are_ones_own(site: Site, applications: list[Application]):
    stranger = Scenario()
    words = Officer(site.scenario.officer).look(list_of(Application))

    assert site.scenario.programme.title in words
    assert stranger.programme.title not in words
    assert stranger.college.name not in words


def test_a_list_costs_the_same_for_one_and_for_three(site: Site, django_assert_max_num_queries):
    intake = site.scenario.open_intake()
    somebody = Officer(site.scenario.officer)
    site.scenario.application("submitted", intake=intake)
    somebody.look(list_of(Application))
    with django_assert_max_num_queries(20) as one:
        somebody.look(list_of(Application))
    for _ in range(2):
        site.scenario.application("submitted", intake=intake)
    with django_assert_max_num_queries(20) as three:
        somebody.look(list_of(Application))
    assert len(one) == len(three)


def test_the_file_holds_the_rows_as_excel_wants_them(site: Site, applications: list[Application]):
    response = Officer(site.scenario.officer).client.get(list_of(Application, "export=xlsx&q=025000100"))
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    head, *rows = list(sheet.iter_rows())

    assert [cell.value for cell in head][:3] == ["学生", "学号", "学生所在学院"]
    by_name = {row[0].value: row for row in rows}
    assert set(by_name) == {"张三", "李四", "=1+1"}
    assert (by_name["张三"][1].value, by_name["张三"][1].data_type, by_name["张三"][1].number_format) == (
        "0250001001", "s", "@",
    )  # fmt: skip
    assert by_name["=1+1"][0].data_type == "s"
    assert by_name["张三"][6].value.strftime("%Y-%m-%d %H:%M") == "2026-11-02 10:00"


def test_whoever_takes_rows_out_is_kept(site: Site, applications: list[Application]):
    Officer(site.scenario.officer).client.get(list_of(Application, "export=xlsx&q=zhangsan"))
    export = Export.objects.get()

    assert (export.kind, export.rows, export.account_id) == ("application", 1, site.scenario.officer.account_id)
    assert export.narrowed_by == "export=xlsx&q=zhangsan"


def test_an_office_without_rows_takes_none_out(site: Site, applications: list[Application]):
    response = Officer(officer(Role.COLLEGE_OFFICER, CollegeFactory())).client.get(list_of(Application, "export=xlsx"))
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None

    assert sheet.max_row == 1
    assert Export.objects.get().rows == 0


def test_more_rows_than_a_file_holds_are_not_cut_in_silence(
    site: Site, applications: list[Application], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listing, "MOST_EXPORTED", 2)
    asked = list_of(Application, "state=submitted&q=025&export=xlsx")
    answer = Officer(site.scenario.officer).client.get(asked, follow=True)

    assert "请缩小列表范围" in answer.content.decode()
    assert answer.redirect_chain == [(list_of(Application, "state=submitted&q=025"), 302)]
    assert not Export.objects.exists()


def test_characters_that_excel_cannot_hold_spoil_no_file(site: Site):
    by, intake = applicant("张三", "0250001001"), site.scenario.open_intake()
    made = begin(Application, {}, by=by, under=intake)
    Application.objects.filter(pk=made.pk).update(
        statement="我想\x0b学\x1f习"
    )  # as rows that were imported may have it
    take_step(Application, made.pk, "submit", by=by)
    response = Officer(site.scenario.officer).client.get(list_of(Application, "export=xlsx"))
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None

    assert "我想\N{REPLACEMENT CHARACTER}学\N{REPLACEMENT CHARACTER}习" in [cell.value for cell in list(sheet.rows)[1]]


def test_one_format_is_offered(site: Site, applications: list[Application]):
    page = Officer(site.scenario.officer).client.get(list_of(Application)).content.decode()

    assert ("export=xlsx" in page, "CSV" in page) == (True, False)


def test_there_is_no_other_format(site: Site, applications: list[Application]):
    response = Officer(site.scenario.officer).client.get(list_of(Application, "export=csv"))

    assert response.headers["Content-Type"].startswith("text/html")
    assert not Export.objects.exists()


EXPORTS = "/admin/desk/exports/"


def test_the_school_reads_who_took_which_rows(site: Site, applications: list[Application]):
    taker = Officer(site.scenario.officer)
    taker.client.get(list_of(Application, "q=张三&export=xlsx"))
    page = Officer(site.scenario.aao).client.get(EXPORTS)

    text = page.content.decode()
    assert Account.objects.get(pk=site.scenario.officer.account_id).get_full_name() in text
    assert f'"{list_of(Application, "q=%E5%BC%A0%E4%B8%89")}"' in text


def test_what_narrowed_an_export_is_said_in_words(site: Site, applications: list[Application]):
    college, programme = site.scenario.college, site.scenario.programme
    query = f"export=xlsx&p=1&ordering=state&college={college.pk}&programme={programme.pk}&state=submitted&state=odd&q=%E5%BC%A0"
    taker, reader = Officer(site.scenario.aao), Officer(site.scenario.approver)
    taker.client.get(list_of(Application, query))
    with CaptureQueriesContext(connection) as one:
        words = reader.look(EXPORTS)
    assert (str(college) in words, str(programme) in words, "odd" in words, "张" in words) == (True,) * 4
    assert "submitted" not in words
    assert "ordering" not in words
    for _ in range(2):
        taker.client.get(list_of(Application, query))
    with CaptureQueriesContext(connection) as three:
        reader.look(EXPORTS)
    assert len(one) == len(three)


@pytest.mark.parametrize("college", ["x", "9" * 30, "٣", ""])
def test_an_odd_narrowing_is_said_as_it_was(site: Site, applications: list[Application], college: str):
    Officer(site.scenario.aao).client.get(list_of(Application, f"export=xlsx&college={quote(college)}"))

    assert college in Officer(site.scenario.approver).look(EXPORTS)


def test_others_do_not_read_it(site: Site):
    for actor in (site.scenario.officer, officer(Role.EXPERT), officer(Role.BURSAR)):
        assert Officer(actor).client.get(EXPORTS).status_code == 302


def test_an_empty_log_of_exports_is_a_page_too(site: Site):
    assert Officer(site.scenario.approver).client.get(EXPORTS).status_code == 200
