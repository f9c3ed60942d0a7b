"""What a proposal says, on what it rests, who takes part, and what its first intake is (Art. 4, 6(1), 6(4), 6(5))."""

import pytest

from workflows.regulation.rule import NoParameters
from workflows.regulation.verdict import Outcome
from workflows.rules.plans import Syllabi, every_course_has_a_syllabus
from workflows.rules.proposals import (
    Dossier,
    Favour,
    FirstIntake,
    Opinions,
    Partnership,
    experts_are_in_favour,
    first_intake_is_planned,
    partners_have_consented,
    proposal_rests_on_research,
    proposal_states_its_aims,
)

NOTHING = NoParameters()
PARTS = ("positioning", "objectives", "construction_steps")


@pytest.mark.parametrize("missing", [(), ("positioning",), ("objectives",), ("construction_steps",), PARTS])
def test_a_proposal_says_what_of_its_aims_is_missing(missing):
    there = {f"has_{part}": part not in missing for part in PARTS}
    verdict = proposal_states_its_aims(Dossier(**there, has_research=True), NOTHING)
    assert verdict.outcome is (Outcome.NOT_MET if missing else Outcome.MET)
    assert verdict.facts["missing"] == list(missing)


@pytest.mark.parametrize(("has_research", "outcome"), [(True, Outcome.MET), (False, Outcome.NOT_MET)])
def test_a_proposal_rests_on_research(has_research, outcome):
    assert proposal_rests_on_research(Dossier(True, True, True, has_research), NOTHING).outcome is outcome


@pytest.mark.parametrize(("colleges", "outcome"), [((), Outcome.MET), (("法学院",), Outcome.NOT_MET)])
def test_every_college_that_takes_part_consents(colleges, outcome):
    verdict = partners_have_consented(Partnership(colleges), NOTHING)
    assert (verdict.outcome, verdict.facts["colleges"]) == (outcome, [*colleges])


@pytest.mark.parametrize(
    ("intake", "missing"),
    [
        (FirstIntake(True, 2026, 30), []),
        (FirstIntake(True, None, 30), ["year"]),
        (FirstIntake(True, None, None), ["year", "places"]),
        (FirstIntake(False, None, None), []),
    ],
)
def test_a_new_programme_plans_its_first_intake(intake, missing):
    verdict = first_intake_is_planned(intake, NOTHING)
    assert (verdict.outcome, verdict.facts["missing"]) == (Outcome.NOT_MET if missing else Outcome.MET, missing)


@pytest.mark.parametrize(
    ("syllabi", "outcome"),
    [
        (Syllabi(6, ()), Outcome.MET),
        (Syllabi(6, ("课程1",)), Outcome.NOT_MET),
        (Syllabi(0, ()), Outcome.CANNOT_TELL),
    ],
)
def test_every_course_has_a_syllabus(syllabi, outcome):
    assert every_course_has_a_syllabus(syllabi, NOTHING).outcome is outcome


@pytest.mark.parametrize(
    ("given", "favourable", "outcome"),
    [
        (0, 0, Outcome.NOT_MET),
        (2, 2, Outcome.NOT_MET),
        (3, 1, Outcome.NOT_MET),
        (3, 2, Outcome.MET),
        (4, 2, Outcome.NOT_MET),
        (4, 3, Outcome.MET),
        (6, 4, Outcome.MET),
    ],
)
def test_two_of_three_experts_are_in_favour(given, favourable, outcome):
    verdict = experts_are_in_favour(Opinions(given, favourable), Favour(experts=3, in_favour=2, out_of=3))
    assert verdict.outcome is outcome


def test_no_more_than_all_experts_can_be_asked_to_be_in_favour():
    with pytest.raises(ValueError, match="more than all of them"):
        Favour(experts=3, in_favour=4, out_of=3)
