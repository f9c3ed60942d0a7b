"""Which tests speak of a rule or of a constraint: read off the tests' own syntax, nothing is run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeGuard

CHECKOUT = Path(__file__).resolve().parents[2]
"""The folder above ``workflows``: a checkout of the project or, where it is installed, any folder at all."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def folder_of_tests(checkout: Path = CHECKOUT) -> Path | None:
    """Answer the folder of the project's tests; None where the portal is installed without them."""
    folder = checkout / "tests"
    return folder if folder.is_dir() and (checkout / "pyproject.toml").is_file() else None


def proofs_of(names: Collection[str], folder: Path) -> dict[str, list[str]]:
    """
    Answer for each name the tests that mention it, as an identifier or as a whole string: ``file::test``, sorted.

    What a test uses of its own file counts as its own: the factory that it calls, the table of cases that it is
    parametrized with.
    """
    wanted = frozenset(names)
    found: dict[str, set[str]] = {name: set() for name in wanted}
    for path in sorted(folder.rglob("*.py")):
        place, text = path.relative_to(folder.parent).as_posix(), path.read_text("utf-8")
        if not any(name in text for name in wanted):
            continue
        for test, mentioned in _tests_in(path, path.stat().st_mtime_ns):
            for name in wanted & mentioned:
                found[name].add(f"{place}::{test}")
    return {name: sorted(tests) for name, tests in sorted(found.items())}


@lru_cache(maxsize=1000)
def _tests_in(path: Path, changed: int) -> tuple[tuple[str, frozenset[str]], ...]:
    """Answer each test of a file with all that it mentions; a file is read again when it has changed."""
    module = ast.parse(path.read_text("utf-8"), str(path))
    return tuple((test, frozenset(map(sys.intern, mentioned))) for test, mentioned in _tests_of(module))


def _tests_of(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Yield each test of a file with all that it mentions."""
    own = _definitions(module)
    for node in module.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            for method in node.body:
                if _is_test(method):
                    yield f"{node.name}::{method.name}", _reached(method, own)
        elif _is_test(node):
            yield node.name, _reached(node, own)


def _is_test(node: ast.AST) -> TypeGuard[Function]:
    return isinstance(node, Function) and node.name.startswith("test_")


def _definitions(module: ast.Module) -> dict[str, ast.stmt]:
    """Answer what a file defines besides its tests, by name."""
    own: dict[str, ast.stmt] = {}
    for node in module.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                own[name] = node
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                own[name] = node
    return own


def _reached(test: Function, own: Mapping[str, ast.stmt]) -> set[str]:
    """Answer what a test mentions, and what that mentions in turn as far as it stands in the same file."""
    mentioned: set[str] = set()
    waiting: list[ast.AST] = [test]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        fresh = set(_mentions(node))
        mentioned |= fresh
        waiting += [own[name] for name in fresh if name in own]
    return mentioned


def _mentions(root: ast.AST) -> Iterator[str]:
    for node in ast.walk(root):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.Constant(value=str(text)):
                yield text
