"""The law at hand: editions, articles, figures, what they guard, and what the school has still to confirm."""

import re
import typing

import pytest

from cms.desk.record_words import FIGURES
from tests.cms.desk.asking import Officer
from tests.cms.factories import Site
from tests.factories import Scenario, edition, officer, student
from tests.workflows.regulation.editions import RIVERSIDE
from tests.workflows.ways import asked_waiver
from workflows.models import RulebookEdition, Waiver
from workflows.regulation.actor import Role
from workflows.regulation.lights import YearFigure
from workflows.services.door import take_step

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/desk/rulebook/"


@pytest.mark.parametrize("role", [Role.EXPERT, Role.AAO_OFFICER])
def test_every_office_reads_each_article_with_its_figures_and_steps(site: Site, role: Role):
    words = Officer(officer(role)).look(ADDRESS)

    for number in range(1, 21):
        assert f"第{number}条" in words
    assert "“原则上控制在”" in words
    assert re.search("至少.{1,2}12 学分 至多.{1,2}16 学分", words)
    assert "不满足时提示：培养方案有 … 门课程，规定为 6 至 7 门。" in words
    assert "minimum = " not in words
    assert "学院同意、受理评审、批准" in words[words.index("原则上控制在") :][:200]


def test_the_thresholds_of_a_year_are_public_at_the_desk_and_every_figure_has_a_name(site: Site):
    words = Officer(site.scenario.officer).look(ADDRESS)
    assert "年度审议的提示灯" in words
    assert "第8条 录取人数不到名额的一半" in words
    assert set(typing.get_args(YearFigure)) == set(FIGURES)


def test_waivers_of_this_year_are_counted_where_they_are_waived(site: Site):
    scenario = Scenario()
    before = Officer(scenario.aao).look(ADDRESS)
    take_step(Waiver, asked_waiver(scenario).pk, "grant", by=scenario.aao, reason="同意")
    after = Officer(scenario.aao).look(ADDRESS)

    assert ("本学年已豁免 1 次" in before, "本学年已豁免 1 次" in after) == (False, True)


def test_what_the_text_leaves_open_is_listed_for_the_school(site: Site):
    words = Officer(site.scenario.approver).look(ADDRESS)

    assert "待学校确认（†）" in words
    assert "†" in words[words.index("第1条") :]


def test_another_edition_is_read_by_its_address(site: Site):
    edition(RIVERSIDE.read_text("utf-8").replace("2026-09-01", "2027-09-01", 1))
    other = RulebookEdition.objects.latest("effective_from")
    somebody = Officer(site.scenario.officer)

    assert other.document_number in somebody.look(f"{ADDRESS}?edition={other.pk}")
    for odd in ("0", "x", "9" * 40, "\x00"):
        somebody.look(f"{ADDRESS}?edition={odd}", status=404)


def test_students_do_not_come_in(site: Site):
    assert Officer(student()).client.get(ADDRESS).status_code == 302
