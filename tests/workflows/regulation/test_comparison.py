"""What a school reads before it puts a second edition in force."""

from tests.workflows.regulation.editions import bound, clause_in, own_tables, small_tables
from workflows.regulation.comparison import Difference, differences


def test_an_edition_does_not_differ_from_itself() -> None:
    assert differences(bound(own_tables()), bound(own_tables())) == []


def test_a_figure_that_is_written_out_does_not_differ_from_one_that_goes_without_saying() -> None:
    silent = own_tables()
    del clause_in(silent, "major_has_no_failed_course")["maximum"]
    assert differences(bound(own_tables()), bound(silent)) == []


def test_figures_that_change_come_and_go_are_told_with_both_values() -> None:
    before, after = bound(small_tables()), bound(small_tables(minimum=5, maximum=None))
    assert differences(before, after) == [
        Difference("offers_enough_courses.minimum", "6", "5"),
        Difference("offers_enough_courses.maximum", "7", None),
    ]
    assert differences(after, before)[1] == Difference("offers_enough_courses.maximum", None, "7")


def test_another_strength_is_told_with_its_wording_and_its_office() -> None:
    softer = small_tables(strength="in_principle", wording="原则上", waived_by="aao_officer")
    assert differences(bound(small_tables()), bound(softer)) == [
        Difference("offers_enough_courses.wording", "开设 6-7 门课程", "原则上"),
        Difference("offers_enough_courses.strength", "mandatory", "in_principle"),
        Difference("offers_enough_courses.waived_by", None, "aao_officer"),
    ]


def test_clauses_that_come_and_go_are_told_in_a_line_each() -> None:
    poorer = own_tables()
    poorer["clause"] = [clause for clause in poorer["clause"] if clause["rule"] != "class_ends_within_the_period"]
    gone = Difference("class_ends_within_the_period", "Art. 9, in_principle, maximum_months 12", None)
    assert differences(bound(own_tables()), bound(poorer)) == [gone]
    assert differences(bound(poorer), bound(own_tables())) == [Difference(gone.place, None, gone.before)]


def test_what_concerns_the_whole_comes_first() -> None:
    later = own_tables() | {"effective_from": "2027-09-01"}
    later["tuition"]["amount_per_credit"] = "160"
    later["article"][4]["subject"]["en"] = "Partners"
    clause_in(later, "title_is_no_major")["article"] = "4"
    assert [difference.place for difference in differences(bound(own_tables()), bound(later))] == [
        "effective_from",
        "tuition.amount_per_credit",
        "article 5",
        "title_is_no_major.article",
    ]
