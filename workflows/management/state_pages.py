"""A page for each kind of record: its states in both languages, its steps, whose they are and what they ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import override

from workflows.management.rulebook_page import NOTICE
from workflows.models import RECORDS, Application, Intake, Programme, Record
from workflows.models.record import kind_of, state_field
from workflows.regulation.words import Words
from workflows.selectors.judging import Step, steps_of

FEW_RULES = 2
"""So many stand beside an edge; more would hide the diagram and are in the table below."""

_HIDDEN = Words(zh="（不公开）", en="(not shown)")
_UNDECIDED = Words(zh="审核中；名单公布后如左", en="under review; as it is once the list is published")
_SHOWN: Mapping[type[Record], Collection[str]] = {
    Application: Application.State.values,
    Intake: Intake.State.values,
    Programme: Programme.PUBLIC_STATES,
}
"""The states of which students or the public learn; of a record that is not here, of none."""


def state_pages() -> dict[str, str]:
    """Answer the text of each record's page by its name: ``application.md``."""
    return {f"{kind_of(model)}.md": "\n".join(_page(model)) + "\n" for model in RECORDS}


def _page(model: type[Record]) -> Iterator[str]:
    steps = steps_of(model).values()
    yield NOTICE
    yield ""
    yield f"# {model.__name__}"
    yield ""
    yield "```mermaid"
    yield from _diagram(model, steps)
    yield "```"
    yield ""
    yield from _states(model)
    yield ""
    yield from _steps(steps)


def _diagram(model: type[Record], steps: Iterable[Step]) -> Iterator[str]:
    field = state_field(model)
    yield "stateDiagram-v2"
    yield f"    [*] --> {field.default}"
    left: set[str] = set()
    for step in steps:
        for source in _in_order(model, step.sources):
            left.add(source)
            yield f"    {source} --> {step.target}: {_edge(step)}"
    for state in _labels(model):
        if state not in left:
            yield f"    {state} --> [*]"


def _edge(step: Step) -> str:
    names = [rule.name for rule in step.rules]
    rules = names if len(names) <= FEW_RULES else [f"{len(names)} rules"]
    return "<br/>".join([step.name, f"({_said(step.duty.label, 'en')})", *rules])


def _states(model: type[Record]) -> Iterator[str]:
    yield "| state | for staff | 教职工所见 | for students and the public | 学生和公众所见 |"
    yield "|---|---|---|---|---|"
    for state, label in _labels(model).items():
        own = Words(en=_said(label, "en"), zh=_said(label, "zh-hans"))
        seen = own if state in _SHOWN.get(model, ()) else _HIDDEN
        seen = _UNDECIDED if model is Application and state in Application.DECIDED else seen
        yield f"| `{state}` | {own.en} | {own.zh} | {seen.en} | {seen.zh} |"


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    yield "| step | button | 按钮 | whose duty | Art. | asks |"
    yield "|---|---|---|---|---|---|"
    for step in steps:
        manner = [
            name for name, is_so in (("a reason", step.manner.needs_reason), ("inputs", step.manner.inputs)) if is_so
        ]
        asked = ", ".join([*(f"`{rule.name}`" for rule in step.rules), *manner]) or "—"
        labels = f"{_said(step.label, 'en')} | {_said(step.label, 'zh-hans')}"
        yield f"| `{step.name}` | {labels} | {_said(step.duty.label, 'en')} | {step.duty.article} | {asked} |"


def _in_order(model: type[Record], states: Iterable[str]) -> list[str]:
    """Answer states in the order in which the record declares them."""
    return sorted(states, key=list(_labels(model)).index)


def _labels(model: type[Record]) -> dict[str, str | Promise]:
    """Answer the label of each state, in the order in which the record declares them."""
    return {str(state): label for state, label in state_field(model).flatchoices}


def _said(label: str | Promise, language: str) -> str:
    with override(language):
        return str(label)
