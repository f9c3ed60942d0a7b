"""Whoever breaks the contract says so, by name and with a reason."""

from __future__ import annotations

import pytest

from gateway.breaking import APPROVED, CONTRACT, RELEASED, approved_changes, breaking_changes, unapproved


def test_nothing_breaks_clients_of_the_last_release_without_approval() -> None:
    changes = breaking_changes(RELEASED.read_text("utf-8"), CONTRACT.read_text("utf-8"))

    assert unapproved(changes, approved_changes(APPROVED.read_text("utf-8"))) == []


def test_a_removed_field_and_a_nullable_one_are_breaks_and_an_added_one_is_none() -> None:
    released = "type Query { a: String b: Int! }"

    assert breaking_changes(released, "type Query { b: Int c: Int }") == [
        "Query.a was removed.",
        "Query.b changed type from Int! to Int.",
    ]
    assert breaking_changes(released, "type Query { a: String b: Int! c: Int }") == []


def test_an_approval_lets_only_its_own_change_pass() -> None:
    approval = '[[break]]\nchange = "Query.a was removed."\nreason = "nobody uses it"\napproved_on = 2026-11-22\n'

    assert unapproved(["Query.a was removed.", "Query.b was removed."], approved_changes(approval)) == [
        "Query.b was removed."
    ]


def test_an_approval_without_a_reason_is_none() -> None:
    with pytest.raises(ValueError, match="lacks approved_on, reason"):
        approved_changes('[[break]]\nchange = "Query.a was removed."\n')
