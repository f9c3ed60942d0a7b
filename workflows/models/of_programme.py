"""What belongs to a programme: it is worked by the programme's college, and its director has a part in it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models.hands import MadeRecord
from workflows.models.programme import Programme


class OfProgramme(models.Model):
    """A record that belongs to a programme: named before the record's other bases, since it says whose that is."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="%(class)ss", editable=False, verbose_name=_("programme")
    )

    college_path = "programme__college"
    programme_path = "programme"
    director_path = "programme__director"
    parents: ClassVar[tuple[str, ...]] = ("programme",)

    class Meta:
        abstract = True


class MadeOfProgramme(OfProgramme, MadeRecord):
    """What is made for a programme, and decided by others: whoever directs the programme has a hand in it too."""

    class Meta(MadeRecord.Meta):
        abstract = True

    @property
    def hands(self) -> frozenset[int]:
        """Answer whoever made it, and who directs the programme."""
        director = self.programme.director.account_id
        return super().hands | (frozenset() if director is None else {director})

    @classmethod
    def with_a_hand_of(cls, account_id: int | None) -> Q:
        """Answer the condition of the rows among whose ``hands`` an account is."""
        made = super().with_a_hand_of(account_id)
        return made if account_id is None else made | Q(programme__director__account=account_id)

    @classmethod
    def to_its_people(cls) -> tuple[str, ...]:
        """Answer what is fetched for many rows at once: hands are asked of each."""
        return (*super().to_its_people(), "programme__director")
