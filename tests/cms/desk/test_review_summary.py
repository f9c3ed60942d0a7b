"""The summary of a review as PDF: what the records say, to whom it is, and nothing read as markup."""

from __future__ import annotations

import io
import re

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pypdf import PdfReader

from cms.desk.review_summary import NAME
from tests.cms.desk.asking import Officer, address_of
from tests.factories import Scenario, courses, student
from tests.workflows.drafts import expert
from tests.workflows.ways import DECLARED, OPINION
from workflows.models import Proposal, Review, StaffMember, Waiver
from workflows.regulation.actor import Actor
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin
from workflows.services.typesetting import typeset
from workflows.services.waivers import ask_for_waiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("opinions_of_experts")]
ODD = '#set page(width: 1pt) $x$ *粗* `码` \\ ] " 𠮷\n第二行'


def judged(*favours: str, remarks: str = "同意", concluded: bool = True) -> Scenario:
    """Answer a college whose proposal some experts have judged, under a waiver."""
    scenario = Scenario()
    scenario.write_plan(courses(7, "2.5", teacher=scenario.director))
    by = actor_of(scenario.director.account)
    waiver = ask_for_waiver(scenario.proposal, "carries_enough_credits", reason="校企合作课程", by=by)
    take_step(Waiver, waiver.pk, "grant", by=scenario.aao, reason="理由充分")
    scenario.take("submit", "endorse", "accept")
    for number, favour in enumerate(favours):
        staff = expert()
        StaffMember.objects.filter(pk=staff.pk).update(name=f"专家甲{number}")
        named = begin(Review, {"expert": staff.pk}, by=scenario.aao, under=scenario.proposal)
        given = OPINION | {"favours": favour, "remarks": remarks, "confidential": "密"}
        for step, inputs in (DECLARED, ("give", given)):
            take_step(Review, named.pk, step, by=actor_of(staff.account), inputs=inputs)
    if concluded:
        scenario.take("conclude")
    return scenario


def asked(scenario: Scenario, by: Actor) -> HttpResponse:
    return Officer(by).client.get(reverse(NAME, args=[scenario.proposal.pk]))


def words_in(answer: HttpResponse) -> str:
    """Answer all words of a PDF without the white space between them."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages))


def test_it_says_what_the_records_say_with_names_for_the_school() -> None:
    scenario = judged("favourable", "favourable", "unfavourable")
    answer = asked(scenario, scenario.aao)
    words = words_in(answer)
    for said in (
        "专家评审意见汇总", scenario.programme.title, scenario.college.name, scenario.director.name, "7门课程，17.5学分",
        "3份意见，赞成2份，不赞成1份", "通过要求", "赞成不少于2/3", "1.专家甲", "2.专家甲", "3.专家甲", "校企合作课程", "理由充分",
        "第1页", "共1页",
    ):  # fmt: skip
        assert said in words, said
    assert "密" not in words
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename")


def test_who_proposes_reads_it_without_names() -> None:
    scenario = judged("favourable", "favourable", "favourable")
    for by in (scenario.officer, actor_of(scenario.director.account)):
        words = words_in(asked(scenario, by))
        assert "专家甲" not in words
        assert "专家1" in words


def test_before_it_is_concluded_and_to_others_there_is_none() -> None:
    scenario = judged("favourable", "favourable", "favourable", concluded=False)
    address = reverse(NAME, args=[scenario.proposal.pk])
    for by in (scenario.aao, scenario.officer):
        assert asked(scenario, by).status_code == 404
        assert address not in Officer(by).client.get(address_of(scenario.proposal)).content.decode()
    scenario.take("conclude")
    assert address in Officer(scenario.aao).client.get(address_of(scenario.proposal)).content.decode()
    assert asked(scenario, Scenario().officer).status_code == 404
    assert asked(scenario, student()).status_code == 302


def test_once_returned_there_is_none_until_it_is_reviewed_again() -> None:
    scenario = judged("favourable", "favourable", "favourable")
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.approver, reason="请修改")
    assert asked(scenario, scenario.aao).status_code == 404
    scenario.take("submit", "endorse", "accept")
    assert asked(scenario, scenario.aao).status_code == 404


def test_no_words_are_read_as_markup() -> None:
    scenario = judged("favourable", "favourable", "favourable", remarks=ODD)
    words = words_in(asked(scenario, scenario.aao))
    assert re.sub(r"\s", "", ODD) in words


def test_much_goes_on_further_pages() -> None:
    scenario = judged(*["favourable"] * 12, remarks="意见很长。" * 390)
    answer = asked(scenario, scenario.aao)
    assert len(PdfReader(io.BytesIO(answer.content)).pages) > 5
    assert words_in(answer).count("意见很长。") == 12 * 390


def test_it_brings_its_font_along() -> None:
    answer = asked(scenario := judged("favourable", "favourable", "favourable"), scenario.aao)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(answer.content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("NotoSansCJK" in font for font in fonts)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("好😀的", "好〓的"),
        ("响\x07铃", "响铃"),
        ("ไทย", "〓〓〓"),
        ("左\u200f右", "左右"),
        ("\uffff", "〓"),
        ("𠮷野家", "𠮷野家"),
        ("长" * 4000, "长" * 4000),
        ("x" * 3000, "x" * 3000),
    ],
)
def test_what_no_font_has_is_marked_and_keeps_no_paper_from_being_made(typed: str, printed: str) -> None:
    told = {
        "title": "标题", "programme": "微专业", "facts": [], "scores": {"title": "", "heads": ["", ""], "rows": []},
        "opinions": {"title": "", "rows": [{"head": "意见", "lines": [typed]}]}, "waivers": {"title": "", "rows": []},
        "signatures": [], "footer": "页脚",
    }  # fmt: skip
    pages = PdfReader(io.BytesIO(typeset("review_summary", told))).pages
    words = "".join(page.extract_text() for page in pages)
    words = re.sub(r"页脚第\d+页，共\d+页", "", re.sub(r"[\s\u200f]", "", words))
    assert words == f"标题意见{printed}"
