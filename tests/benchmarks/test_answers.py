"""The same facts, read out of the forms in which graphs, an API and a view say them."""

from typing import Any

import pytest

from benchmarks.answers import facts_of
from benchmarks.requests import LIST, PROGRAMME

FILE = "https://portal.bench.test/media/images/a.jpg"
COURSE = {"code": "K001", "title": "导论", "credits": "2.0"}
CARD = {
    "programmes": [
        {
            "title": "低空经济",
            "state": "established",
            "college": "机械学院",
            "fee": ("1950.00", "CNY"),
            "courses": [("K001", "导论", 2, None, None, None, "none", "none", (), (), ())],
        }
    ],
    "pictures": [FILE],
}


def portal() -> dict[str, Any]:
    node = {
        "title": "低空经济",
        "state": "ESTABLISHED",
        "college": {"name": "机械学院"},
        "fee": {"amount": "1950.00", "currency": "CNY"},
        "plan": {"courses": [COURSE | {"credits": "2"}]},
        "page": {"heroImage": {"alt": "", "rendition": {"url": FILE}}},
    }
    return {"data": {"programmes": {"nodes": [node]}}, "extensions": {"cost": 1}}


def grapple() -> dict[str, Any]:
    programme = {
        "state": "established",
        "college": {"name": "机械学院"},
        "feeAmount": "1950.00",
        "feeCurrency": "CNY",
        "plan": {"courses": [COURSE]},
    }
    page = {"title": "低空经济", "programme": programme, "heroImage": {"rendition": {"url": FILE}}}
    return {"data": {"programmePages": [page]}}


def rest() -> dict[str, Any]:
    plan = {"fee": {"amount": "1950.00", "currency": "CNY"}, "courses": [COURSE]}
    facts = {"state": "established", "college": "机械学院", "plans": [plan]}
    card = {"url": "/media/images/a.jpg", "full_url": FILE}
    return {"meta": {"total_count": 1}, "items": [{"title": "低空经济", "card": card, "facts": facts}]}


def bare() -> dict[str, Any]:
    fee = {"amount": "1950.00", "currency": "CNY"}
    card = {"title": "低空经济", "state": "established", "college": "机械学院", "fee": fee, "picture": {"url": FILE}}
    return {"programmes": [card | {"courses": [COURSE | {"credits": 2.0}]}]}


@pytest.mark.parametrize("answer", [portal, grapple, rest, bare])
def test_peers_that_say_the_same_have_the_same_facts(answer: Any) -> None:
    assert facts_of("any", LIST, answer()) == CARD


def test_the_programme_is_told_with_its_blocks_and_syllabi() -> None:
    units = [{"title": "无人机", "hours": "8", "text": ""}]
    syllabus = {"goals": [], "units": units, "assessment": [{"title": "", "percent": 40}], "readings": []}
    course = COURSE | {"kind": "REQUIRED", "theoryHours": 24, "practiceHours": 8, "term": 1, "assessment": "EXAM"}
    programme = portal()["data"]["programmes"]["nodes"][0] | {"plan": {"courses": [course | {"syllabus": syllabus}]}}
    page = {"title": "低空经济", "tagline": "近", "objectives": [{"text": "会"}], "programme": programme}
    body = [{"__typename": "CallToActionBlock"}, {"__typename": "PictureBlock", "image": {"url": FILE}}]

    said = facts_of("portal", PROGRAMME, {"data": {"page": page | {"body": body}}})

    assert said["blocks"] == ["calltoaction", "picture"]
    assert said["objectives"] == ["会"]
    assert said["programme"]["courses"] == [
        ("K001", "导论", 2, 24, 8, 1, "required", "exam", (("无人机", 8),), (40,), ())
    ]


def test_an_answer_with_errors_says_nothing() -> None:
    with pytest.raises(LookupError, match="no such field"):
        facts_of("any", LIST, {"data": None, "errors": [{"message": "no such field"}]})
