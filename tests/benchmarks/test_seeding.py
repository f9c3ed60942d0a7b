"""What the bench measures can be seeded: more programmes than colleges, each through every gate."""

from __future__ import annotations

import pytest

from benchmarks.seeding.records import COLLEGES, establish_programmes
from workflows.models import College
from workflows.pinyin import sort_key


@pytest.mark.django_db
def test_programmes_are_established_over_all_colleges_by_title() -> None:
    made = establish_programmes(len(COLLEGES) + 1)
    titles = [programme.title for programme in made]
    assert {programme.state for programme in made} == {"established"}
    assert (titles, College.objects.count()) == (sorted(titles, key=sort_key), len(COLLEGES))
