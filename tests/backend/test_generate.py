"""`portal generate`: generated files are written, leftovers removed, and what has fallen behind is told."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from backend.generated import GENERATED, Generated
from backend.management.commands import generate

TEXTS = {"docs/made/a.md": "first\n", "docs/made/b.md": "第二\n"}


@pytest.fixture
def checkout(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Answer an empty checkout for which one generator writes two files."""
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(generate, "GENERATED", (Generated("docs/made/*.md", lambda: TEXTS),))
    return tmp_path


def told(*words: str) -> str:
    """Answer what the command prints."""
    out = io.StringIO()
    call_command("generate", *words, stdout=out)
    return out.getvalue()


def test_files_are_written_where_they_are_missing(checkout: Path) -> None:
    assert told() == "wrote docs/made/a.md\nwrote docs/made/b.md\n"
    assert {name: (checkout / name).read_bytes() for name in TEXTS} == {n: t.encode() for n, t in TEXTS.items()}


def test_what_is_as_it_should_be_is_left_alone(checkout: Path) -> None:
    told()
    assert told() == ""
    assert told("--check") == ""


def test_what_has_fallen_behind_is_written_again_and_what_is_left_over_goes(checkout: Path) -> None:
    told()
    (checkout / "docs/made/a.md").write_text("changed by hand\n", "utf-8")
    (checkout / "docs/made/old.md").touch()
    (checkout / "docs/made/notes.txt").touch()
    assert told() == "wrote docs/made/a.md\nremoved docs/made/old.md\n"
    assert sorted(path.name for path in (checkout / "docs/made").iterdir()) == ["a.md", "b.md", "notes.txt"]


def test_a_check_names_every_file_and_writes_none(checkout: Path) -> None:
    told()
    (checkout / "docs/made/b.md").write_text("changed by hand\n", "utf-8")
    (checkout / "docs/made/old.md").touch()
    with pytest.raises(CommandError) as refused:
        told("--check")
    assert str(refused.value) == "Run `portal generate`: docs/made/b.md, docs/made/old.md have fallen behind the code."
    assert (checkout / "docs/made/b.md").read_text("utf-8") == "changed by hand\n"
    assert (checkout / "docs/made/old.md").exists()


@pytest.mark.parametrize("generated", GENERATED, ids=lambda generated: generated.pattern)
def test_a_generator_answers_the_same_twice_and_only_files_that_fit_its_pattern(generated: Generated) -> None:
    texts = generated.texts()
    assert texts
    assert generated.texts() == texts
    assert all(Path(name).match(generated.pattern) for name in texts)
