"""A link opens one review to whoever has it, until it ends or is revoked, and nothing else."""

from __future__ import annotations

import datetime as dt
import logging
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import Client

from backend.logs import WithoutTokens
from cms.addresses import review_address
from tests.cms.desk.asking import Officer, address_of, words_of
from tests.cms.desk.attachments.sending import PDF
from tests.factories import Scenario
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import id_of
from tests.workflows.drafts import start_of
from tests.workflows.ways import DECLARED, OPINION, REASON
from workflows import clock
from workflows.models import Account, LogEntry, Membership, Proposal, Review, ReviewLink
from workflows.regulation.actor import Role
from workflows.selectors.people import actor_of
from workflows.services.attachments import attach
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.people import grant_office
from workflows.services.refusals import InvalidInput

pytestmark = pytest.mark.django_db


class Guest:
    """Somebody with a link, who never signs in."""

    def __init__(self, link: ReviewLink) -> None:
        """Know the address, with every check of forms that a browser undergoes."""
        self.client = Client(enforce_csrf_checks=True)
        self.path = "/" + review_address(link).split("/", 3)[3]

    def look(self, *, status: int = 200) -> str:
        """Answer the words of the page."""
        self.answer = self.client.get(self.path)
        assert self.answer.status_code == status
        return words_of(self.answer)

    def take(self, step: str, **typed: Any) -> HttpResponse:
        """Send one of its forms as it was shown."""
        self.look()
        forms = re.findall(r"<form.*?</form>", self.answer.content.decode(), re.DOTALL)
        form = next((form for form in forms if f'name="step" value="{step}"' in form), forms[0] if forms else "")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        return self.client.post(self.path, hidden | {"step": step} | typed)


@pytest.fixture
def scenario() -> Scenario:
    """Answer a college whose proposal says what it is for."""
    made = Scenario()
    revise(Proposal, made.proposal.pk, {"positioning": "面向低空产业"}, by=actor_of(made.director.account))
    return made


@pytest.fixture
def link(scenario: Scenario) -> ReviewLink:
    """Answer a link that is good for two weeks."""
    return start_of(scenario, ReviewLink).take()


def test_an_expert_declares_reads_and_judges_without_signing_in(scenario: Scenario, link: ReviewLink):
    guest = Guest(link)
    before = guest.look()
    assert (scenario.programme.title in before, "面向低空产业" in before) == (True, False)

    assert guest.take("accept", is_independent="on").status_code == 302
    opened = guest.look()
    assert "面向低空产业" in opened
    assert scenario.plan.courses.first().title in opened

    assert guest.take("give", **OPINION).status_code == 302
    assert "您已完成本次评审" in guest.look()
    review = Review.objects.get(pk=link.review_id)
    assert (review.state, review.is_favourable, review.remarks) == ("given", True, OPINION["remarks"])
    entries = LogEntry.objects.filter(kind="review", record_id=review.pk, outcome="taken").exclude(step="begin")
    assert set(entries.values_list("account", flat=True)) == {review.expert.account_id}


def test_files_beside_the_proposal_are_handed_out_once_independence_is_declared(scenario: Scenario, link: ReviewLink):
    file = SimpleUploadedFile("调研.pdf", PDF)
    attachment = attach(scenario.proposal, file, by=scenario.aao)
    other = attach(scenario.programme, SimpleUploadedFile("别处.pdf", PDF), by=scenario.aao)
    guest = Guest(link)
    address = f"{guest.path}attachments/{attachment.pk}/"
    assert ("调研.pdf" in guest.look(), guest.client.get(address).status_code) == (False, 404)

    guest.take(*DECLARED[:1], **DECLARED[1])
    assert "调研.pdf" in guest.look()
    answer = guest.client.get(address)
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, PDF, "no-store")
    assert "attachment" in answer["Content-Disposition"]
    assert guest.client.get(f"{guest.path}attachments/{other.pk}/").status_code == 404
    take_step(ReviewLink, link.pk, "revoke", by=scenario.aao)
    assert guest.client.get(address).status_code == 410


def test_it_is_kept_nowhere_and_signs_nobody_in(link: ReviewLink):
    guest = Guest(link)
    guest.look()
    assert {name: guest.answer[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex",
    }  # fmt: skip
    assert set(guest.client.cookies) == {"csrftoken"}
    assert guest.client.get("/admin/").status_code == 302
    assert guest.client.get(address_of(link.review)).status_code == 302


def test_of_another_review_of_the_same_expert_it_opens_nothing(scenario: Scenario, link: ReviewLink):
    other = Scenario()
    revise(Proposal, other.proposal.pk, {"positioning": "别的秘密"}, by=actor_of(other.director.account))
    other.take("submit", "endorse", "accept")
    theirs = begin(Review, {"expert": link.review.expert_id}, by=other.aao, under=other.proposal)
    take_step(Review, theirs.pk, DECLARED[0], by=actor_of(theirs.expert.account), inputs=DECLARED[1])
    guest = Guest(link)
    guest.take("accept", is_independent="on")
    assert "别的秘密" not in guest.answer.content.decode()
    assert "别的秘密" not in guest.look()


def test_what_was_typed_is_kept_and_what_is_missing_is_said(link: ReviewLink):
    guest = Guest(link)
    undeclared = guest.take("accept")
    assert undeclared.status_code == 422
    assert "请作出声明" in words_of(undeclared)
    guest.take("accept", is_independent="on")
    half = guest.take("give", remarks="写了很久的意见", aims="9")
    assert half.status_code == 422
    assert "写了很久的意见" in half.content.decode()
    unexplained = guest.take("recuse")
    assert unexplained.status_code == 422
    assert Review.objects.get(pk=link.review_id).state == "accepted"


@pytest.mark.parametrize("step", ["release", "give", "revoke", "", "x" * 5000, "accept\x00"])
def test_only_the_experts_own_steps_of_now_are_taken(link: ReviewLink, step: str):
    refused = Guest(link).take(step, reason="理由", **OPINION)
    assert refused.status_code == 409
    assert "现在不能办理" in words_of(refused)
    assert Review.objects.get(pk=link.review_id).state == "invited"


def test_a_form_of_before_a_change_is_not_taken(scenario: Scenario, link: ReviewLink):
    guest = Guest(link)
    stale = {"version": "7", "is_independent": "on"}
    answer = guest.take("accept", **stale)
    assert answer.status_code == 409
    assert Review.objects.get(pk=link.review_id).state == "invited"


def test_once_revoked_it_opens_nothing(scenario: Scenario, link: ReviewLink):
    guest = Guest(link)
    take_step(ReviewLink, link.pk, "revoke", by=scenario.aao)
    assert "链接无效" in guest.look(status=410)
    assert guest.client.post(guest.path, {"step": "accept"}).status_code in (403, 410)
    another = begin(ReviewLink, {"expires_on": clock.today()}, by=scenario.aao, under=link.review)
    assert "链接无效" not in Guest(another).look()


def test_it_ends_with_its_last_day(link: ReviewLink):
    guest = Guest(link)
    last = dt.datetime.combine(link.expires_on, dt.time(23, 59, 59), clock.SCHOOL_ZONE)
    with clock.moved_to(last):
        guest.look()
    with clock.moved_to(last + dt.timedelta(seconds=1)):
        guest.look(status=410)


def test_who_recuses_themselves_is_thanked_and_the_log_tells_the_link(scenario: Scenario, link: ReviewLink):
    guest = Guest(link)
    assert guest.take("recuse", reason="与申报人合作过").status_code == 302
    assert "谢谢" in guest.look()
    entry = LogEntry.objects.filter(kind="review", record_id=link.review_id).latest("pk")
    assert (entry.step, entry.details["review_link"]) == ("recuse", link.pk)
    assert "通过链接" in Officer(scenario.aao).look(address_of(link.review))


def test_none_is_issued_for_somebody_who_is_no_expert_any_more(scenario: Scenario, link: ReviewLink):
    take_step(ReviewLink, link.pk, "revoke", by=scenario.aao)
    Membership.objects.filter(account=link.review.expert.account).delete()
    with pytest.raises(InvalidInput) as refused:
        begin(ReviewLink, {"expires_on": clock.today()}, by=scenario.aao, under=link.review)
    assert [fault.code for fault in refused.value.faults] == ["NO_EXPERT"]


def test_it_opens_nothing_once_the_expert_is_released(scenario: Scenario, link: ReviewLink):
    take_step(Review, link.review_id, "release", by=scenario.aao, reason=REASON)
    Guest(link).look(status=410)


@pytest.mark.parametrize("lost", ["office", "account"])
def test_it_opens_nothing_once_the_expert_is_none_any_more(link: ReviewLink, lost: str):
    account = link.review.expert.account
    if lost == "office":
        Membership.objects.filter(account=account).delete()
    else:
        Account.objects.filter(pk=account.pk).update(is_active=False)
    Guest(link).look(status=410)


@pytest.mark.parametrize("change", ["x", "", "1.x", "é", "9" * 300])
def test_an_address_that_we_did_not_make_opens_nothing(link: ReviewLink, change: str):
    guest = Guest(link)
    made_up = Signer(sep=".", salt="another").sign(str(link.pk))
    for token in (f"{change}x", made_up, f"{guest.path.split('/')[2]}{change}x"):
        answer = guest.client.get(f"/review/{token}/")
        assert answer.status_code == 404
        assert "链接无效" in words_of(answer)


def test_the_office_reads_the_address_and_nobody_else_learns_of_it(scenario: Scenario, link: ReviewLink):
    address = review_address(link)
    assert address in Officer(scenario.aao).look(address_of(link))
    asked = "query($id: ID!) { node(id: $id) { ... on Review { links { address expiresOn state } } } }"
    read = Visitor(scenario.aao).query(asked, id=id_of(link.review)).data["node"]
    assert read["links"] == [{"address": address, "expiresOn": link.expires_on.isoformat(), "state": "LIVE"}]
    for other in (scenario.approver, actor_of(link.review.expert.account), scenario.officer):
        node = Visitor(other).query(asked, id=id_of(link.review)).data["node"]
        assert not node or node["links"] == []
    take_step(ReviewLink, link.pk, "revoke", by=scenario.aao)
    assert address not in Officer(scenario.aao).look(address_of(link))


@pytest.mark.parametrize("days", [-1, 61])
def test_it_is_issued_for_sixty_days_at_most(scenario: Scenario, days: int):
    start = start_of(scenario, ReviewLink)
    with pytest.raises(InvalidInput) as refused:
        start.take(given={"expires_on": clock.today() + dt.timedelta(days=days)})
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [(("expires_on",), "OUT_OF_RANGE")]


def test_one_is_good_at_a_time(scenario: Scenario, link: ReviewLink):
    with pytest.raises(InvalidInput) as refused:
        begin(ReviewLink, {"expires_on": clock.today()}, by=scenario.aao, under=link.review)
    assert [fault.code for fault in refused.value.faults] == ["ISSUED_ALREADY"]


def test_other_offices_of_the_expert_are_not_opened_by_it(scenario: Scenario, link: ReviewLink):
    for role in (Role.AAO_OFFICER, Role.SCHOOL_APPROVER):
        grant_office(link.review.expert.account, role)
    guest = Guest(link)
    assert "面向低空产业" not in guest.look()
    assert guest.take("release", reason="理由").status_code == 409
    assert Review.objects.get(pk=link.review_id).state == "invited"


def test_who_proposes_learns_nothing_of_experts_and_links_whatever_office_she_holds(
    scenario: Scenario, link: ReviewLink
):
    grant_office(scenario.director.account, Role.AAO_OFFICER)
    maker = actor_of(scenario.director.account)
    asked = "query($id: ID!) { node(id: $id) { ... on Review { expert { name } links { address } } } }"
    assert Visitor(maker).query(asked, id=id_of(link.review)).data["node"] is None
    for record in (link, link.review):
        assert Officer(maker).client.get(address_of(record)).status_code == 404


def test_a_form_of_before_a_change_is_shown_again_as_it_can_be_sent(scenario: Scenario, link: ReviewLink):
    guest = Guest(link)
    stale = guest.take("accept", version="7", is_independent="on")
    assert 'name="version" value="1"' in stale.content.decode()


def test_no_token_stands_in_a_line_of_the_log():
    told = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s: %s", ("Gone", "/review/1.secret/"), None)
    assert WithoutTokens().filter(told)
    assert told.getMessage() == "Gone: /review/*/"
