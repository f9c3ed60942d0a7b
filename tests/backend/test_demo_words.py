"""The demo's words are there in both languages, and repeat no figure that the records have; its pictures are drawn."""

import io
import re
from collections import Counter

import pytest
from PIL import Image

from backend.demo import pictures
from tests.backend.demo_content import COLLEGES, PROGRAMMES, files, programme, read, tables, texts

CHINESE_ONLY = {"demand_research", "construction_plan"}
NOT_PROSE = {"courses", "intakes", "recruitment_plan", "demand_research", "construction_plan", "waiver_reason"}

CHINESE_NUMBER = "[〇零一二两三四五六七八九十百]+"
FIGURES = re.compile(
    rf"""(?:\d+|{CHINESE_NUMBER})\s*个?(?:学分|元(?!素)|学时|课时|名额|工作日|学期|学年|门(?:课|必修|选修))
    |\d+\s*门 | 大[一二三四五] | {CHINESE_NUMBER}年级 | [周星期]+[一二三四五六日] | [¥￥]
    |\b(?:\d+|one|two|three|four|six|seven|ten|twelve|fourteen|sixteen|twenty|thirty)\s
     (?:credits?|yuan|courses?|hours?|places|weeks?|semesters?|working\sdays)\b
    |\b(?:Monday|Tuesday|Wednesday|Thursday)s?\b""",
    re.VERBOSE,
)


@pytest.mark.parametrize("name", sorted(files()))
def test_every_chinese_text_has_its_english_twin(name: str) -> None:
    for path, table in tables(read(name)):
        if not {"zh", "en"} & table.keys() or CHINESE_ONLY & set(path) or path[-1:] == ("abstract",):
            continue
        chinese, english = table.get("zh"), table.get("en")
        assert type(chinese) is type(english), path
        assert bool(chinese) is bool(english), path
        if isinstance(chinese, list) and isinstance(english, list):
            assert len(chinese) == len(english), path


@pytest.mark.parametrize("name", ["university.toml", *(f"colleges/{c}.toml" for c in COLLEGES)])
def test_prose_of_pages_repeats_no_figure(name: str) -> None:
    assert [text for text in texts(read(name)) if FIGURES.search(text)] == []


@pytest.mark.parametrize("slug", PROGRAMMES)
def test_prose_of_programmes_repeats_no_figure(slug: str) -> None:
    prose = {key: value for key, value in programme(slug).items() if key not in NOT_PROSE}
    assert [text for text in texts(prose) if FIGURES.search(text)] == []


@pytest.mark.parametrize(
    "text", ["修满14学分", "学费为一百五十元", "共六门课", "面向大二学生", "周三下午", "14 credits"]
)
def test_a_figure_in_prose_would_be_found(text: str) -> None:
    assert FIGURES.search(text)


def test_slugs_and_codes_are_unique_and_name_the_file() -> None:
    colleges = [read(f"colleges/{name}.toml") for name in COLLEGES]
    programmes = [programme(slug) for slug in PROGRAMMES]
    assert [college["slug"] for college in colleges] == COLLEGES
    assert [one["slug"] for one in programmes] == PROGRAMMES
    codes = [course["code"] for one in programmes for course in one["courses"]]
    codes += [one["code"] for one in programmes]
    assert max(Counter(codes).values()) == 1
    page_slugs = [page["slug"] for page in read("university.toml")["pages"]]
    assert len(page_slugs) == len(set(page_slugs))


def test_the_university_shows_what_a_home_page_needs() -> None:
    home = read("university.toml")["home"]
    assert len(home["faq"]) == 6
    assert home["quick_links"]
    assert home["steps"]
    assert {page["title"]["zh"] for page in read("university.toml")["pages"]} == {"关于微专业", "报名指南"}


def test_every_picture_of_the_content_can_be_drawn_and_is_described() -> None:
    found = [table for one in files().values() for _, table in tables(one) if "kind" in table]
    assert len(found) > 20
    assert {table["kind"] for table in found} <= pictures.KINDS.keys()
    assert all(isinstance(table["seed"], int) and table["alt"]["zh"] for table in found)
    drawn = Counter((table["kind"], table["seed"]) for table in found)
    assert [which for which, times in drawn.items() if times > 1] == []


@pytest.mark.parametrize("size", [pictures.WIDE, pictures.SQUARE])
@pytest.mark.parametrize("kind", sorted(pictures.KINDS))
def test_pictures_have_the_size_asked_for_and_are_light(kind: str, size: tuple[int, int]) -> None:
    picture = pictures.draw(kind, 1, size)
    assert len(picture) < 250_000
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.size) == ("JPEG", size)


@pytest.mark.parametrize("kind", sorted(pictures.KINDS))
def test_the_same_seed_draws_the_same_picture_and_another_one_does_not(kind: str) -> None:
    small = (320, 180)
    assert pictures.draw(kind, 7, small) == pictures.draw(kind, 7, small)
    assert pictures.draw(kind, 7, small) != pictures.draw(kind, 8, small)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError, match="unicorn"):
        pictures.draw("unicorn", 1)
