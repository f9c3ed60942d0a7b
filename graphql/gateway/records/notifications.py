"""Notifications in the graph: what the viewer was told."""

from __future__ import annotations

import strawberry

from gateway.records.node import Node, record_type
from gateway.records.scalars import in_language
from workflows import models


def _subject(root: strawberry.Parent[models.Notification], info: strawberry.Info) -> str:
    return in_language(root.subject, root.subject_en, info)


def _body(root: strawberry.Parent[models.Notification], info: strawberry.Info) -> str:
    return in_language(root.body, root.body_en, info)


@record_type(
    models.Notification,
    description="What the viewer was told, by mail too: decisions on applications and proposals, requests for a "
    "review. For the viewer only.",
    shows=("sent_at", "read_at"),
)
class Notification(Node):
    subject: str = strawberry.field(resolver=_subject, description="Subject, in the reader's language. Since 0.1.")
    body: str = strawberry.field(resolver=_body, description="Text, in the reader's language. Since 0.1.")
