"""Which tests speak of a rule is read off their syntax."""

import os
from pathlib import Path

import pytest

from workflows.selectors.proofs import folder_of_tests, proofs_of

RULES = """
import pytest
from rules import by_identifier, by_attribute, unused

CASES = [("by_case", 1)]
OTHER: list = ["never_used"]

def made(n):
    return by_helper(n)

class Made:
    rule = "by_class"

@pytest.fixture
def plan():
    return "by_fixture"

def test_identifier():
    assert by_identifier(1)

def test_attribute(module):
    assert module.by_attribute

def test_string():
    assert refused_by("by_string")

def test_part_of_a_string():
    assert "by_string_of_another" != "a by_string b"

@pytest.mark.parametrize("rule, n", CASES)
def test_case(rule, n):
    pass

def test_helper():
    assert made(1)

def test_fixture(plan):
    pass

async def test_class():
    assert Made

class TestTogether:
    def test_inside(self):
        assert by_method

    def aside(self):
        assert by_no_test

def by_no_test():
    return "never_called"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Answer a folder of tests with one file, in a checkout of its own."""
    tests = tmp_path / "tests" / "deep"
    tests.mkdir(parents=True)
    (tests / "test_rules.py").write_text(RULES, "utf-8")
    return tmp_path / "tests"


@pytest.mark.parametrize(
    ("name", "test"),
    [
        ("by_identifier", "test_identifier"),
        ("by_attribute", "test_attribute"),
        ("by_string", "test_string"),
        ("by_case", "test_case"),
        ("by_helper", "test_helper"),
        ("by_fixture", "test_fixture"),
        ("by_class", "test_class"),
        ("by_method", "TestTogether::test_inside"),
    ],
)
def test_a_test_speaks_of_what_it_names_and_of_what_its_file_names_for_it(folder: Path, name: str, test: str) -> None:
    assert proofs_of([name], folder) == {name: [f"tests/deep/test_rules.py::{test}"]}


@pytest.mark.parametrize("name", ["unused", "never_used", "never_called", "by_no_test"])
def test_what_no_test_uses_proves_nothing(folder: Path, name: str) -> None:
    assert proofs_of([name], folder) == {name: []}


def test_tests_and_names_are_in_their_order(folder: Path) -> None:
    (folder / "test_a.py").write_text("def test_b(): by_string\ndef test_a(): by_string\n", "utf-8")
    assert proofs_of({"by_string", "by_case"}, folder) == {
        "by_case": ["tests/deep/test_rules.py::test_case"],
        "by_string": ["tests/deep/test_rules.py::test_string", "tests/test_a.py::test_a", "tests/test_a.py::test_b"],
    }


def test_a_file_that_changed_is_read_again(folder: Path) -> None:
    added = folder / "test_a.py"
    for number, test in enumerate(("test_before", "test_after")):
        added.write_text(f"def {test}(): by_string_too\n", "utf-8")
        os.utime(added, ns=(number, number))
        assert proofs_of(["by_string_too"], folder) == {"by_string_too": [f"tests/test_a.py::{test}"]}


def test_the_tests_of_a_checkout_are_found() -> None:
    assert folder_of_tests() == Path(__file__).resolve().parents[2]


def test_some_other_tests_beside_an_installed_portal_are_not_taken_for_its_own(folder: Path) -> None:
    assert folder_of_tests(folder.parent) is None
    (folder.parent / "pyproject.toml").touch()
    assert folder_of_tests(folder.parent) == folder
