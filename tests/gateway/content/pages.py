"""A page with one of every block, and the question for all of it."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from cms.models import PortalDocument, PortalImage

EVERYTHING = """
fragment Picture on Image {
  id alt isDecorative width height focalPoint { x y }
  rendition(preset: CARD) { url width height mimeType }
  sources(preset: CARD) { url width height mimeType }
}
fragment Target on Link { url isExternal page { id title url } document { id title url fileName fileSize mimeType } }
fragment Words on RichText { html markdown plainText }
fragment Blocks on Block {
  __typename key
  ... on HeadingBlock { text level }
  ... on TextBlock { body { ...Words } }
  ... on CalloutBlock { title body { ...Words } tone }
  ... on QuoteBlock { text speaker image { ...Picture } }
  ... on PointsBlock { title points }
  ... on PictureBlock { image { ...Picture } alt caption preset }
  ... on GalleryBlock { title pictures { image { ...Picture } caption } }
  ... on DocumentBlock { title text document { id title(locale: EN) url createdAt } }
  ... on CareersBlock { title careers { title text } }
  ... on PartnersBlock { title partners { name text url image { ...Picture } } }
  ... on QuestionsBlock { title questions { question answer { ...Words } } }
  ... on StepsBlock { title steps { title text } }
  ... on LinksBlock { title links { title text link { ...Target } } }
  ... on CallToActionBlock { title text label link { ...Target } }
  ... on ContactBlock { office address email phone }
}
fragment Any on Page {
  __typename id kind title slug path url locale isInMenus publishedAt updatedAt
  heroImage { ...Picture }
  seo { title description image { ...Picture } }
  breadcrumbs { title path url }
  parent { id title }
  ancestors { id title }
  translations { id locale url }
  children(first: 5) { totalCount nodes { id title heroImage { id } } pageInfo { hasNextPage endCursor } }
  siblings(first: 5) { totalCount nodes { id title } }
  ... on HomePage { headline lead actions { label link { url } } introduction { html } body { ...Blocks } }
  ... on CollegePage { lead introduction { html } body { ...Blocks } }
  ... on StandardPage { lead body { ...Blocks } }
  ... on ProgrammePage {
    tagline positioning { ...Words } objectives { text } whoMayApply { plainText } team { plainText } body { ...Blocks }
  }
  ... on SyllabusPage {
    abstract goals { text } units { title hours text } assessment { title percent }
    readings { title author publisher isbn isRequired }
  }
}
"""


def every_block(image: PortalImage, document: PortalDocument, page: Page) -> list[tuple[str, Any]]:
    """Answer one of every block of a page's body, as the editors' code writes them."""
    prose = (
        f'<p>见 <a linktype="page" id="{page.pk}">这一页</a>、<a linktype="document" id="{document.pk}">文件</a>'
        '和 <a href="https://example.org/?a=1&amp;b=2">外站</a>，<b>重要</b>。</p><ul><li>一</li><li>二</li></ul>'
    )
    return [
        ("heading", {"text": "一节", "level": "2"}),
        ("text", {"body": prose}),
        ("callout", {"title": "注意", "body": prose, "tone": "important"}),
        ("quote", {"text": "说得好", "speaker": "某人", "image": image}),
        ("points", {"title": "要点", "points": ["甲", "乙"]}),
        ("picture", {"image": image, "alt": "", "caption": "图", "preset": "content"}),
        (
            "gallery",
            {"title": "图集", "pictures": [{"image": image, "caption": "一"}, {"image": image, "caption": "二"}]},
        ),
        ("document", {"title": "", "text": "下载", "document": document}),
        ("questions", {"title": "", "questions": [{"question": "问？", "answer": prose}]}),
        ("steps", {"title": "", "steps": [{"title": "第一步", "text": "先读"}]}),
        (
            "links",
            {
                "title": "接着看",
                "links": [
                    {"title": "页", "text": "", "link": {"page": page, "document": None, "url": ""}},
                    {"title": "文件", "text": "", "link": {"page": None, "document": document, "url": ""}},
                    {"title": "路径", "text": "", "link": {"page": None, "document": None, "url": "/programmes/"}},
                ],
            },
        ),
        (
            "call_to_action",
            {"title": "", "text": "", "label": "去看", "link": {"page": page, "document": None, "url": ""}},
        ),
        ("contact", {"office": "办公室", "address": "一层", "email": "a@example.org", "phone": "8001"}),
    ]


def programme_blocks(image: PortalImage) -> list[tuple[str, Any]]:
    """Answer the blocks that only a programme's page takes."""
    return [
        ("careers", {"title": "", "careers": [{"title": "分析师", "text": "看数"}]}),
        (
            "partners",
            {"title": "", "partners": [{"name": "某行", "text": "", "url": "https://example.org", "image": image}]},
        ),
    ]
