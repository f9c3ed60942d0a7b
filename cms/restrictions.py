"""What keeps pages and files from readers, whoever they are: read in one question, at the beginning of each answer."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cms.addresses import Root
from workflows.selectors.prepared import rows_of


def is_out(table: str, at: str) -> str:
    """Answer the condition under which a row of the table of pages is out: live, begun and not expired."""
    return (
        f"{table}.live AND NOT {table}.expired AND ({table}.go_live_at IS NULL OR {table}.go_live_at <= {at})"
        f" AND ({table}.expire_at IS NULL OR {table}.expire_at > {at})"
    )


_QUESTION = f"""
    SELECT json_build_object(
        'withheld', (
            SELECT coalesce(json_agg(path), '[]') FROM wagtailcore_page AS above
            WHERE depth > 1 AND numchild > 0 AND NOT ({is_out("above", "%s")})
        ),
        'sections', (
            SELECT coalesce(json_agg(json_build_array(page.path, restriction_type, ARRAY(
                SELECT group_id FROM wagtailcore_pageviewrestriction_groups
                WHERE pageviewrestriction_id = restriction.id
            ))), '[]')
            FROM wagtailcore_pageviewrestriction AS restriction JOIN wagtailcore_page AS page ON page.id = page_id
        ),
        'collections', (
            SELECT coalesce(json_agg(json_build_array(collection.path, restriction_type, ARRAY(
                SELECT group_id FROM wagtailcore_collectionviewrestriction_groups
                WHERE collectionviewrestriction_id = restriction.id
            ))), '[]')
            FROM wagtailcore_collectionviewrestriction AS restriction
            JOIN wagtailcore_collection AS collection ON collection.id = collection_id
        ),
        'roots', (
            SELECT coalesce(
                json_agg(json_build_array(home.url_path, language_code) ORDER BY length(home.url_path) DESC), '[]'
            )
            FROM wagtailcore_site
            JOIN wagtailcore_page AS root ON root.id = root_page_id
            JOIN wagtailcore_page AS home ON home.translation_key = root.translation_key
            JOIN wagtailcore_locale AS locale ON locale.id = home.locale_id
        ),
        'languages', (SELECT coalesce(json_object_agg(id, language_code), '{{}}') FROM wagtailcore_locale)
    )::text
"""  # noqa: S608  no text of a reader's


@dataclass(frozen=True, slots=True)
class Restriction:
    """What keeps a page or a collection, and all inside it, for some."""

    path: str
    kind: str
    """One of Wagtail's types of restriction."""
    groups: frozenset[int]


@dataclass(frozen=True, slots=True)
class Restrictions:
    """All that can keep something from a reader, with the sites and languages of the content."""

    withheld: tuple[str, ...]
    """Paths of pages that are not out and have others below them, which are then not out either."""
    sections: tuple[Restriction, ...]
    collections: tuple[Restriction, ...]
    roots: list[Root]
    """The home page of every site in every language, the longest path first."""
    languages: Mapping[int, str]
    """By the keys of their locales."""


def restrictions(*, at: dt.datetime) -> Restrictions:
    """Answer what keeps pages and files from readers at an instant (one query)."""
    ((text,),) = rows_of(_QUESTION, [at, at])
    found = json.loads(text)
    return Restrictions(
        withheld=tuple(found["withheld"]),
        sections=_read(found["sections"]),
        collections=_read(found["collections"]),
        roots=[Root(*root) for root in found["roots"]],
        languages={int(key): language for key, language in found["languages"].items()},
    )


def _read(rows: list[tuple[str, str, list[int]]]) -> tuple[Restriction, ...]:
    return tuple(Restriction(path, kind, frozenset(groups)) for path, kind, groups in rows)
