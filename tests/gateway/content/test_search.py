"""Searching through the graph: what is found, marked and counted."""

import pytest

from tests.cms.factories import Site, publish, standard_page
from tests.gateway.content.conftest import Ask

SEARCH = """query ($text: String!, $kinds: [PageKind!], $locale: Locale, $first: Int! = 20, $after: String) {
  searchPages(text: $text, kinds: $kinds, locale: $locale, first: $first, after: $after) {
    totalCount facets { kind count } pageInfo { hasNextPage endCursor }
    nodes { page { title } title { text isMatch } snippet { text isMatch } }
  }
}"""


def marked(pieces: list[dict[str, object]]) -> str:
    """Answer pieces as one text, matches in brackets."""
    return "".join(f"[{piece['text']}]" if piece["isMatch"] else str(piece["text"]) for piece in pieces)


def test_hits_say_where_something_was_found(site: Site, ask: Ask):
    site.programme_page(
        title="人工智能与ChatGPT应用", positioning="<p>一位小店主申请<b>贷款</b>，几秒钟后得到答复。</p>"
    )

    hit = ask(SEARCH, text="小店主贷款")["searchPages"]["nodes"][0]
    assert marked(hit["title"]) == "人工智能与ChatGPT应用"
    assert marked(hit["snippet"]) == "一位[小店主]申请[贷款]，几秒钟后得到答复。"
    assert marked(ask(SEARCH, text="chatgpt")["searchPages"]["nodes"][0]["title"]) == "人工智能与[ChatGPT]应用"


def test_facets_count_every_kind_whichever_is_asked_for(site: Site, ask: Ask):
    site.programme_page(title="人工智能")
    standard_page(site.home, "人工智能简介")

    found = ask(SEARCH, text="人工智能", kinds=["STANDARD"])["searchPages"]
    assert [hit["page"]["title"] for hit in found["nodes"]] == ["人工智能简介"]
    assert found["facets"] == [{"kind": "PROGRAMME", "count": 1}, {"kind": "STANDARD", "count": 1}]
    assert found["totalCount"] == 1


def test_the_best_comes_first_and_pages_of_hits_make_the_whole(site: Site, ask: Ask):
    for number in range(4):
        standard_page(site.home, f"第{number}页", lead="这里提到了低空经济。" + "别的话。" * 40 * number)
    standard_page(site.home, "低空经济")

    whole = [hit["page"]["title"] for hit in ask(SEARCH, text="低空经济")["searchPages"]["nodes"]]
    seen, after = [], None
    for _ in range(3):
        found = ask(SEARCH, text="低空经济", first=2, after=after)["searchPages"]
        seen += [hit["page"]["title"] for hit in found["nodes"]]
        after = found["pageInfo"]["endCursor"]

    assert whole[0] == "低空经济"
    assert seen == whole
    assert (len(seen), found["totalCount"], found["pageInfo"]["hasNextPage"]) == (5, 5, False)


def test_hits_are_narrowed_by_language(site: Site, ask: Ask):
    page = standard_page(site.home, "低空经济 drones")
    publish(page.copy_for_translation(site.home.get_translations().get().locale), title="Low-altitude drones")

    titles = [hit["page"]["title"] for hit in ask(SEARCH, text="drones", locale="EN")["searchPages"]["nodes"]]
    assert titles == ["Low-altitude drones"]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "'; DROP TABLE--", "a & | ! ( ) : * <-> \\", "%_", "！？", "😀", "\u202e", "字" * 20_000]
)
def test_whatever_is_typed_has_an_answer(site: Site, ask: Ask, text: str):
    assert ask(SEARCH, text=text)["searchPages"]["totalCount"] == 0
