"""The floor: Django views without any framework above them, each answering from one SQL statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse

from benchmarks.peers.facts import price
from benchmarks.renditions import CARD, CONTENT, HERO

PLAN_AND_PICTURE = """
    FROM cms_programmepage AS shown
    JOIN wagtailcore_page AS page ON page.id = shown.page_ptr_id AND page.live
    JOIN workflows_programme AS programme ON programme.id = shown.programme_id
    JOIN workflows_college AS college ON college.id = programme.college_id
    JOIN LATERAL (
        SELECT id, total_credits FROM workflows_planversion
        WHERE programme_id = programme.id AND frozen_at IS NOT NULL ORDER BY number DESC LIMIT 1
    ) AS plan ON true
    LEFT JOIN cms_portalimage AS image ON image.id = shown.hero_image_id
    LEFT JOIN cms_portalrendition AS rendition ON rendition.image_id = image.id AND rendition.filter_spec = %(spec)s
"""
LIST = f"""
    SELECT programme.title, programme.state, college.name, plan.total_credits,
        image.alt_text, rendition.file, rendition.width, rendition.height,
        (
            SELECT json_agg(json_build_object('code', code, 'title', title, 'credits', credits) ORDER BY position)
            FROM workflows_course WHERE plan_version_id = plan.id
        )
    {PLAN_AND_PICTURE}
    WHERE programme.state <> 'proposed' ORDER BY programme.pinyin, programme.id LIMIT 20
"""  # noqa: S608  made of the constant above
PROGRAMME = f"""
    SELECT programme.title, programme.state, college.name, plan.total_credits,
        image.alt_text, rendition.file, rendition.width, rendition.height,
        (
            SELECT json_agg(
                json_build_object(
                    'code', code, 'title', title, 'kind', kind, 'credits', credits, 'theory_hours', theory_hours,
                    'practice_hours', practice_hours, 'term', term, 'assessment', course.assessment,
                    'syllabus', json_build_object(
                        'goals', goals, 'units', units, 'assessment', syllabus.assessment, 'readings', readings
                    )
                ) ORDER BY position
            )
            FROM workflows_course AS course JOIN cms_syllabuspage AS syllabus ON syllabus.course_id = course.id
            WHERE plan_version_id = plan.id
        ),
        programme.code, shown.tagline, shown.positioning, shown.who_may_apply, shown.team, shown.objectives, shown.body,
        (
            SELECT json_agg(json_build_object(
                'key', image.id, 'spec', filter_spec, 'alt', alt_text, 'file', sized.file, 'width', sized.width,
                'height', sized.height
            ))
            FROM jsonb_path_query(shown.body, '$.**.image') AS key
            JOIN cms_portalimage AS image ON image.id = key::int
            JOIN cms_portalrendition AS sized ON sized.image_id = image.id AND sized.filter_spec IN (%(card)s, %(content)s)
        )
    {PLAN_AND_PICTURE}
    WHERE page.slug = %(slug)s
"""  # noqa: S608  made of the constant above


def list_view(request: HttpRequest) -> JsonResponse:
    """Answer the list."""
    with connection.cursor() as cursor:
        rows = cursor.execute(LIST, {"spec": CARD}).fetchall()
    return JsonResponse({"programmes": [_card(*row) for row in rows]}, json_dumps_params={"ensure_ascii": False})


def programme_view(request: HttpRequest, slug: str) -> JsonResponse:
    """Answer one programme."""
    values = {"spec": HERO, "slug": slug, "card": CARD, "content": CONTENT}
    with connection.cursor() as cursor:
        row = cursor.execute(PROGRAMME, values).fetchone()
    facts, (code, tagline, positioning, who_may_apply, team, objectives, body, pictures) = row[:9], row[9:]
    sized = {(p["key"], p["spec"]): _picture(p["alt"], p["file"], p["width"], p["height"]) for p in pictures}
    answer = _card(*facts) | {
        "code": code,
        "tagline": tagline,
        "positioning": positioning,
        "who_may_apply": who_may_apply,
        "team": team,
        "objectives": [block["value"] for block in json.loads(objectives)],
        "body": [_block(block, sized) for block in json.loads(body)],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _card(
    title: str, state: str, college: str, total: Decimal, alt: str, file: str, width: int, height: int, courses: Any
) -> dict[str, Any]:
    amount, currency = price()
    return {
        "title": title,
        "state": state,
        "college": college,
        "fee": {"amount": str((total * amount).quantize(Decimal("0.01"))), "currency": currency},
        "picture": _picture(alt, file, width, height),
        "courses": courses,
    }


def _picture(alt: str, file: str, width: int, height: int) -> dict[str, Any]:
    url = f"{settings.WAGTAILADMIN_BASE_URL}{settings.MEDIA_URL}{file}"
    return {"url": url, "alt": alt, "width": width, "height": height}


def _block(block: Mapping[str, Any], sized: Mapping[tuple[int, str], Any]) -> dict[str, Any]:
    value, spec = block["value"], CONTENT if block["type"] == "picture" else CARD
    for holder in (value, *value.get("pictures", ())):
        if holder.get("image"):
            holder["image"] = sized[holder["image"], spec]
    return {"type": block["type"], "value": value}
