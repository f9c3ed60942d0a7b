"""Searching the published pages."""

import pytest

from cms.models import ProgrammePage, StandardPage
from cms.search import count_by_kind, marked, search_pages, snippet_of
from cms.visibility import Sight
from tests.cms.factories import Site, publish, standard_page
from workflows.regulation.actor import ANYONE


@pytest.fixture
def page(site: Site) -> ProgrammePage:
    """Publish a page with words of several kinds."""
    return site.programme_page(
        title="人工智能与ChatGPT应用",
        tagline="看懂模型",
        objectives=[],
        positioning="<p>一位小店主申请<b>贷款</b>，几秒钟后得到答复。</p>",
        body=[("questions", {"title": "", "questions": [{"question": "要编程吗？", "answer": "<p>5G 低空通信</p>"}]})],
    )


def found(text: str) -> list[str]:
    """Answer the titles of what anyone finds."""
    return [hit.title for hit in search_pages(text, Sight(ANYONE)).rows]


@pytest.mark.parametrize(
    "text",
    [
        "人工", "工智", "智能", "人工智能", "ＣｈａｔＧＰＴ", "chat", "ChatGPT应用", "应用chatgpt", "rgzn", "gzny",
        "小店主", "店主", "贷款 答复", "小店主贷款", "低空通信", "5G", "编程", "模型", "申", "贷款与低空",
    ],
)  # fmt: skip
def test_it_is_found_by(page: ProgrammePage, text: str):
    assert found(text) == [page.title]


@pytest.mark.parametrize("text", ["金融", "智人", "gpt", "znrg", "的", "", "人工 金融", "b", "p"])
def test_it_is_not_found_by(page: ProgrammePage, text: str):
    assert found(text) == []


def test_a_title_counts_more_than_words_below_it(site: Site):
    standard_page(site.home, "别的", lead="这里说到低空经济，低空经济，还是低空经济")
    standard_page(site.home, "低空经济")

    assert found("低空经济") == ["低空经济", "别的"]


def test_the_index_follows_what_is_published(site: Site):
    page = standard_page(site.home, "旧标题")
    page.title = "新名字"
    page.save_revision()
    assert (found("旧标题"), found("新名字")) == (["旧标题"], [])

    publish(StandardPage.objects.get(), title="新名字")
    assert (found("旧标题"), found("新名字")) == ([], ["新名字"])


def test_kinds_are_counted(site: Site, page: ProgrammePage):
    standard_page(site.home, "人工智能简介")

    assert count_by_kind("人工智能", Sight(ANYONE)) == {ProgrammePage: 1, StandardPage: 1}
    assert count_by_kind("人工智能", Sight(ANYONE), language="en") == {}


def test_marks_do_not_change_the_text():
    pieces = marked("ChatGPT 与 chatgpt", "CHATGPT")

    assert "".join(piece.text for piece in pieces) == "ChatGPT 与 chatgpt"
    assert [piece.text for piece in pieces if piece.is_match] == ["ChatGPT", "chatgpt"]
    assert marked("", "a") == []
    assert [piece.is_match for piece in marked("文字", "！")] == [False]


def test_a_snippet_shows_the_surroundings(site: Site):
    page = standard_page(site.home, "长文", lead="前" * 100 + "贷款" + "后" * 200)

    text = "".join(piece.text for piece in snippet_of(page, "贷款"))
    assert text == "…" + "前" * 30 + "贷款" + "后" * 90 + "…"
    assert "".join(piece.text for piece in snippet_of(page, "cw")) == "前" * 100 + "贷款" + "后" * 18 + "…"
