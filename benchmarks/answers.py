"""What the peers' answers have in common: the same facts, each read out of its own form, before anything is timed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from benchmarks.requests import LIST

Facts = Mapping[str, Any]


def facts_of(peer: str, screen: str, answer: Any) -> Facts:
    """
    Answer what a peer says on a screen, in one form for all.

    :raises LookupError, TypeError: it does not say it
    """
    if "errors" in answer:
        raise LookupError(str(answer["errors"])[:500])
    said = answer.get("data", answer)
    if screen == LIST:
        return {
            "programmes": [_programme(peer, card) for card in _list_in(said)],
            "pictures": sorted(_pictures_in(said)),
        }
    page = next(iter(said.values())) if "data" in answer else said
    # The portal and the graphs beside it say inside of the page what its programme is.
    return {
        "programme": _programme(peer, page),
        "tagline": page["tagline"],
        "objectives": [_value(block)["text"] if isinstance(block, Mapping) else block for block in page["objectives"]],
        "blocks": [_kind(block) for block in page["body"]],
        "pictures": sorted(_pictures_in(page)),
    }


def _list_in(said: Mapping[str, Any]) -> list[Any]:
    """Answer the rows: of a connection, of a field, or of an envelope that says more than them."""
    lists = (found["nodes"] if isinstance(found, Mapping) and "nodes" in found else found for found in said.values())
    return next(found for found in lists if isinstance(found, list))


def _programme(peer: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the facts of a programme, which stand on its page, beside it, or in what REST calls facts."""
    facts = shown.get("programme") or shown.get("facts") or shown.get("facts_in_full") or shown
    plan = facts["plans"][0] if "plans" in facts else facts.get("plan") or facts
    fee = (
        facts.get("fee") or plan.get("fee") or {"amount": facts.get("feeAmount"), "currency": facts.get("feeCurrency")}
    )
    college = facts["college"]
    return {
        "title": shown["title"],
        "state": facts["state"].lower(),
        "college": college["name"] if isinstance(college, Mapping) else college,
        "fee": (fee["amount"], fee["currency"]),
        "courses": [_course(course) for course in plan["courses"]],
    }


def _course(course: Mapping[str, Any]) -> tuple[Any, ...]:
    syllabus = course.get("syllabus") or course.get("syllabusPage") or {}
    names = ("theoryHours", "theory_hours"), ("practiceHours", "practice_hours"), ("term",)
    return (
        course["code"],
        course["title"],
        Decimal(str(course["credits"])).normalize(),
        *(next((course[name] for name in either if name in course), None) for either in names),
        *(str(course.get(name)).lower() for name in ("kind", "assessment")),
        tuple(_unit(_value(unit)) for unit in syllabus.get("units", ())),
        tuple(_value(part)["percent"] for part in syllabus.get("assessment", ())),
        tuple(_value(reading)["title"] for reading in syllabus.get("readings", ())),
    )


def _unit(unit: Mapping[str, Any]) -> tuple[str, Decimal]:
    return unit["title"], Decimal(str(unit["hours"])).normalize()


def _value(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answer what is in a block, with or without the wrapping in which Wagtail stores it."""
    return block.get("value", block)


def _kind(block: Mapping[str, Any]) -> str:
    name = str(block.get("__typename") or block["type"])
    return name.removeprefix("Portal").removesuffix("Block").replace("_", "").lower()


def _pictures_in(said: Any) -> Iterator[str]:
    """Answer the address of every picture's file, wherever in an answer it stands."""
    if isinstance(said, Mapping):
        for value in said.values():
            yield from _pictures_in(value)
    elif isinstance(said, list):
        for value in said:
            yield from _pictures_in(value)
    elif isinstance(said, str) and said.startswith("https://") and "/media/images/" in said:
        yield said
