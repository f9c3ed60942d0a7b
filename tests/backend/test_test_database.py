"""What tests rely on: each has the database as migrations left it, whatever the one before did to it."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

APPEND_ONLY = """
    CREATE TABLE append_only (entry integer);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'append only'; END $$;
    CREATE TRIGGER keep BEFORE TRUNCATE OR DELETE ON append_only EXECUTE FUNCTION refuse();
    ALTER TABLE append_only ENABLE ALWAYS TRIGGER keep;
    INSERT INTO append_only VALUES (1)
"""


def tables() -> list[str]:
    return connection.introspection.table_names()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_transactional_test_left_is_gone_though_it_refuses_to_go(transactional_db: None, turn: str) -> None:
    assert "append_only" not in tables()
    with connection.cursor() as cursor:
        cursor.execute(APPEND_ONLY)
    assert "append_only" in tables()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_rows_made_by_migrations_survive_transactional_tests(transactional_db: None, turn: str) -> None:
    made_by_migrations = ContentType.objects.filter(app_label="contenttypes")
    assert made_by_migrations.exists()
    made_by_migrations.delete()


@pytest.mark.django_db
def test_the_database_is_one_of_this_process() -> None:
    assert connection.settings_dict["NAME"].startswith("portal_test_")
    assert connection.settings_dict["NAME"] != "portal_test_draft"
