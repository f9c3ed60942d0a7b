"""Rows on a stage: found by whatever reads, kept by nothing."""

from __future__ import annotations

import copy

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import Scenario
from workflows.models import Programme
from workflows.selectors.prepared import rows_of
from workflows.services.stage import on_stage

TITLES = "SELECT title FROM workflows_programme WHERE id = %s"


def retitled(programme: Programme, title: str) -> Programme:
    other = copy.copy(programme)
    other.title = title
    return other


@pytest.fixture
def programme(db: None) -> Programme:
    return Scenario().programme


def test_it_is_found_in_place_of_the_stored_row(programme: Programme):
    with on_stage([retitled(programme, "另一个名字")]):
        assert Programme.objects.get(pk=programme.pk).title == "另一个名字"
        assert Programme.objects.filter(title="另一个名字").count() == Programme.objects.count() == 1
    assert Programme.objects.get(pk=programme.pk).title == programme.title


def test_a_row_that_is_not_stored_stands_beside_the_others(programme: Programme):
    other = retitled(programme, "还没有的")
    other.pk = 10**17
    with on_stage([other]):
        assert set(Programme.objects.values_list("title", flat=True)) == {programme.title, "还没有的"}
    assert Programme.objects.count() == 1


def test_of_two_with_one_key_the_latter_is_found(programme: Programme):
    with on_stage([retitled(programme, "先"), retitled(programme, "后")]):
        assert Programme.objects.get(pk=programme.pk).title == "后"


def test_a_prepared_statement_finds_it_too_and_the_stored_row_afterwards(programme: Programme):
    def title() -> str:
        return str(rows_of(TITLES, [programme.pk])[0][0])

    for _ in range(8):  # the server keeps it from the fourth time on
        assert title() == programme.title
    for _ in range(2):
        with on_stage([retitled(programme, "另一个名字")]):
            assert [title() for _ in range(8)] == ["另一个名字"] * 8
        assert title() == programme.title


def test_nothing_on_the_stage_can_be_written(programme: Programme):
    with pytest.raises(DatabaseError, match="cannot update view"), transaction.atomic():  # noqa: SIM117  two scopes
        with on_stage([programme]):
            Programme.objects.filter(pk=programme.pk).update(title="写下去")
    assert Programme.objects.get(pk=programme.pk).title == programme.title


def test_a_question_that_fails_leaves_no_stage_behind(programme: Programme):
    with on_stage([retitled(programme, "另一个名字")]), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT 1 / 0")  # somebody else catches it, as the executor of the graph does
    assert Programme.objects.get(pk=programme.pk).title == programme.title
    assert not rows_of("SELECT relname FROM pg_class WHERE relname LIKE %s AND relpersistence = 't'", ["%on_stage"])


def test_an_error_inside_leaves_none_either(programme: Programme):
    with pytest.raises(LookupError), on_stage([retitled(programme, "另一个名字")]):
        raise LookupError
    assert Programme.objects.get(pk=programme.pk).title == programme.title


@pytest.mark.django_db(transaction=True)
def test_no_stored_row_is_locked_and_nobody_else_sees_the_stage():
    programme = Scenario().programme
    other = connection.copy()
    try:
        with on_stage([retitled(programme, "另一个名字")]), other.cursor() as cursor:
            cursor.execute("SELECT title FROM workflows_programme WHERE id = %s FOR UPDATE NOWAIT", [programme.pk])
            assert cursor.fetchall() == [(programme.title,)]
    finally:
        other.close()
