"""Files that are no editions and would take a parser minutes, or beyond its depth: refused at once, with the place."""

from __future__ import annotations

import pytest

from workflows.regulation.edition_file import decoded
from workflows.regulation.faults import RulebookRefused
from workflows.regulation.loader import bind, read_edition
from workflows.rules import CATALOGUE


@pytest.mark.parametrize("dotted", [".".join(["a"] * 50_000), " . ".join(['"a b"'] * 200), ".".join(["'x'"] * 21)])
def test_a_key_of_thousands_of_parts_is_refused_with_its_line(dotted: str) -> None:
    for text in (f"{dotted} = 1\n", f"[{dotted}]\n"):
        with pytest.raises(RulebookRefused) as refused:
            read_edition(f"# first\n{text}")
        assert [str(fault).partition(":")[0] for fault in refused.value.faults] == ["line 2"]


@pytest.mark.parametrize("depth", [200, 330, 1000, 100_000])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ("{a=", "}")])
def test_whatever_is_nested_deeply_is_refused(depth: int, opens: str, closes: str) -> None:
    with pytest.raises(RulebookRefused):
        bind(read_edition(f"a = {opens * depth}1{closes * depth}\n"), CATALOGUE)


def test_bytes_that_are_no_text_are_told_with_the_first_that_is_wrong() -> None:
    with pytest.raises(RulebookRefused, match=r"is not in UTF-8 \(byte 3\); save it as UTF-8"):
        decoded(b"PK\x03\xff")
    assert decoded(b"\xef\xbb\xbfa = 1") == "a = 1"
