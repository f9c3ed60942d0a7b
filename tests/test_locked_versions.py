"""What is installed is what `pyproject.toml` asks for: nobody changes one and forgets `make lock`."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

CHECKOUT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
BASE = PYPROJECT["project"]["dependencies"]
GROUPS = PYPROJECT["dependency-groups"]
ASKED = {
    "install": GROUPS["install"],
    "portal": BASE,
    "test": [*BASE, *GROUPS["test"], *GROUPS["check"]],
    "bench": [*BASE, *GROUPS["test"], *GROUPS["bench"]],
}


def text_of(name: str) -> str:
    return (CHECKOUT / "requirements" / f"{name}.txt").read_text()


def locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[.*?\])?==([^ ;]+)", text_of(name), re.MULTILINE))


@pytest.mark.parametrize("name", ASKED)
def test_everything_that_is_asked_for_is_locked_in_a_version_that_was_asked_for(name: str) -> None:
    versions = locked(name)
    needed = {one.name.lower(): one.specifier for one in map(Requirement, ASKED[name])}
    assert needed.keys() - versions.keys() == set(), "run `make lock`"
    assert {one for one, specifier in needed.items() if versions[one] not in specifier} == set(), "run `make lock`"


@pytest.mark.parametrize("name", ["test", "bench"])
def test_what_is_tested_and_measured_is_what_runs(name: str) -> None:
    assert locked("portal").items() <= locked(name).items()


@pytest.mark.parametrize("name", ASKED)
def test_locks_name_no_address_and_no_folder_of_the_machine_that_made_them(name: str) -> None:
    assert re.findall(r"\w+://|(?<![\w.])/\w+", text_of(name)) == []


@pytest.mark.parametrize("name", ASKED)
def test_every_locked_version_has_a_digest(name: str) -> None:
    assert re.findall(r"^[a-z0-9].*==(?!.*\\\n +--hash=sha256:).*$", text_of(name), re.MULTILINE) == []
