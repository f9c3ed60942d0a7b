"""What is asked of a director: the title or, where a school says so, a degree; the field, and some management."""

import pytest

from workflows.regulation.rule import NoParameters
from workflows.rules.directors import (
    Degree,
    DirectorFacts,
    TitleLevel,
    TitleOrDegree,
    director_has_the_title,
    director_knows_field_and_management,
)

ASSOCIATE = TitleOrDegree(minimum_title=TitleLevel.ASSOCIATE_SENIOR)
SENIOR_OR_DOCTOR = TitleOrDegree(minimum_title=TitleLevel.SENIOR, or_degree=Degree.DOCTOR)


def director(
    title: TitleLevel | None = TitleLevel.ASSOCIATE_SENIOR,
    degree: Degree | None = Degree.MASTER,
    *,
    field: bool | None = True,
    management: bool | None = True,
) -> DirectorFacts:
    """Answer a director who holds what is asked, unless told otherwise."""
    return DirectorFacts("王老师", title, degree, field, management)


@pytest.mark.parametrize(
    ("title", "outcome"),
    [
        (TitleLevel.NONE, "not_met"),
        (TitleLevel.ASSISTANT, "not_met"),
        (TitleLevel.INTERMEDIATE, "not_met"),
        (TitleLevel.ASSOCIATE_SENIOR, "met"),
        (TitleLevel.SENIOR, "met"),
        (None, "cannot_tell"),
    ],
)
def test_a_director_is_an_associate_professor_or_above(title: TitleLevel | None, outcome: str) -> None:
    assert director_has_the_title(director(title), ASSOCIATE).outcome == outcome


def test_a_doctorate_does_not_serve_where_the_edition_takes_none() -> None:
    assert director_has_the_title(director(TitleLevel.INTERMEDIATE, Degree.DOCTOR), ASSOCIATE).outcome == "not_met"


@pytest.mark.parametrize(
    ("title", "degree", "outcome"),
    [
        (TitleLevel.SENIOR, Degree.NONE, "met"),
        (TitleLevel.SENIOR, None, "met"),
        (TitleLevel.NONE, Degree.DOCTOR, "met"),
        (None, Degree.DOCTOR, "met"),
        (TitleLevel.ASSOCIATE_SENIOR, Degree.MASTER, "not_met"),
        (TitleLevel.ASSOCIATE_SENIOR, None, "not_met"),
        (None, Degree.MASTER, "cannot_tell"),
        (None, None, "cannot_tell"),
    ],
)
def test_a_doctorate_serves_instead_where_the_edition_takes_one(title, degree, outcome) -> None:
    assert director_has_the_title(director(title, degree), SENIOR_OR_DOCTOR).outcome == outcome


def test_the_finding_tells_who_holds_what_and_what_is_asked() -> None:
    assert director_has_the_title(director(None, Degree.MASTER), SENIOR_OR_DOCTOR).facts == {
        "director": "王老师",
        "title": None,
        "minimum_title": "senior",
        "degree": "master",
        "or_degree": "doctor",
    }


@pytest.mark.parametrize(
    ("field", "management", "outcome"),
    [
        (True, True, "met"),
        (True, False, "not_met"),
        (False, True, "not_met"),
        (False, None, "not_met"),
        (None, False, "not_met"),
        (True, None, "cannot_tell"),
        (None, True, "cannot_tell"),
        (None, None, "cannot_tell"),
    ],
)
def test_a_director_knows_the_field_and_has_managed_teaching(field, management, outcome) -> None:
    facts = director(field=field, management=management)
    assert director_knows_field_and_management(facts, NoParameters()).outcome == outcome
