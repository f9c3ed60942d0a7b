"""Help for the offices: each finds its own, the Academic Affairs Office edits it, and nobody outside ever sees it."""

import json
import re

import polib
import pytest
from django.urls import reverse
from django.utils.translation import override

from backend.settings.base import BASE_DIR
from cms.models import HelpPage, StandardPage
from cms.services.help import FOLDER, GENERAL, open_help
from cms.services.sections import ensure_school_editors
from cms.visibility import visible_pages
from gateway.content.node import TYPE_NAMES
from gateway.ids import to_global_id
from tests.cms.desk.asking import Officer
from tests.cms.desk.test_entry import holder
from tests.cms.factories import Site, locale, publish, standard_page
from tests.factories import officer, student
from tests.gateway.asking import Visitor
from tests.workflows.witness import nothing_changes
from workflows.models import RECORDS, Membership
from workflows.models.duties import Duty
from workflows.regulation.actor import ANYONE, Actor, Role
from workflows.selectors.judging import steps_of
from workflows.services.people import grant_office, withdraw_office

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/desk/help/"
CATALOGUE = BASE_DIR / "backend" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
WORDINGS = {"原则上", "一般"}
LISTS = """query ($text: String!) {
  pages(first: 100) { totalCount nodes { id title } }
  sitemap(first: 100) { nodes { title path } }
  searchPages(text: $text) { totalCount }
  homePage { siblings(first: 100) { nodes { title } } }
}"""
ONE = "query ($id: ID!, $slug: String!) { node(id: $id) { id } page(id: $id) { id } below: page(slug: $slug) { id } }"


@pytest.fixture
def helped(site: Site) -> Site:
    """Answer a site with the offices' help."""
    open_help()
    ensure_school_editors()
    return site


def help_page(role: str) -> HelpPage:
    return HelpPage.objects.get(role=role)


def mark(role: str, words: str, **fields: object) -> HelpPage:
    """Publish a help page with words of its own."""
    body = json.dumps([{"type": "text", "value": {"body": f"<p>{words}</p>"}}])
    return publish(help_page(role), body=body, **fields)


def test_there_is_a_text_for_each_role_and_one_for_everybody(helped: Site):
    pages = HelpPage.objects.filter(live=True)

    assert {file.stem for file in FOLDER.iterdir()} == {GENERAL, *Role}
    assert sorted(pages.values_list("role", flat=True)) == sorted(["", *Role])
    assert len(set(pages.values_list("title", flat=True))) == len(Role) + 1
    for page in pages:
        page.full_clean()
        page.body.stream_block.clean(page.body)
        assert len("".join(str(block.value) for block in page.body)) >= 300


@pytest.mark.parametrize("name", [GENERAL, *Role])
def test_what_a_text_quotes_stands_on_the_screens(name: str):
    known = {entry.msgstr for entry in polib.pofile(str(CATALOGUE))} | WORDINGS
    quoted = re.findall("“([^”]+)”", (FOLDER / f"{name}.toml").read_text("utf-8"))

    assert quoted != []
    assert [words for words in quoted if words not in known] == []


@pytest.mark.parametrize("role", Role)
def test_every_role_finds_its_own_page_below_the_one_for_everybody_and_no_other(helped: Site, role: Role):
    for one in ("", *Role):
        mark(one, f"写给{one or '各位'}的话")
    words = Officer(holder(role)).look(ADDRESS)

    assert words.index("写给各位的话") < words.index(f"写给{role}的话")
    assert [other for other in Role if f"写给{other}的话" in words] == [role]


def test_whoever_holds_two_offices_finds_both_and_an_office_taken_back_takes_its_page(helped: Site):
    twice = helped.scenario.officer
    membership = grant_office(Membership.objects.get(account=twice.account_id).account, Role.EXPERT)
    somebody = Officer(twice)
    both = somebody.client.get(ADDRESS).content.decode()
    withdraw_office(membership)
    one = somebody.client.get(ADDRESS).content.decode()

    expert = f'id="help-{help_page(Role.EXPERT).pk}-section"'
    officers = f'id="help-{help_page(Role.COLLEGE_OFFICER).pk}-section"'
    assert (expert in both, officers in both) == (True, True)
    assert (expert in one, officers in one) == (False, True)


def test_a_page_shows_its_headings_as_headings(helped: Site):
    shown = Officer(helped.scenario.officer).client.get(ADDRESS).content.decode()

    assert "<h3>办不了怎么办</h3>" in shown


def test_an_edited_page_stays_when_help_is_opened_again(helped: Site):
    mark(Role.BURSAR, "本校的说法")
    help_page(Role.EXPERT).unpublish()
    with nothing_changes("cms", "wagtailcore"):
        assert open_help() == []


def test_only_what_is_missing_is_made_again(helped: Site):
    help_page(Role.TEACHER).delete()

    assert [page.role for page in open_help()] == [Role.TEACHER]
    assert help_page(Role.TEACHER).get_parent().specific == help_page("")


def test_a_draft_is_not_shown(helped: Site):
    mark(Role.TEACHER, "旧的说法").unpublish()

    assert "旧的说法" not in Officer(holder(Role.TEACHER)).look(ADDRESS)


def test_a_page_is_read_in_the_readers_language_where_it_was_translated(helped: Site):
    page = mark(Role.EXPERT, "写给专家")
    translation = page.copy_for_translation(locale("en"), copy_parents=True)
    body = json.dumps([{"type": "text", "value": {"body": "<p>for experts</p>"}}])
    publish(translation, body=body)
    expert = Officer(officer(Role.EXPERT))
    chinese = expert.look(ADDRESS)
    english = expert.client.get(ADDRESS, headers={"Accept-Language": "en"}).content.decode()

    assert ("写给专家" in chinese, "for experts" in chinese) == (True, False)
    assert ("写给专家" in english, "for experts" in english) == (False, True)


def test_the_academic_affairs_office_edits_help_and_nobody_else_does(helped: Site):
    page = help_page(Role.TEACHER)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    office, college = Officer(helped.scenario.aao), Officer(helped.scenario.officer)

    general = reverse("wagtailadmin_pages:edit", args=[help_page("").pk])
    assert general in office.client.get(ADDRESS).content.decode()
    assert office.client.get(edit).status_code == 200
    assert office.client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])).status_code == 200
    assert page.permissions_for_user(
        Membership.objects.get(account=helped.scenario.aao.account_id).account
    ).can_publish()
    assert "/pages/" not in college.client.get(ADDRESS).content.decode().partition("<main")[2]
    with nothing_changes("cms", "wagtailcore"):
        assert college.client.post(edit, {"title": "改掉"}).status_code == 302


def test_help_cannot_be_moved_or_made_where_readers_are(helped: Site):
    page = help_page(Role.TEACHER)

    assert not page.can_move_to(helped.home)
    assert HelpPage not in type(helped.home).creatable_subpage_models()
    assert not HelpPage.can_create_at(helped.home)
    assert not StandardPage.can_create_at(help_page(""))
    assert page.get_url_parts() is None


def test_neither_students_nor_strangers_come_in(helped: Site):
    assert Officer(student()).client.get(ADDRESS).status_code == 302
    assert Visitor().client.get(ADDRESS).status_code == 302


def everyone(site: Site) -> dict[str, Actor]:
    return {
        "a stranger": ANYONE,
        "a student": student(),
        "an officer": site.scenario.officer,
        "the AAO": site.scenario.aao,
    }


def test_the_graph_knows_no_help_page_whoever_asks(helped: Site):
    mark("", "只给任职人员看的话")
    standard_page(helped.home, "给大家看的页面")
    pages = list(HelpPage.objects.all())
    for who, actor in everyone(helped).items():
        found = Visitor(actor).query(LISTS, text="只给任职人员看的话")
        assert found.data["searchPages"]["totalCount"] == 0, who
        assert "给大家看的页面" in found.text
        assert [page.title for page in pages if page.title in found.text] == [], who
        assert not visible_pages(actor).filter(pk__in=[page.pk for page in pages]).exists(), who


@pytest.mark.parametrize("kind", TYPE_NAMES.values())
def test_no_id_and_no_slug_leads_to_a_help_page(helped: Site, kind: str):
    page = help_page(Role.AAO_OFFICER)
    found = Visitor(helped.scenario.aao).query(ONE, id=to_global_id(kind, page.pk), slug=page.slug)

    assert found.data == {"node": None, "page": None, "below": None}


def test_three_pages_cost_what_one_costs(helped: Site, django_assert_max_num_queries):
    somebody = Officer(helped.scenario.officer)
    somebody.look(ADDRESS)
    with django_assert_max_num_queries(30) as before:
        somebody.look(ADDRESS)
    for title in ("补充一", "补充二"):
        help_page("").add_child(instance=HelpPage(title=title, role=Role.COLLEGE_OFFICER))
    with django_assert_max_num_queries(30) as after:
        assert "补充二" in somebody.look(ADDRESS)
    assert len(after) == len(before)


def help_text(role: Role) -> str:
    """Answer what the help of an office says, as it comes with the portal."""
    return (FOLDER / f"{role.value}.toml").read_text("utf-8")


def test_whoever_takes_a_step_or_begins_a_record_is_told_of_it_in_their_help():
    told: list[tuple[Duty, object]] = [
        (step.duty, step.label) for model in RECORDS for step in steps_of(model).values() if step.duty.offices
    ]
    told += [(model.begins.duty, model.begins.label) for model in RECORDS if model.begins]
    with override("zh-hans"):
        missing = [
            (role.value, str(label))
            for duty, label in told
            for role in sorted(duty.offices)
            if str(label) not in help_text(role)
        ]

    assert missing == []
