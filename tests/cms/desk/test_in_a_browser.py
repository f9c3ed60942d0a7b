"""Each office's main task at the desk, in a browser and in Chinese."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any, Literal

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import FilePayload, expect
from playwright.sync_api import Page as Screen
from pytest_django.live_server_helper import LiveServer

from cms.services.help import open_help
from tests.cms.factories import Site
from tests.factories import TO_THE_SCHOOL, Scenario
from tests.screens import no_errors_of_scripts, sign_in, take_picture
from tests.workflows.regulation.editions import LONGER
from tests.workflows.ways import asked_waiver
from workflows import clock
from workflows.models import (
    Application,
    Intake,
    LogEntry,
    OutboxMessage,
    PlanVersion,
    Programme,
    RulebookEdition,
    Waiver,
)
from workflows.selectors.people import actor_of
from workflows.services.attachments import attach
from workflows.services.door import take_step
from workflows.services.outbox import deliver_waiting

Theme = Literal["light", "dark"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_officer_goes_from_the_inbox_to_the_decision(browser_page: Screen, live_server: LiveServer):
    site = Site()
    intake = site.scenario.open_intake()
    application = site.scenario.application("submitted", intake=intake)
    sign_in(browser_page, live_server, site.scenario.officer)
    with no_errors_of_scripts(browser_page):
        expect(browser_page.get_by_role("link", name="申请 (1)").first).to_be_visible()
        take_picture(browser_page, "inbox")
        browser_page.get_by_role("link", name=re.compile(application.student.number)).click()
        browser_page.get_by_role("link", name="受理").click()
        browser_page.get_by_role("button", name="受理").click()
        expect(browser_page.locator(".messages")).to_contain_text("受理已办理")
        take_picture(browser_page, "record")
        browser_page.get_by_role("link", name="不录取").click()
        expect(browser_page.get_by_text("学校公布名单时，申请人会看到您的理由")).to_be_visible()
        browser_page.get_by_label("理由").fill("名额有限")
        browser_page.get_by_role("button", name="不录取").dblclick()
        expect(browser_page.locator(".messages")).to_contain_text("不录取已办理")
        expect(browser_page.get_by_text("对外显示为：审核中")).to_be_visible()

    assert Application.objects.get().decision_note == "名额有限"
    assert LogEntry.objects.filter(kind="application", step="decline").count() == 1


def test_an_office_is_entered_with_a_second_factor(browser_page: Screen, live_server: LiveServer, settings: Any):
    site = Site()
    settings.SECOND_FACTOR_FOR_OFFICES = True
    with no_errors_of_scripts(browser_page):
        sign_in(browser_page, live_server, site.scenario.officer, to="/admin/second-factor/set-up/?next=%2Fadmin%2F")
        secret = browser_page.locator("main code").inner_text()
        assert stumbling_blocks(browser_page) == {}
        browser_page.get_by_role("textbox").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
        browser_page.get_by_role("button", name="继续").click()
        expect(browser_page.locator("main code")).to_have_count(10)
        browser_page.get_by_role("link", name="我已保存").click()
        expect(browser_page.get_by_text("等您办理").first).to_be_visible()
        browser_page.get_by_role("link", name="双重验证").click()
        expect(browser_page.get_by_text("您凭密码和动态口令登录")).to_be_visible()


def test_an_officer_plans_an_intake_and_revises_it(browser_page: Screen, live_server: LiveServer):
    site = Site()
    site.scenario.establish()
    sign_in(browser_page, live_server, site.scenario.officer)
    with no_errors_of_scripts(browser_page):
        browser_page.goto(f"{live_server.url}/admin/desk/intake/")
        browser_page.get_by_role("link", name="计划招生批次").click()
        browser_page.get_by_label("微专业").select_option(label=str(site.scenario.programme))
        browser_page.get_by_label("学年（起始年份）").fill("2026")
        browser_page.get_by_label("名额").fill("40")
        browser_page.get_by_label("报名开始").fill("2026-12-01T08:00:00")
        browser_page.get_by_label("招收年级").fill("2024，2025")
        take_picture(browser_page, "plan")
        browser_page.get_by_role("button", name="计划招生批次").dblclick()
        expect(browser_page.locator(".messages")).to_contain_text("已新建")
        browser_page.get_by_role("link", name="修改").click()
        expect(browser_page.get_by_label("招收年级")).to_have_value("2024，2025")
        browser_page.get_by_label("名额").fill("45")
        browser_page.get_by_role("button", name="修改").dblclick()
        expect(browser_page.locator(".messages")).to_contain_text("修改已办理")

    planned = Intake.objects.get()
    assert (planned.places, planned.version, planned.recruits_entry_years) == (45, 2, [2024, 2025])
    assert planned.opens_at is not None
    assert planned.opens_at.astimezone(clock.SCHOOL_ZONE).isoformat() == "2026-12-01T08:00:00+08:00"


def test_a_director_writes_the_plan_of_a_programme_that_she_proposes(browser_page: Screen, live_server: LiveServer):
    site = Site()
    director = site.scenario.director
    sign_in(browser_page, live_server, actor_of(director.account))
    with no_errors_of_scripts(browser_page):
        browser_page.goto(f"{live_server.url}/admin/desk/programme/begin/")
        browser_page.get_by_label("学院").select_option(label=str(site.scenario.college))
        browser_page.get_by_label("代码").fill("WZ0909")
        browser_page.locator("#id_title").fill("数字人文")
        browser_page.get_by_label("负责人").select_option(label=str(director))
        browser_page.get_by_role("button", name="申报微专业").click()
        browser_page.get_by_role("link", name=re.compile("^数字人文 · ")).click()
        browser_page.get_by_role("link", name="编写人才培养方案").click()
        for place, title in enumerate(("文本挖掘", "数字地图")):
            row = browser_page.locator("tbody tr").nth(place)
            for label, value in (
                ("代码", f"WZ090{place}"),
                ("名称", title),
                ("学分", "2.5"),
                ("理论学时", "24"),
                ("开课学期", "1"),
            ):
                row.get_by_label(f"{place + 1}: {label}", exact=True).fill(value)
            row.get_by_label(f"{place + 1}: 考核方式").select_option(label="考试")
            row.get_by_label(f"{place + 1}: 教师").select_option(label=str(director))
        take_picture(browser_page, "courses")
        browser_page.get_by_role("button", name="编写人才培养方案").dblclick()
        expect(browser_page.locator(".messages")).to_contain_text("编写人才培养方案")

    version = PlanVersion.objects.get(programme__code="WZ0909")
    assert (version.course_count, version.total_credits) == (2, 5)


def test_two_officers_on_one_record_do_not_overwrite_each_other(browser_page: Screen, live_server: LiveServer):
    site = Site()
    application = site.scenario.application("under_review", intake=site.scenario.open_intake())
    sign_in(browser_page, live_server, site.scenario.officer)
    browser_page.goto(f"{live_server.url}/admin/desk/application/{application.pk}/decline/")
    browser_page.get_by_label("理由").fill("材料不全")
    for step in ("waitlist", "reconsider"):
        take_step(Application, application.pk, step, by=site.scenario.officer, reason="名额紧张")
    browser_page.get_by_role("button", name="不录取").click()

    expect(browser_page.get_by_text("没有覆盖任何内容")).to_be_visible()
    expect(browser_page.get_by_label("理由")).to_have_value("材料不全")
    assert Application.objects.get().state == "under_review"


def test_a_list_is_searched_and_narrowed_as_one_types(browser_page: Screen, live_server: LiveServer):
    site = Site()
    intake = site.scenario.open_intake()
    first, second = (site.scenario.application("submitted", intake=intake) for _ in range(2))
    sign_in(browser_page, live_server, site.scenario.officer)
    with no_errors_of_scripts(browser_page):
        browser_page.goto(f"{live_server.url}/admin/desk/application/")
        expect(browser_page.get_by_role("link", name=second.student.name, exact=True)).to_be_visible()
        browser_page.get_by_role("textbox", name="搜索条件").fill(first.student.number)
        expect(browser_page.get_by_role("link", name=second.student.name, exact=True)).to_have_count(0)
        expect(browser_page.get_by_role("link", name=first.student.name, exact=True)).to_be_visible()


def test_a_step_is_taken_for_many(browser_page: Screen, live_server: LiveServer):
    site = Site()
    intake = site.scenario.open_intake(places=2)
    applications = [site.scenario.application("under_review", intake=intake) for _ in range(3)]
    sign_in(browser_page, live_server, site.scenario.officer)
    with no_errors_of_scripts(browser_page):
        browser_page.goto(f"{live_server.url}/admin/desk/application/")
        browser_page.get_by_role("checkbox", name="全选").first.check()
        take_picture(browser_page, "list")
        browser_page.get_by_role("link", name="批量办理所选……").click()
        browser_page.get_by_role("link", name="录取", exact=True).click()
        browser_page.get_by_role("button", name="试办").click()
        expect(browser_page.get_by_text("2 条可以办理，1 条会被拒绝")).to_be_visible()
        take_picture(browser_page, "trial")
        browser_page.get_by_role("button", name="录取：正式办理 2 条").dblclick()
        expect(browser_page.get_by_text("正在办理")).to_be_visible()
        OutboxMessage.objects.update(due_at=clock.now())  # the server's clock is the world's
        deliver_waiting()
        expect(
            browser_page.get_by_text("已办理 2 条，拒绝 0 条，共 2 条")
        ).to_be_visible()  # nobody loaded the page again

    assert Application.objects.filter(state="admitted").count() == 2
    assert LogEntry.objects.filter(kind="application", step="admit").count() == 2
    assert applications[-1].pk == Application.objects.get(state="under_review").pk


def test_the_school_establishes_and_the_office_grants_and_publishes(browser_page: Screen, live_server: LiveServer):
    site = Site()
    intake = site.scenario.open_intake()
    for step in ("close", "complete_selection"):
        take_step(Intake, intake.pk, step, by=site.scenario.officer)
    proposed = Scenario()
    asked_waiver(proposed)
    reviewed = Scenario()
    reviewed.take(*TO_THE_SCHOOL)
    sign_in(browser_page, live_server, proposed.aao)
    with no_errors_of_scripts(browser_page):
        browser_page.get_by_role("link", name=re.compile("原则上")).click()
        browser_page.get_by_role("link", name="同意", exact=True).click()
        browser_page.get_by_label("理由").fill("同意")
        browser_page.get_by_role("button", name="同意", exact=True).click()
        expect(browser_page.locator(".messages")).to_contain_text("同意已办理")
        browser_page.goto(f"{live_server.url}/admin/desk/intake/{intake.pk}/publish/")
        browser_page.get_by_label("名单编号").fill("教字〔2026〕8号")
        browser_page.get_by_role("button", name="公布名单").click()
        expect(browser_page.locator(".messages")).to_contain_text("公布名单已办理")
    browser_page.context.clear_cookies()
    sign_in(browser_page, live_server, proposed.approver)
    browser_page.get_by_role("link", name=reviewed.programme.title).click()
    browser_page.get_by_role("link", name="批准", exact=True).click()
    browser_page.get_by_label("决定文号").fill("纪要 9")
    browser_page.get_by_role("button", name="批准").click()
    expect(browser_page.locator(".messages")).to_contain_text("批准已办理")

    assert (Waiver.objects.get().state, Intake.objects.get().state) == ("granted", "published")
    assert Programme.objects.get(pk=reviewed.programme.pk).decision_number == "纪要 9"


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "narrow"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_stumbles_over_a_screen(browser_page: Screen, live_server: LiveServer, width: int, theme: Theme):
    site = Site()
    open_help()
    intake = site.scenario.open_intake()
    application = site.scenario.application("under_review", intake=intake)
    attach(application, SimpleUploadedFile("成绩单.txt", b"text"), by=site.scenario.officer)
    planned = site.scenario.plan_intake()
    browser_page.emulate_media(color_scheme=theme)
    browser_page.set_viewport_size({"width": width, "height": 900})
    sign_in(browser_page, live_server, site.scenario.officer)
    found = {}
    for screen in ("", "desk/application/?task=mine", f"desk/application/{application.pk}/",
                   f"desk/application/{application.pk}/decline/", f"desk/intake/{intake.pk}/",
                   f"desk/application/bulk/?id={application.pk}",
                   f"desk/application/bulk/admit/?id={application.pk}", "desk/help/", "desk/intake/begin/",
                   f"desk/intake/{planned.pk}/revise/"):  # fmt: skip
        browser_page.goto(f"{live_server.url}/admin/{screen}")
        found |= {(screen, fault): html for fault, html in stumbling_blocks(browser_page).items()}
    browser_page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"x.png\">')")

    assert found == {}
    assert set(stumbling_blocks(browser_page)) == {"image-alt"}, "what is wrong would be found"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_office_uploads_an_edition_and_loads_it_with_a_double_click(
    browser_page: Screen, live_server: LiveServer, width: int, settings: Any, tmp_path: Path
):
    settings.STATE_DIR = tmp_path
    site = Site()
    browser_page.set_viewport_size({"width": width, "height": 900})
    sign_in(browser_page, live_server, site.scenario.aao)
    browser_page.goto(f"{live_server.url}/admin/desk/rulebook/")
    main, found = browser_page.locator("main"), {}
    main.locator("a[href$='rulebook/upload/']").click()
    expect(main.locator("input[type=file]")).to_have_count(1)
    found["upload"] = stumbling_blocks(browser_page)
    for text in (LONGER.replace("minimum = 6", "minimum = 0"), LONGER):
        file = FilePayload(name="edition.toml", mimeType="application/toml", buffer=text.encode())
        main.locator("input[type=file]").set_input_files(file)
        main.locator("form button[type=submit]").click()
        expect(main.locator("input[name=digest]")).to_have_count(1)
        found[text] = stumbling_blocks(browser_page)
        assert browser_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        if text != LONGER:
            expect(main.locator(".desk-fault")).to_have_count(1)
            main.locator("form a.button-secondary").click()
    expect(main.locator(".desk-wide table")).to_contain_text("18 个月")
    main.locator("form button[type=submit]").dblclick()
    expect(main.locator("a[aria-current=page]")).to_contain_text("2027")
    browser_page.reload()  # without the message, which fades in
    found["rulebook"] = stumbling_blocks(browser_page)

    assert [fault for fault in found.values() if fault] == []
    assert RulebookEdition.objects.get(loaded_by__isnull=False).effective_from.year == 2027


def stumbling_blocks(screen: Screen) -> dict[str, list[str]]:
    """Answer what is seriously wrong with a screen's main part, for readers of screens and users of keyboards."""
    violations = Axe().run(screen, context="main").response["violations"]
    serious = (fault for fault in violations if fault["impact"] in ("serious", "critical"))
    return {fault["id"]: [node["html"] for node in fault["nodes"]][:3] for fault in serious}
