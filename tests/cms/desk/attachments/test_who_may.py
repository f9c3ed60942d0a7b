"""Whose attachments are: of those who handle the record at this moment, and of nobody else."""

import pytest
from django.test import Client

from tests.cms.desk.asking import Officer, address_of
from tests.cms.desk.attachments.sending import PDF, nothing_is_kept, send
from tests.cms.factories import Site
from tests.factories import Scenario, officer, student
from workflows.models import Account, Application, Attachment, Membership, Proposal
from workflows.regulation.actor import SCHOOL_WIDE, Actor, Role
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.people import grant_office, withdraw_office

pytestmark = pytest.mark.django_db


def test_an_attachment_is_found_at_its_own_record_alone(client: Client, application: Application, attached: Attachment):
    for address in (
        address_of(application.intake, "attachments", attached.pk),
        address_of(application, "attachments", attached.pk + 1),
        address_of(application, "attachments", 10**30),
        address_of(application, "attachments", "0"),
    ):
        assert client.get(address).status_code == 404
    assert client.get(address_of(application, "attachments")).status_code == 302
    assert client.post(address_of(application, "attachments", attached.pk)).status_code == 405


def test_others_find_neither_attachment_nor_form(site: Site, application: Application, attached: Attachment):
    for somebody in (Scenario().officer, officer(Role.EXPERT), officer(Role.TEACHER, site.scenario.college)):
        stranger = Officer(somebody).client
        with nothing_is_kept():
            assert stranger.get(address_of(application, "attachments", attached.pk)).status_code == 404
            assert send(stranger, application, "a.pdf", PDF).status_code == 404


def test_applicants_and_visitors_are_not_let_in(application: Application, attached: Attachment):
    applicant = Client()
    applicant.force_login(Account.objects.get(pk=application.student.account_id))
    for outsider in (applicant, Officer(student()).client, Client()):
        with nothing_is_kept():
            answer = outsider.get(address_of(application, "attachments", attached.pk))
            assert (answer.status_code, answer.content) == (302, b"")
            assert send(outsider, application, "a.pdf", PDF).status_code == 302


def test_an_office_that_is_withdrawn_downloads_nothing_more(
    site: Site, client: Client, application: Application, attached: Attachment
):
    address = address_of(application, "attachments", attached.pk)
    assert client.get(address).status_code == 200
    withdraw_office(Membership.objects.get(account=site.scenario.officer.account_id))

    with nothing_is_kept():
        assert client.get(address).status_code == 302
        assert send(client, application, "a.pdf", PDF).status_code == 302


@pytest.mark.parametrize("role", [Role.COLLEGE_OFFICER, Role.AAO_OFFICER, Role.TEACHER])
def test_whoever_holds_an_office_and_studies_gets_nothing_of_her_own_application(
    site: Site, client: Client, role: Role
):
    applicant = student()
    own = site.scenario.application("submitted", intake=site.scenario.open_intake(), by=applicant)
    send(client, own, "a.pdf", PDF)
    account = Account.objects.get(pk=applicant.account_id)
    grant_office(account, role, None if role in SCHOOL_WIDE else site.scenario.college)
    herself = Officer(applicant).client

    with nothing_is_kept():
        assert herself.get(address_of(own, "attachments", Attachment.objects.get().pk)).status_code == 404
        assert send(herself, own, "b.pdf", PDF).status_code == 404


def test_a_file_without_the_forms_token_is_refused(site: Site, application: Application):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Account.objects.get(pk=site.scenario.officer.account_id))
    with nothing_is_kept():
        assert send(strict, application, "a.pdf", PDF).status_code == 403


def test_no_public_address_leads_to_the_bytes(client: Client, attached: Attachment):
    for address in (f"/media/{attached.file.name}", f"/media/attachments/{attached.file.name}"):
        assert client.get(address).status_code == 404
        assert client.get(f"/media/images/../../attachments/{attached.file.name}").status_code in (400, 404)


def test_beside_a_proposal_that_is_looked_at_those_who_look_put_files_and_its_makers_do_not(site: Site):
    scenario = site.scenario
    makers, office = actor_of(scenario.director.account), officer(Role.COLLEGE_OFFICER, scenario.college)

    def takes(actor: Actor) -> bool:
        client = Officer(actor).client
        before = Attachment.objects.count()
        send(client, scenario.proposal, "纪要.pdf", PDF)
        return Attachment.objects.count() > before

    assert takes(makers)
    scenario.take("submit")
    assert (takes(makers), takes(office), takes(scenario.aao)) == (False, True, True)
    scenario.take("endorse")
    assert (takes(makers), takes(office), takes(scenario.aao)) == (False, False, True)
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.aao, reason="请修改")
    assert takes(makers)
