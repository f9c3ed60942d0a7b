"""What a rule is: a named function from facts and an edition's parameters to a verdict."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from workflows.regulation.edition import Words
from workflows.regulation.verdict import Verdict


class Parameters(BaseModel):
    """What an edition may set for a rule: unknown names and values out of range are refused at loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """For a rule that has nothing to set."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """The words of a rule without which the portal would not be sound: it holds where an edition is silent on it."""

    statement: Words
    remedy: Words


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the code, to which a clause of an edition binds."""

    name: str
    sentence: str
    facts_type: type
    parameters_type: type[Parameters]
    facts: tuple[str, ...]
    """Names of the facts that its verdicts give: what an edition's words may mention in braces."""
    ask: Callable[[Any, Any], Verdict]
    unless_said: Unsaid | None = None

    def __call__(self, facts: object, parameters: Parameters) -> Verdict:
        """Answer the verdict on these facts."""
        return self.ask(facts, parameters)


def rule(*facts: str, unless_said: Unsaid | None = None) -> Callable[[Callable[[Any, Any], Verdict]], Rule]:
    """
    Make a rule of a function ``(facts, parameters) -> Verdict``.

    Its name is the sentence that is true when it holds; the types of its two arguments say
    which facts it reads and what an edition may set.
    """

    def make(function: Callable[[Any, Any], Verdict]) -> Rule:
        hints = typing.get_type_hints(function)
        facts_name, parameters_name = inspect.signature(function).parameters
        sentence = (inspect.getdoc(function) or "").partition("\n")[0]
        return Rule(function.__name__, sentence, hints[facts_name], hints[parameters_name], facts, function, unless_said)

    return make
