"""The Academic Affairs Office writes the words of letters: previewed with samples, sent as they are then."""

from __future__ import annotations

from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

from cms.models import LetterWords
from cms.services.letters import ensure_letters
from cms.services.sections import ensure_school_editors
from tests.cms.desk.asking import Officer, words_of
from tests.cms.factories import Site
from tests.factories import Scenario
from workflows.models import Notification, OutboxMessage
from workflows.selectors.letters import letters, own_words

pytestmark = pytest.mark.django_db
PREFIX = "wagtailsnippets_cms_letterwords"
OWN = {"subject": "收到报名：{programme}", "body": "{student}，我们收到了。", "subject_en": "", "body_en": ""}


@pytest.fixture
def letter(site: Site) -> LetterWords:
    """Answer the letter that confirms an application."""
    ensure_school_editors()
    return LetterWords.objects.get(name="submitted")


def edited(officer: Officer, letter: LetterWords, **words: str) -> HttpResponse:
    """Send the form of a letter."""
    return officer.client.post(reverse(f"{PREFIX}:edit", args=[letter.pk]), nested_form_data(OWN | words))


def mailed(site: Site) -> OutboxMessage:
    """Let a student apply and answer the mail that confirms it."""
    site.scenario.establish()
    application = site.scenario.application("submitted", intake=site.scenario.open_intake())
    return OutboxMessage.objects.get(topic="mail", payload__account=application.student.account_id)


def test_every_letter_is_there_with_the_portals_own_words(letter: LetterWords):
    assert set(LetterWords.objects.values_list("name", flat=True)) == set(letters().letters)
    own, english = own_words("submitted", "zh-hans"), own_words("submitted", "en")
    assert (letter.subject, letter.body) == (own.subject, own.body)
    assert (letter.subject_en, letter.body_en) == (english.subject, english.body)


def test_what_the_office_writes_is_sent_and_what_was_there_is_kept(site: Site, letter: LetterWords):
    office = Officer(site.scenario.aao)
    assert "报名已提交" in office.look(reverse(f"{PREFIX}:list"))
    form = office.look(reverse(f"{PREFIX}:edit", args=[letter.pk]))
    assert "{submitted_at}" in form
    assert "2026-11-23 09:30" in form

    assert edited(office, letter).status_code == 302
    ensure_letters()  # opened again, the site leaves them as they are
    message = mailed(site)
    student = Notification.objects.get(account_id=message.payload["account"]).account.student
    assert message.payload["subject"] == f"收到报名：{site.scenario.programme.title}"
    assert message.payload["body"] == f"{student.name}，我们收到了。\n"
    first, _ = letter.revisions.order_by("created_at")
    assert first.content["body"] == own_words("submitted", "zh-hans").body


def test_emptied_chinese_words_are_the_portals_own_again(site: Site, letter: LetterWords):
    office = Officer(site.scenario.aao)
    edited(office, letter)
    edited(office, letter, subject="", body=" ")
    letter.refresh_from_db()
    own = own_words("submitted", "zh-hans")
    assert (letter.subject, letter.body) == (own.subject, own.body)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("body", "{student.account.password}", "大括号"),
        ("subject", "{secret}", "本信函中没有：{secret}"),
        ("body_en", "{programme", "大括号"),
        ("subject", "长" * 151, "150"),
        ("body_en", "An English text.", "英文标题"),
    ],
)
def test_odd_words_are_refused_at_their_field_and_nothing_is_sent_of_them(
    site: Site, letter: LetterWords, field: str, text: str, said: str
):
    refused = edited(Officer(site.scenario.aao), letter, **{field: text})
    assert refused.status_code == 200
    assert said in words_of(refused)
    letter.refresh_from_db()
    assert text not in (letter.subject, letter.body, letter.subject_en, letter.body_en)


@pytest.mark.parametrize(("mode", "said"), [("zh-hans", "收到报名：智能金融"), ("en", "该语言不发送")])
def test_it_is_previewed_with_samples(site: Site, letter: LetterWords, mode: str, said: str):
    office = Officer(site.scenario.aao)
    address = reverse(f"{PREFIX}:preview_on_edit", args=[letter.pk])
    answer = office.client.post(address, nested_form_data(OWN))
    assert answer.json() == {"is_valid": True, "is_available": True}
    shown = unescape(office.client.get(address, {"mode": mode}).content.decode())
    assert said in shown


def test_a_long_title_never_stops_a_decision(site: Site, letter: LetterWords):
    LetterWords.objects.filter(pk=letter.pk).update(subject="长" * 138 + "{programme}")
    type(site.scenario.programme).objects.filter(pk=site.scenario.programme.pk).update(title="名" * 80)
    subject = mailed(site).payload["subject"]
    assert len(subject) == 200
    assert subject.startswith("长" * 138 + "名")


def test_a_subject_is_one_line_of_the_mail_whatever_was_typed(site: Site, letter: LetterWords):
    edited(Officer(site.scenario.aao), letter, subject="收到\r\nBcc: x@example.org\n{programme}")
    assert mailed(site).payload["subject"] == f"收到 Bcc: x@example.org {site.scenario.programme.title}"


def test_nobody_else_edits_them(site: Site, letter: LetterWords):
    address = reverse(f"{PREFIX}:edit", args=[letter.pk])
    for other in (site.scenario.officer, site.scenario.approver, Scenario().officer):
        answer = Officer(other).client.get(address)
        assert (answer.status_code, answer.get("Location", "")[:7]) == (302, "/admin/")
    for name in ("add", "list"):
        office = Officer(site.scenario.aao).client.get(reverse(f"{PREFIX}:{name}"))
        assert office.status_code == (200 if name == "list" else 302)
    assert Officer(site.scenario.aao).client.get(reverse(f"{PREFIX}:delete", args=[letter.pk])).status_code == 302
