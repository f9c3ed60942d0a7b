"""Notifications in the graph: what the viewer was told."""

from __future__ import annotations

from gateway.records.node import Node, record_type
from workflows import models


@record_type(
    models.Notification,
    description="What the viewer was told, by mail too: decisions on applications and proposals, requests for a "
    "review. For the viewer only.",
    shows=("subject", "body", "sent_at", "read_at"),
)
class Notification(Node):
    pass
