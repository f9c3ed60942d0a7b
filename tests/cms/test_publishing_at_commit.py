"""What is refused when a transaction commits: here one does, and no site of a module is around it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from tests.cms.factories import Site


@pytest.mark.django_db(transaction=True)
def test_a_statement_typed_by_hand_is_refused_when_it_commits():
    page = Site().draft()

    with pytest.raises(IntegrityError, match="art4"), connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = true WHERE id = %s", [page.pk])
    page.refresh_from_db()
    assert not page.live
