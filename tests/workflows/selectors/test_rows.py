"""Rows read past the ORM: the same rows, in the same order, on the same pages, planned once."""

import pytest
from django.db import NotSupportedError, connection, transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import Scenario
from workflows.models import Programme
from workflows.selectors.paging import MalformedCursor, PageTooLarge, page_of
from workflows.selectors.people import actor_of
from workflows.selectors.prepared import rows_of
from workflows.selectors.programmes import ORDERS, PROGRAMMES, ProgrammeFilter, ProgrammeOrder, narrowed
from workflows.selectors.rows import ALWAYS, Condition
from workflows.services.programmes import propose_programme

TITLES = ("数据分析", "数据 100%", "under_score", "undersscore", "Back\\slash", "AI")


@pytest.fixture
def programmes(db) -> None:
    scenario = Scenario()
    director = actor_of(scenario.director.account)
    for number, title in enumerate(TITLES):
        propose_programme(
            by=director, college=scenario.college, code=f"WZY-{number}", title=title, director=scenario.director
        )


@pytest.mark.parametrize("order", ORDERS.values(), ids=str)
def test_a_walk_over_its_pages_is_the_walk_of_the_orm(programmes, order):
    ours, theirs = None, None
    for _ in range(4):
        own = PROGRAMMES.page(ALWAYS, order=order, first=2, after=ours)
        orm = page_of(Programme.objects.all(), order=order, first=2, after=theirs)
        assert [row.pk for row in own.rows] == [row.pk for row in orm.rows]
        assert (own.has_next, own.total) == (orm.has_next, orm.total)
        if not own.has_next:
            break
        ours, theirs = own.cursor_of(own.rows[-1]), orm.cursor_of(orm.rows[-1])
        assert ours == theirs
    assert not own.has_next


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(text=st.sampled_from(["%", "_", "\\", "数", "UNDER", "100%", "a", "'", '"', "s_s"]) | st.text(max_size=3))
def test_search_takes_a_text_word_for_word(programmes, text: str):
    clean = text.replace("\x00", "").strip()
    found = PROGRAMMES.page(narrowed(ProgrammeFilter(search=text)), order=ORDERS[ProgrammeOrder.TITLE_ASC]).rows

    named = Q(title__icontains=clean) | Q(title_en__icontains=clean) | Q(code__icontains=clean)
    assert {row.pk for row in found} == {
        row.pk for row in Programme.objects.filter(named | Q(pinyin__icontains=clean) if clean else Q())
    }


def test_either_condition_is_kept_together_when_a_third_is_added(programmes):
    either = Condition("title = %s", ("AI",)) | Condition("title = %s", ("数据分析",))

    assert PROGRAMMES.count(either) == 2
    assert PROGRAMMES.count(either & Condition("title = %s", ("under_score",))) == 0
    assert PROGRAMMES.count(Condition("title = %s", ("under_score",)) & either) == 0


def test_pages_too_large_and_cursors_of_others_are_refused(programmes):
    order = ORDERS[ProgrammeOrder.TITLE_ASC]
    with pytest.raises(PageTooLarge):
        PROGRAMMES.page(ALWAYS, order=order, first=101)
    with pytest.raises(MalformedCursor):
        PROGRAMMES.page(ALWAYS, order=order, after="bm9uZQ")


def test_what_was_left_out_is_fetched_when_somebody_asks(programmes, django_assert_num_queries):
    row = PROGRAMMES.page(ALWAYS, order=ORDERS[ProgrammeOrder.TITLE_ASC], first=1).rows[0]

    with django_assert_num_queries(1):
        assert row.created_at


def test_a_text_that_is_asked_again_and_again_is_kept_prepared(db):
    text = "SELECT id FROM workflows_programme WHERE id = ANY(%s)"
    for keys in ([1], [40_000], [3_000_000_000], [5], [6]):
        rows_of(text, [keys])

    kept = rows_of("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [f"{text[:40]}%"])
    assert kept == [(1,)], "small and large keys share one plan"


@pytest.mark.django_db(transaction=True)
def test_a_column_that_a_migration_changed_is_read_by_a_connection_that_kept_its_statement():
    text = "SELECT code FROM workflows_college WHERE id = ANY(%s)"
    for _ in range(5):
        rows_of(text, [[1]])
    migrating = connection.copy()
    with migrating.cursor() as cursor:
        cursor.execute("ALTER TABLE workflows_college ALTER COLUMN code TYPE varchar(9)")
    migrating.close()
    try:
        with pytest.raises(NotSupportedError), transaction.atomic():
            rows_of(text, [[1]])
        assert rows_of(text, [[1]]) == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE workflows_college ALTER COLUMN code TYPE varchar(8)")
