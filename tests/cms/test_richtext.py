"""Rich text for a frontend that is elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.richtext import html_of, linked_in, markdown_of, plain_text_of


def links(kind: str, key: int) -> str | None:
    """Know page 1 and document 2 and nothing else."""
    return {
        ("page", 1): "https://site.example/a/?x=1&y=2",
        ("document", 2): "https://api.example/documents/2/a.pdf",
    }.get((kind, key))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('<a linktype="page" id="1">一</a>', '<a href="https://site.example/a/?x=1&amp;y=2">一</a>'),
        ('<a id="2" linktype="document">二</a>', '<a href="https://api.example/documents/2/a.pdf">二</a>'),
        ('<a linktype="page" id="9">看不见</a>', "看不见"),
        ('<a linktype="page" id="x">坏</a>', "坏"),
        ('<a href="https://example.org/">外</a>', '<a href="https://example.org/">外</a>'),
        ('<a href="/apply/" onclick="x()" style="a">内</a>', '<a href="/apply/">内</a>'),
        ('<a href="mailto:a@example.org">信</a>', '<a href="mailto:a@example.org">信</a>'),
        ('<a href="javascript:alert(1)">坏</a>', "坏"),
        ('<a href=" javascript:alert(1)">坏</a>', "坏"),
        ('<a href="//example.org/">坏</a>', "坏"),
        ('<a href="data:text/html,x">坏</a>', "坏"),
        ("<p>甲<script>alert(1)</script>乙</p>", "<p>甲乙</p>"),
        ('<p><img src="x" onerror="a()">甲</p>', "<p>甲</p>"),
        ('<p><embed embedtype="image" id="1"/>甲</p>', "<p>甲</p>"),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<p>一<br/>二</p>", "<p>一<br>二</p>"),
        ("<ul><li><b>一</b></li></ul>", "<ul><li><b>一</b></li></ul>"),
        ("</a></b>", "</b>"),
        ("", ""),
    ],
)
def test_html(source: str, html: str):
    assert html_of(source, links) == html


def test_markdown_and_plain_text():
    source = '<p>见<a linktype="page" id="1">这里</a>，<b>重要</b></p><ol><li>一</li><li>二</li></ol>'

    assert markdown_of(source, links) == "见[这里](https://site.example/a/?x=1&y=2)，**重要**\n\n1. 一\n2. 二"
    assert plain_text_of(source) == "见这里，重要 一 二"


def test_references_are_found_whatever_the_order_of_attributes():
    source = (
        '<a linktype="page" id="1">a</a><a id="2" linktype="document">b</a><a href="/x/">c</a><a linktype="page">d</a>'
    )

    assert linked_in(source) == [("page", 1), ("document", 2)]


@given(st.text(alphabet="<>/abp \"'=&;javscriptonlickhref:#xe", max_size=120))
def test_nothing_that_runs_comes_out_whatever_goes_in(source: str):
    html = html_of(source, links).lower()

    assert "<script" not in html
    assert "onclick=" not in html.replace("&", "") or "<a" not in html
    assert 'href="javascript' not in html
