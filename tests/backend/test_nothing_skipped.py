"""In CI nothing is skipped in silence."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = """
import pytest

def test_that_needs_what_is_missing():
    pytest.skip("it is missing")

@pytest.mark.skip(reason="not today")
def test_that_is_put_off():
    pass
"""


@pytest.mark.parametrize(("required", "outcome"), [("1", {"failed": 1, "error": 1}), ("0", {"skipped": 2})])
def test_a_skip_is_a_failure_exactly_where_all_that_tests_need_must_be_there(
    tmp_path: Path, required: str, outcome: dict[str, int]
) -> None:
    (tmp_path / "test_skips.py").write_text(SKIPS)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.nothing_skipped", "-p", "no:django", "-p", "no:xdist",
         "-c", os.devnull, "--rootdir", tmp_path, tmp_path],
        env=os.environ | {"PORTAL_REQUIRE_BROWSER": required}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = ran.stdout.splitlines()[-1]
    assert {word: int(count) for count, word in re.findall(r"(\d+) (\w+)", last.partition(" in ")[0])} == outcome, (
        ran.stdout
    )
    assert ran.returncode == (1 if "failed" in outcome else 0)
