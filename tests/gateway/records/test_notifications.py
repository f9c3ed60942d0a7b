"""Whoever is written to reads it where they sign in; nobody else does, and its words stay."""

from __future__ import annotations

import pytest

from tests.factories import Scenario, student
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import id_of
from workflows.models import Notification, OutboxMessage
from workflows.regulation.actor import ANYONE
from workflows.selectors.people import actor_of

pytestmark = pytest.mark.django_db
OWN = """{ viewer { unreadNotifications notifications { totalCount nodes { id subject body sentAt readAt } } } }"""


@pytest.fixture
def told() -> Notification:
    """Answer what a student was told whose application arrived."""
    scenario = Scenario()
    scenario.application("submitted", intake=scenario.open_intake())
    return Notification.objects.get(subject__startswith="报名已提交")


def test_what_is_mailed_is_read_where_one_signs_in(told: Notification):
    reader = Visitor(actor_of(told.account))
    viewer = reader.query(OWN).data["viewer"]
    mailed = OutboxMessage.objects.get(payload__account=told.account_id).payload
    assert mailed["body"] == f"{told.body}\n\n———\n\n{told.body_en}\n"
    assert (viewer["unreadNotifications"], viewer["notifications"]["totalCount"]) == (1, 1)
    assert viewer["notifications"]["nodes"] == [
        {
            "id": id_of(told),
            "subject": mailed["subject"],
            "body": told.body,
            "sentAt": told.sent_at.isoformat(),
            "readAt": None,
        }
    ]


def test_it_is_read_in_the_readers_language(told: Notification):
    reader = Visitor(actor_of(told.account), language="en")
    (node,) = reader.query(OWN).data["viewer"]["notifications"]["nodes"]
    assert node["subject"].startswith("Application submitted: Intelligent Finance")
    assert "Once the college has reviewed it" in node["body"]


def test_that_it_was_read_is_kept_once(told: Notification):
    reader = Visitor(actor_of(told.account))
    first = reader.do("mark_notification_read", id=id_of(told))
    assert (first["__typename"], first["readAt"] is None) == ("Notification", False)
    assert reader.do("mark_notification_read", id=id_of(told))["readAt"] == first["readAt"]
    assert reader.query(OWN).data["viewer"]["unreadNotifications"] == 0


def test_nobody_reads_or_marks_what_others_were_told(told: Notification):
    for other in (student(), Scenario().aao):
        viewer = Visitor(other).query(OWN).data["viewer"]
        assert (viewer["unreadNotifications"], viewer["notifications"]["nodes"]) == (0, [])
        assert Visitor(other).do("mark_notification_read", id=id_of(told))["__typename"] == "NotFound"
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert Visitor(ANYONE).query(node, id=id_of(told)).data == {"node": None}
    assert Notification.objects.get(pk=told.pk).read_at is None
