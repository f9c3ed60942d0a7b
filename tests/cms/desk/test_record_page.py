"""The page of a record: facts, steps, history, what belongs to it and what is noted on it."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.users.models import UserProfile

from tests.cms.desk.asking import Officer, address_of, list_of
from tests.cms.factories import Site
from tests.factories import Scenario, officer, student
from tests.workflows.ways import asked_waiver
from workflows.models import Account, Application, Attachment, Note, Proposal, Waiver
from workflows.models.plan import COURSES
from workflows.regulation.actor import SCHOOL_WIDE, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.notes import write_note
from workflows.services.part_revisions import revise_part
from workflows.services.parts import rows_as_told
from workflows.services.people import grant_office
from workflows.services.waivers import ask_for_waiver

pytestmark = pytest.mark.django_db


def test_it_shows_the_facts_with_where_they_come_from(site: Site):
    application = site.scenario.application("submitted", intake=site.scenario.open_intake())
    words = Officer(site.scenario.officer).look(address_of(application))

    for said in ("来自学籍", application.student.number, "我想学习", "年级: 2", "提交时从学籍固定", "已提交"):
        assert said in words
    assert "as_of" not in words


def test_a_phone_is_shown_to_the_students_own_college_alone(site: Site):
    intake = site.scenario.open_intake()
    stranger = site.scenario.application("submitted", intake=intake, by=student(phone="13900000001"))
    own = site.scenario.application(
        "submitted", intake=intake, by=student(phone="13900000002", college=site.scenario.college)
    )
    somebody, office = Officer(site.scenario.officer), Officer(site.scenario.aao)

    assert "13900000001" not in somebody.look(address_of(stranger))
    assert "13900000002" in somebody.look(address_of(own))
    assert "1390000000" not in office.look(address_of(stranger)) + office.look(address_of(own))


def test_an_open_step_is_a_link_and_says_what_follows(site: Site):
    application = site.scenario.application("under_review", intake=site.scenario.open_intake())
    page = Officer(site.scenario.officer).client.get(address_of(application)).content.decode()

    assert f'href="{address_of(application, "admit")}">录取</a>' in page
    assert "占用一个名额" in page
    assert "这一步由学生本人办理（第 12 条）。" in page


def test_a_closed_step_says_article_reason_and_remedy(site: Site):
    intake = site.scenario.open_intake(places=1)
    site.scenario.application("admitted", intake=intake)
    waiting = site.scenario.application("under_review", intake=intake)
    page = Officer(site.scenario.officer).client.get(address_of(waiting)).content.decode()

    assert 'disabled aria-describedby="why-admit">录取</button>' in page
    assert "第6(4)条" in page


def test_what_the_officer_sees_and_what_the_applicant_sees_are_told_apart(site: Site):
    application = site.scenario.application("admitted", intake=site.scenario.open_intake())

    assert "已录取 对外显示为：审核中" in Officer(site.scenario.officer).look(address_of(application))


@pytest.mark.parametrize("screen", [(), ("notes",), ("attachments",), ("admit",)])
def test_records_of_others_are_not_there(site: Site, screen: tuple[str, ...]):
    application = site.scenario.application("under_review", intake=site.scenario.open_intake())
    draft = site.scenario.application("draft", intake=application.intake)
    stranger = Scenario()
    for somebody in (stranger.officer, officer(Role.EXPERT), officer(Role.TEACHER, site.scenario.college)):
        for record in (application, application.intake, site.scenario.programme):
            client = Officer(somebody).client
            for answer in (client.get(address_of(record, *screen)), client.post(address_of(record, *screen), {})):
                assert answer.status_code in (404, 405)
    assert Officer(site.scenario.officer).client.get(address_of(draft)).status_code == 404
    assert not Note.objects.exists()
    assert not Attachment.objects.exists()


def test_the_history_tells_who_when_which_step_and_why(site: Site):
    application = site.scenario.application("returned", intake=site.scenario.open_intake(), reason="请补充成绩单")
    words = Officer(site.scenario.officer).look(address_of(application))
    history = words[words.index("办理经过") :]

    assert history.index("退回") < history.index("受理") < history.index("提交") < history.index("开始报名")
    assert "审核中 → 退回补充" in history
    assert "理由： 请补充成绩单" in history


def test_what_belongs_to_it_leads_there(site: Site):
    intake = site.scenario.open_intake()
    application = site.scenario.application("submitted", intake=intake)
    client = Officer(site.scenario.officer).client

    assert address_of(application) in client.get(address_of(intake)).content.decode()
    assert address_of(intake) in client.get(address_of(site.scenario.programme)).content.decode()


def test_a_waiver_says_its_clause_and_not_the_name_of_a_rule(site: Site):
    scenario = Scenario()
    waiver = asked_waiver(scenario)
    words = Officer(scenario.officer).look(address_of(waiver))

    assert "“原则上" in words
    assert waiver.rule not in words


def test_a_waiver_is_called_by_what_it_is_for_and_not_by_a_number(site: Site):
    scenario = Scenario()
    waiver = asked_waiver(scenario)
    somebody = Officer(scenario.officer)
    page = somebody.client.get(address_of(waiver)).content.decode()
    title = page[page.index("<title>") : page.index("</title>")]

    assert scenario.programme.title in title
    assert scenario.programme.title in somebody.look(list_of(Waiver))
    assert scenario.programme.title in somebody.look(list_of(Waiver, f"q={quote(scenario.programme.title)}"))
    assert f'href="{address_of(scenario.proposal)}">{scenario.programme.title}</a>' in page


def test_notes_are_for_those_who_handle_it_and_stay(site: Site):
    application = site.scenario.application("under_review", intake=site.scenario.open_intake())
    somebody = Officer(site.scenario.officer)
    answer = somebody.client.post(address_of(application, "notes"), {"text": "  已电话核实\n<b>成绩</b>  "})

    assert answer.status_code == 302
    note = Note.objects.get()
    assert (note.text, note.kind, note.record_id) == ("已电话核实\n<b>成绩</b>", "application", application.pk)
    assert "已电话核实 <b>成绩</b>" in Officer(site.scenario.aao).look(address_of(application))


@pytest.mark.parametrize("text", ["", "   ", "长" * 2001, "a\x00b"])
def test_a_note_that_cannot_be_kept_is_refused(site: Site, text: str):
    application = site.scenario.application("under_review", intake=site.scenario.open_intake())
    body = f"text={quote(text, errors='surrogatepass')}"
    answer = Officer(site.scenario.officer).client.post(
        address_of(application, "notes"), body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 422
    assert not Note.objects.exists()


def test_a_note_that_is_too_long_is_shown_again_with_its_words(site: Site):
    application = site.scenario.application("under_review", intake=site.scenario.open_intake())
    typed = "已电话核实。\r\n" * 300
    answer = Officer(site.scenario.officer).client.post(address_of(application, "notes"), {"text": typed})

    assert answer.status_code == 422
    assert answer.context["note_form"].errors["text"]
    page = answer.content.decode()
    assert "已电话核实。\n" * 300 in page.replace("\r", "")
    assert application.student.name in page
    assert "#notes-section" in page


def test_a_note_that_is_sent_twice_is_kept_once_and_another_one_beside_it(site: Site):
    application = site.scenario.application("under_review", intake=site.scenario.open_intake())
    somebody = Officer(site.scenario.officer)
    key = somebody.client.get(address_of(application)).context["note_form"]["key"].value()
    for text in ("已核实", "已核实", "另有材料"):  # the last: back in the browser, and something else written
        assert somebody.client.post(address_of(application, "notes"), {"text": text, "key": key}).status_code == 302

    assert sorted(Note.objects.values_list("text", flat=True)) == ["另有材料", "已核实"]


def test_a_new_line_counts_as_one_character(site: Site):
    application = site.scenario.application("under_review", intake=site.scenario.open_intake())
    typed = "长\r\n" * 1000
    answer = Officer(site.scenario.officer).client.post(address_of(application, "notes"), {"text": typed})

    assert (answer.status_code, len(Note.objects.get().text)) == (302, 1999)


def test_a_page_costs_the_same_whatever_happened(site: Site, django_assert_max_num_queries):
    intake = site.scenario.open_intake()
    application = site.scenario.application("under_review", intake=intake)
    somebody = Officer(site.scenario.officer)
    somebody.look(address_of(application))
    with django_assert_max_num_queries(35) as few:
        somebody.look(address_of(application))
    for _ in range(3):
        somebody.client.post(address_of(application, "notes"), {"text": "备注"})
        somebody.client.post(address_of(application, "attachments"), {"file": SimpleUploadedFile("a.txt", b"text")})
        somebody.take(application, "waitlist")
        somebody.take(application, "reconsider", reason="重新审核")
    assert Application.objects.get(pk=application.pk).version > application.version
    assert Attachment.objects.count() == 3
    with django_assert_max_num_queries(35) as many:
        somebody.look(address_of(application))
    assert len(few) == len(many)


@pytest.mark.parametrize("role", [Role.COLLEGE_OFFICER, Role.AAO_OFFICER, Role.TEACHER])
def test_whoever_holds_an_office_and_studies_does_not_find_her_own_application_at_the_desk(site: Site, role: Role):
    intake = site.scenario.open_intake()
    applicant = student()
    own = site.scenario.application("submitted", intake=intake, by=applicant)
    for step in ("take_up", "decline"):
        take_step(Application, own.pk, step, by=site.scenario.officer, reason="只有学院知道")
    write_note(own, "同事之间的话", by=site.scenario.officer)
    site.scenario.application("draft", intake=site.scenario.open_intake(), by=applicant)
    account = Account.objects.get(pk=applicant.account_id)
    grant_office(account, role, None if role in SCHOOL_WIDE else site.scenario.college)
    somebody = Officer(applicant)

    for screen in ((), ("decline",), ("reconsider",)):
        assert somebody.client.get(address_of(own, *screen)).status_code == 404
    assert own.student.number not in somebody.look("/admin/desk/application/")
    assert "只有学院知道" not in somebody.look(address_of(intake), status=200 if role != Role.TEACHER else 404)
    assert "申请 (" not in somebody.look("/admin/")


def test_whoever_makes_a_proposal_reads_what_stands_against_it_and_asks_for_a_waiver(site: Site):
    scenario = Scenario(courses_count=5)
    for maker in (actor_of(scenario.director.account), scenario.officer):
        page = Officer(maker).client.get(address_of(scenario.proposal)).content.decode()
        assert "第6(2)条" in page
        assert f"{address_of(scenario.proposal)}waive/" in page
    other = officer(Role.EXPERT)

    assert "waive/" not in Officer(scenario.approver).client.get(address_of(scenario.proposal)).content.decode()
    Officer(other).look(address_of(scenario.proposal), status=404)


def test_what_is_waived_is_said_to_be_where_the_step_is_taken(site: Site):
    scenario = Scenario(credits="3")
    by = actor_of(scenario.director.account)
    waiver = ask_for_waiver(scenario.proposal, "carries_enough_credits", reason="校企合作课程", by=by)
    before = Officer(by).look(address_of(scenario.proposal, "submit"))
    take_step(Waiver, waiver.pk, "grant", by=scenario.aao, reason="同意")
    after = Officer(by).look(address_of(scenario.proposal, "submit"))

    assert "申请豁免" in before
    assert "申请豁免" not in after
    assert "已豁免" in after


def test_a_record_leads_to_what_it_belongs_to(site: Site):
    application = site.scenario.application("submitted", intake=site.scenario.open_intake())
    waiver = asked_waiver(Scenario(courses_count=5))
    intake, programme = application.intake, application.intake.programme

    somebody, office = Officer(site.scenario.officer), Officer(site.scenario.aao)
    assert f'href="{address_of(intake)}"' in somebody.client.get(address_of(application)).content.decode()
    assert f'href="{address_of(programme)}"' in somebody.client.get(address_of(intake)).content.decode()
    page = office.client.get(address_of(waiver)).content.decode()
    assert f'href="/admin/desk/proposal/{waiver.subject_id}/"' in page
    assert waiver.asked_by.get_full_name() in page


def test_menus_speak_the_language_of_whoever_looks(site: Site):
    account = Account.objects.get(pk=site.scenario.officer.account_id)
    profile = UserProfile.get_for_user(account)
    seen = {}
    for language in ("en", "zh-hans", "en"):
        UserProfile.objects.filter(pk=profile.pk).update(preferred_language=language)
        seen[language] = Officer(site.scenario.officer).client.get("/admin/desk/application/").content.decode()

    assert "Applications" in seen["en"]
    assert "Applications" not in seen["zh-hans"]


def test_who_makes_a_proposal_reads_what_is_met_what_is_not_and_what_was_waived(site: Site):
    scenario = Scenario(credits="3")
    by = actor_of(scenario.director.account)
    waiver = ask_for_waiver(scenario.proposal, "carries_enough_credits", reason="校企合作课程", by=by)
    before = Officer(by).look(address_of(scenario.proposal))
    take_step(Waiver, waiver.pk, "grant", by=scenario.aao, reason="同意")
    after = Officer(by).look(address_of(scenario.proposal))
    assert "第4条 “须进行充分调研论证” ·" in before
    assert "第6(2)条 “原则上控制在” 培养方案共 18 学分" in before
    assert ("(已豁免)" in before, "(已豁免)" in after) == (False, True)


def test_opinions_are_no_heading_for_whom_they_are_not(site: Site):
    proposal = site.scenario.take("submit", "endorse", "accept")
    seen = {
        name: "不具名" in Officer(actor).look(address_of(proposal))
        for name, actor in (("officer", site.scenario.officer), ("aao", site.scenario.aao))
    }
    assert seen == {"officer": False, "aao": True}


def test_a_proposal_that_came_back_says_what_changed():
    scenario = Scenario()
    scenario.take("submit")
    by = actor_of(scenario.director.account)
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.officer, reason="请修改")
    first, *others = rows_as_told(COURSES, scenario.plan)
    revise_part(Proposal, scenario.proposal.pk, "courses", [first | {"credits": "3"}, *others], by=by)
    proposal = scenario.take("submit")

    words = Officer(scenario.officer).look(address_of(proposal))
    assert f"与上次提交相比的变化 {first['code']} {first['title']} · 学分: 2 → 3" in words
