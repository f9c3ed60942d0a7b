"""What a rule is: a named function from facts and an edition's parameters to a verdict."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Strict

from workflows.regulation.verdict import Verdict, cannot_tell
from workflows.regulation.words import Words


class Parameters(BaseModel):
    """What an edition may set for a rule: unknown names and values out of range are refused at loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoParameters(Parameters):
    """For a rule that has nothing to set."""


Whole = Annotated[int, Strict()]
"""A whole number: neither true, which Python would count as 1, nor 6.0, nor "6"."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """The words of a rule without which the portal would not be sound: it holds where an edition is silent on it."""

    statement: Words
    remedy: Words


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule of the code, to which a clause of an edition binds; there is one object of each."""

    name: str
    sentence: str
    facts_type: type
    parameters_type: type[Parameters]
    facts: tuple[str, ...]
    """Names of the facts that its verdicts give: what an edition's words may mention in braces."""
    ask: Callable[[Any, Any], Verdict]
    asks_back: bool
    """Whether it may find that it cannot tell: then an edition words the question."""
    terms: Mapping[str, Words]
    """How sentences say the codes among its facts: 副高级 for associate_senior."""
    unless_said: Unsaid | None = None

    def __call__(self, facts: object, parameters: Parameters) -> Verdict:
        """Answer the verdict on these facts."""
        return self.ask(facts, parameters)


def rule(
    *facts: str, terms: Mapping[str, Words] | None = None, unless_said: Unsaid | None = None
) -> Callable[[Callable[[Any, Any], Verdict]], Rule]:
    """
    Make a rule of a function ``(facts, parameters) -> Verdict``.

    Its name is the sentence that is true when it holds; the types of its two arguments say
    which facts it reads and what an edition may set.
    """

    def make(function: Callable[[Any, Any], Verdict]) -> Rule:
        hints = typing.get_type_hints(function)
        facts_name, parameters_name = inspect.signature(function).parameters
        sentence = (inspect.getdoc(function) or "").partition("\n")[0]
        return Rule(
            name=function.__name__,
            sentence=sentence,
            facts_type=hints[facts_name],
            parameters_type=hints[parameters_name],
            facts=facts,
            ask=function,
            asks_back=cannot_tell in inspect.getclosurevars(function).globals.values(),
            terms=MappingProxyType(dict(terms or {})),
            unless_said=unless_said,
        )

    return make
