"""From the demo's files to the blocks of its pages, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cms.models import PortalImage
from cms.richtext import paragraphs

Content = Mapping[str, Any]
Block = dict[str, Any]
PictureOf = Callable[[Content], PortalImage]


def block(kind: str, value: Any) -> Block:
    """Answer a block of a StreamField as it is stored."""
    return {"type": kind, "value": value}


def body_of(content: Iterable[Content], language: str) -> list[Block]:
    """Answer the blocks of a page of its own words: home, college, standard page."""
    return [_MAKERS[piece["type"]](piece, language) for piece in content]


def _heading(piece: Content, language: str) -> Block:
    return block("heading", {"text": piece["text"][language], "level": "2"})


def _paragraph(piece: Content, language: str) -> Block:
    return block("text", {"body": paragraphs(piece["text"][language])})


def _list(piece: Content, language: str) -> Block:
    points = [item["text"][language] for item in piece["items"]]
    return block("points", {"title": piece["title"][language], "points": points})


def _steps(piece: Content, language: str) -> Block:
    return steps(piece["title"][language], piece["items"], language)


def _faq(piece: Content, language: str) -> Block:
    return questions(piece["title"][language], piece["items"], language)


def _links(piece: Content, language: str) -> Block:
    return links(piece["title"][language], piece["items"], language)


def _quote(piece: Content, language: str) -> Block:
    return block("quote", {"text": piece["text"][language], "speaker": piece["speaker"][language], "image": None})


def _callout(piece: Content, language: str) -> Block:
    body = paragraphs(piece["text"][language])
    return block("callout", {"title": piece["title"][language], "body": body, "tone": "note"})


def _contact(piece: Content, language: str) -> Block:
    return contact(piece, language)


_MAKERS: dict[str, Callable[[Content, str], Block]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "list": _list,
    "steps": _steps,
    "faq": _faq,
    "links": _links,
    "quote": _quote,
    "callout": _callout,
    "contact": _contact,
}


def contact(piece: Content, language: str) -> Block:
    """Answer an office with its place."""
    return block(
        "contact",
        {
            "office": piece["office"][language],
            "address": piece["address"][language],
            "email": piece["email"],
            "phone": piece["extension"],
        },
    )


def steps(title: str, items: Iterable[Content], language: str) -> Block:
    """Answer what to do, one after the other."""
    return block(
        "steps",
        {"title": title, "steps": [{"title": i["title"][language], "text": i["text"][language]} for i in items]},
    )


def questions(title: str, items: Iterable[Content], language: str) -> Block:
    """Answer questions with their answers."""
    asked = [{"question": i["question"][language], "answer": paragraphs(i["answer"][language])} for i in items]
    return block("questions", {"title": title, "questions": asked})


def links(title: str, items: Iterable[Content], language: str) -> Block:
    """Answer places to go to from here; paths of the site stay paths of the site."""
    shown = []
    for item in items:
        name = item["title"] if "title" in item else item["text"]
        text = item["text"][language] if "title" in item else ""
        shown.append({"title": name[language], "text": text, "link": {"url": item["target"]}})
    return block("links", {"title": title, "links": shown})


def programme_body(content: Content, picture: PictureOf, language: str) -> list[Block]:
    """Answer the blocks of a programme's page."""
    words = _HEADINGS[language]
    careers = [{"title": c["title"][language], "text": c["text"][language]} for c in content["careers"]]
    partners = [{"name": p["name"][language], "text": p["text"][language]} for p in content["partners"]]
    pictures = [{"image": picture(g).pk, "caption": g["caption"][language]} for g in content["gallery"]]
    quote = content["quote"]
    return [
        block("careers", {"title": words["careers"], "careers": careers}),
        block(
            "quote",
            {
                "text": quote["text"][language],
                "speaker": quote["speaker"][language],
                "image": picture(quote["picture"]).pk,
            },
        ),
        block("partners", {"title": words["partners"], "partners": partners}),
        block("gallery", {"title": words["gallery"], "pictures": pictures}),
        steps(words["steps"], content["steps"], language),
        questions(words["questions"], content["faq"], language),
        block(
            "call_to_action",
            {
                "title": words["ask"],
                "text": words["ask_text"],
                "label": words["button"],
                "link": {"url": "/how-to-apply/"},
            },
        ),
    ]


_HEADINGS = {
    "zh": {
        "careers": "学完可以做什么",
        "partners": "合作单位",
        "gallery": "课堂内外",
        "steps": "怎样加入",
        "questions": "常见问题",
        "ask": "想试一试？",
        "ask_text": "登录后，系统会逐条告诉你是否符合报名条件。",
        "button": "查看报名指南",
    },
    "en": {
        "careers": "Where it leads",
        "partners": "Partners",
        "gallery": "In class and outside",
        "steps": "How to join",
        "questions": "Questions and answers",
        "ask": "Would you like to try?",
        "ask_text": "After signing in, the portal tells you point by point whether you may apply.",
        "button": "Read how to apply",
    },
}


def syllabus_fields(syllabus: Content) -> dict[str, list[Block]]:
    """Answer the structured fields of a syllabus."""
    book = syllabus["textbook"]
    reading = {"title": book["title"], "author": book["author"], "publisher": book["press"], "is_required": True}
    return {
        "goals": [block("objective", {"text": goal}) for goal in syllabus["goals"]],
        "units": [
            block("unit", {"title": u["title"], "hours": str(u["hours"]), "text": u["text"]}) for u in syllabus["units"]
        ],
        "assessment": [
            block("part", {"title": part["part"], "percent": int(part["percent"])})
            for part in syllabus["assessment_split"]
        ],
        "readings": [block("reading", reading)],
    }
