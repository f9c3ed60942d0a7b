"""A list of records costs the same number of queries for one row as for twenty, whatever is asked of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CollegeFactory, Scenario, courses, student
from tests.gateway.asking import Visitor
from tests.gateway.recruiting import Recruiting, id_of
from tests.workflows.ways import DECLARED, OPINION, asked_consent, named_expert, way_to
from workflows.models import AnnualReview, Consent, Proposal
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.programmes import propose_programme
from workflows.services.waivers import ask_for_waiver

pytestmark = pytest.mark.django_db

STEPS = """steps { name label isOpen isMine needsReason duty
  findings { rule article verdict message remedy facts need isBlocking isWaivable } }
history { at actorName step outcome fromState toState reason }"""
APPLICATION = f"""id state stateLabel statement submittedAt standing decidedAt decisionNote {STEPS}
student {{ id number name major phone college {{ id name }} }}
intake {{ id state places placesTaken programme {{ id title college {{ name }} }} plan {{ totalCredits }} {STEPS} }}"""
PROGRAMME = f"""id code title state stateLabel college {{ id name }} director {{ name titleLevel }} {STEPS}
plan {{ totalCredits courses {{ code title teacher {{ name }} }} }} fee {{ amount }} page {{ path }}
proposals {{ id state waivers {{ rule state reason {STEPS} }} }} recruitment {{ status changesAt }} intakes {{ id state {STEPS} }}"""
PROPOSAL = f"""id state stateLabel firstPlaces comments {{ part text }} constructionSteps {{ title startsOn }}
plan {{ totalCredits courses {{ code title teacher {{ name }} }} differences {{ kind }} }} candidates {{ id name }}
submissions {{ number differences {{ kind fields {{ before now }} }} }} opinions {{ isFavourable remarks }} consents {{ state college {{ name }} {STEPS} }}
reviews {{ state remarks expert {{ name }} {STEPS} }} {STEPS}"""
ANNUAL_REVIEW = f"id state report granted figures {{ name value before sisters }} {STEPS}"
LISTS = {
    "applications, to an officer": f"{{ applications(first: 100) {{ totalCount nodes {{ {APPLICATION} }} }} }}",
    "the inbox": f"{{ viewer {{ inbox(first: 100) {{ totalCount nodes {{ {APPLICATION} }} }} }} }}",
    "programmes, to the office": f"{{ programmes(first: 100) {{ totalCount nodes {{ {PROGRAMME} }} }} }}",
    "proposals, to the office": f"{{ programmes(first: 100) {{ nodes {{ proposals {{ {PROPOSAL} }} }} }} }}",
    "annual reviews, to the school": f"{{ programmes(first: 100) {{ nodes {{ annualReviews {{ {ANNUAL_REVIEW} }} }} }} }}",
    "colleges": "{ colleges { id code name } }",
    "intakes, to a student": """query ($id: ID!) { node(id: $id) { ... on Programme { intakes {
        id state recruitsColleges { name } eligibility { canApply findings { rule article message } } myApplication { id }
    } } } }""",
}
COUNTS = {
    "applications, to an officer": 26,
    "the inbox": 26,
    "programmes, to the office": 24,
    "proposals, to the office": 45,
    "annual reviews, to the school": 17,
    "colleges": 1,
    "intakes, to a student": 22,
}


def propose(scenario: Scenario, number: int) -> None:
    """Let the college propose one more programme, and ask for a waiver."""
    director = actor_of(scenario.director.account)
    programme = propose_programme(
        by=director, college=scenario.college, code=f"N{number}", title=f"专业{number}", title_en=f"Programme {number}",
        director=scenario.director, courses=courses(6, "3", teacher=scenario.director),
    )  # fmt: skip
    ask_for_waiver(programme.proposals.get(), "carries_enough_credits", reason="理由", by=director)


def propose_to_experts(number: int) -> None:
    """Let a college of its own propose a programme with another one, and let an expert give an opinion on it."""
    scenario = Scenario()
    consent, theirs = asked_consent(scenario)
    take_step(Consent, consent.pk, "give", by=theirs)
    scenario.take("submit")
    take_step(Proposal, scenario.proposal.pk, "send_back", by=scenario.officer, reason="请修改")
    scenario.take("submit", "endorse", "accept")
    named_expert(scenario, DECLARED, ("give", OPINION))
    named_expert(scenario)


def report_a_year(number: int) -> None:
    """Let one college write its report on a year of a programme, and another one submit its own."""
    way_to(Scenario(), AnnualReview, "submit")
    way_to(Scenario(), AnnualReview, "submit").take()


def makers(recruiting: Recruiting) -> dict[str, Callable[[int], Any]]:
    """Answer how one row more of each list is made."""
    scenario = recruiting.scenario

    def apply(number: int) -> None:
        recruiting.application("submitted" if number % 2 else "under_review", by=student(college=CollegeFactory()))

    return {
        "applications, to an officer": apply,
        "the inbox": apply,
        "programmes, to the office": lambda number: propose(scenario, number),
        "proposals, to the office": propose_to_experts,
        "annual reviews, to the school": report_a_year,
        "colleges": lambda number: CollegeFactory(),
        "intakes, to a student": lambda number: scenario.open_intake(recruits_colleges=[scenario.college.pk]),
    }


def visitor_of(recruiting: Recruiting, name: str) -> Visitor:
    """Answer to whom a list is shown."""
    if name in {"applications, to an officer", "the inbox"}:
        return recruiting.officer()
    if "student" in name:
        return recruiting.student()
    return Visitor(recruiting.scenario.approver if "school" in name else recruiting.scenario.aao)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_at_1_3_and_20_rows(recruiting: Recruiting, name: str):
    visitor, make, counted = visitor_of(recruiting, name), makers(recruiting)[name], []
    variables = {"id": id_of(recruiting.scenario.programme)} if "$id" in LISTS[name] else {}
    for rows in ([0], [1, 2], range(3, 20)):
        for number in rows:
            make(number)
        assert visitor.query(LISTS[name], **variables).data  # what is kept between requests is there
        with CaptureQueriesContext(connection) as captured:
            visitor.query(LISTS[name], **variables)
        counted.append(len(captured))

    assert counted == [COUNTS[name]] * 3
