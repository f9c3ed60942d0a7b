"""
What is not built is neither forgotten nor claimed.

The yardstick says what the measures ask of each article, one name for each. A name is built when a rule, constraint,
step or duty bears it; else it stands on the list of what is not. Who removes an entry without building it, builds it
without removing it, or builds it under another name, is told here.
"""

import re
from collections import Counter

import pytest

from tests.workflows.regulation.editions import bound, own_tables
from workflows.rules.unbuilt import CITED_DOCUMENT, UNBUILT
from workflows.selectors.rulebook_in_code import ArticleInCode, Coverage, rulebook_in_code

YARDSTICK = """
2: certificate_says_it_is_no_degree
3: title_is_no_major
4: Proposal.establish art4_decided_before_established art4_every_gate_in_its_order proposal_rests_on_research
    Proposal.endorse art4_one_proposal_at_a_time partners_have_consented Review.accept Review.recuse art4_one_opinion_each experts_are_in_favour
6: proposal_states_its_aims offers_enough_courses carries_enough_credits director_has_the_title
    director_knows_field_and_management team_covers_every_course first_intake_is_planned
    annual_report_is_filed intake_has_a_decided_plan a_place_is_left art6_4_one_review_a_year
    art6_4_one_plan_a_year art6_4_decided_under_a_number art6_4_continued_with_places art6_4_no_more_than_the_places
    every_course_has_a_syllabus approved_page_is_published
8: programme_recruits programme_is_evaluated revoked_programme_is_taught_out
9: intake_is_announced class_ends_within_the_period intake_is_open college_recruits_the_student
    intake_awaits_decisions every_application_is_decided art9_announced_before_open selection_can_be_replayed
    waiting_list_moves_in_order study_is_within_the_period
10: Intake.publish Proposal.accept programme_makers office_decides_awards
11: class_has_enough_students class_is_separate lessons_keep_the_hours timetable_has_no_clash
12: student_is_on_the_rolls student_is_in_an_eligible_year student_has_an_application_left
    student_has_no_other_in_progress class_ends_before_graduation major_has_no_failed_course
    art12_1_one_in_progress art12_1_one_a_period_or_a_reason withdrawals_count_as_said
    enrolment_is_the_only_one
13: student_left_the_school student_was_expelled student_was_absent_too_long leave_was_approved
14: all_courses_are_passed credits_are_within_the_limit credit_is_used_once
15: results_stay_out_of_the_major
16: attempts_are_kept make_up_is_capped
17: art17_published_under_a_number list_is_masked_and_frozen tuition_is_paid_in_time refund_follows_the_phase
18: completion_is_reviewed_twice credits_for_the_certificate certificate_can_be_verified
20: waiving_office art20_waiver_asker_is_not_decider art20_each_gate_is_anothers
"""
"""
What the measures ask, article by article; 1, 5, 7 and 19 ask for nothing that a system could check.

One text and no strings by themselves: else these tests would be shown as proofs of every rule.
"""

ASKED = {
    int(number): set(names.split())
    for number, names in re.findall(r"^([0-9]+):((?:[ \n]+[A-Za-z][A-Za-z0-9_.]*)+)$", YARDSTICK, re.MULTILINE)
}

every_article = pytest.mark.parametrize("number", range(1, 21))


@pytest.fixture(scope="module")
def articles() -> dict[int, ArticleInCode]:
    """Answer the articles of the school's own edition by their numbers."""
    return {shown.article.number: shown for shown in rulebook_in_code(bound(own_tables())).articles}


def built_in(shown: ArticleInCode) -> set[str]:
    """Answer the names of everything in the code that carries an article out."""
    return (
        {clause.rule.name for clause in shown.clauses}
        | {held.name for held in shown.constraints}
        | {duty.duty.name for duty in shown.duties}
        | {guarded.name for duty in shown.duties for guarded in duty.steps}
    )


@every_article
def test_everything_that_an_article_asks_is_either_built_or_on_the_list(articles, number: int) -> None:
    shown = articles[number]
    listed = {entry.name for entry in shown.unbuilt}
    assert ASKED.get(number, set()) - built_in(shown) == listed


@every_article
def test_nothing_on_the_list_is_built(articles, number: int) -> None:
    shown = articles[number]
    assert {entry.name for entry in shown.unbuilt} & built_in(shown) == set()


@every_article
def test_every_rule_that_is_bound_is_on_the_yardstick(articles, number: int) -> None:
    assert {clause.rule.name for clause in articles[number].clauses} <= ASKED.get(number, set())


def test_every_article_is_accounted_for(articles) -> None:
    silent = {number for number, shown in articles.items() if shown.coverage is Coverage.NOT_EXECUTABLE}
    assert silent | ASKED.keys() == set(range(1, 21))
    assert silent & ASKED.keys() == set()
    assert Coverage.UNBOUND not in {shown.coverage for shown in articles.values()}


def test_the_list_is_of_the_document_that_the_schools_own_edition_is() -> None:
    assert own_tables()["document_number"] == CITED_DOCUMENT


def test_no_name_is_on_the_list_twice() -> None:
    assert [name for name, times in Counter(entry.name for entry in UNBUILT).items() if times > 1] == []
