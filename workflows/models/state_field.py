"""The field of a record's state."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import class_prepared
from django_fsm import FSMField

MODULE_OF_HISTORY = "__fake__"
"""Where Django puts the classes that a migration works with."""


class StateField(FSMField):
    """
    A field of django-fsm, that of a record's state.

    django-fsm has every such field look at every class that is prepared from then on, for as long as it lives. The
    classes of migrations have no transitions, and there are thousands: with each of them looking at all that follow, a
    new database took twice as long.
    """

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False, **kwargs: Any) -> None:
        """Take its place in a class, and learn of the class's transitions where it can have any."""
        super().contribute_to_class(cls, name, private_only=private_only, **kwargs)
        if cls.__module__ == MODULE_OF_HISTORY:
            class_prepared.disconnect(self._collect_transitions)
