"""A cell is read in its canonical form or is a fault with a code: nothing is repaired silently."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from workflows.services.registry import cells
from workflows.services.registry.cells import Reader, Reading
from workflows.services.registry.faults import CellFault

NAME = cells.person_name(80)
LEVEL = cells.one_of({"本科": 1, "bachelor": 1, "专升本": 2}, "UNKNOWN_LEVEL")


@pytest.mark.parametrize(
    ("reader", "text", "value", "written_as"),
    [
        (cells.registry_number, "0240100001", "0240100001", None),
        (cells.registry_number, " 0240100001\t", "0240100001", "0240100001"),
        (NAME, "阿依古丽·买买提", "阿依古丽·买买提", None),
        (NAME, "阿依古丽•买买提", "阿依古丽·买买提", "阿依古丽·买买提"),
        (NAME, "阿依古丽・买买提", "阿依古丽·买买提", "阿依古丽·买买提"),
        (NAME, "司徒𬭚", "司徒𬭚", None),
        (NAME, "\U000323af三", "\U000323af三", None),
        (NAME, "王\ue81e", "王\u9fb4", "王\u9fb4"),
        (NAME, "葛\U000e0100", "葛\U000e0100", None),
        (NAME, "张　三", "张三", "张三"),
        (NAME, "Anna  Lee", "Anna Lee", "Anna Lee"),
        (NAME, "Jose\u0301", "Jos\u00e9", "Jos\u00e9"),
        (cells.entry_year, "2024", 2024, None),
        (cells.entry_year, "2024级", 2024, "2024"),
        (cells.programme_years, "5", 5, None),
        (cells.programme_years, "4年", 4, "4"),
        (cells.day, "2028-06-30", dt.date(2028, 6, 30), None),
        (cells.day, "2028年6月30日", dt.date(2028, 6, 30), "2028-06-30"),
        (cells.day, "2028/6/30", dt.date(2028, 6, 30), "2028-06-30"),
        (cells.day, "20280630", dt.date(2028, 6, 30), "2028-06-30"),
        (cells.day, "2028-06-30 00:00:00", dt.date(2028, 6, 30), "2028-06-30"),
        (cells.day, "  ", None, None),
        (LEVEL, "本科", 1, None),
        (LEVEL, "本科 ", 1, "本科"),
        (cells.phone, "", "", None),
        (cells.phone, "100-0000 0000", "10000000000", "10000000000"),
        (cells.score, "59.5", Decimal("59.5"), None),
        (cells.score, "缓考", None, None),
        (cells.score, "100", Decimal(100), None),
        (cells.academic_year, "2024-2025", "2024-2025", None),
        (cells.academic_year, "2024—2025学年", "2024-2025", "2024-2025"),
    ],
)
def test_a_cell_is_read_in_its_canonical_form(reader: Reader, text: str, value: Any, written_as: str | None) -> None:
    assert reader(text) == Reading(value, written_as)


@pytest.mark.parametrize(
    ("reader", "text", "code"),
    [
        (cells.registry_number, "", "EMPTY"),
        (cells.registry_number, "2.5001E+08", "SCIENTIFIC_NOTATION"),
        (cells.registry_number, "2e9", "SCIENTIFIC_NOTATION"),
        (cells.registry_number, "０２４０１００００１", "WIDE_DIGITS"),
        (cells.registry_number, "٠٢٤٠١٠٠٠٠١", "WIDE_DIGITS"),
        (cells.registry_number, "240100001.0", "NOT_A_STUDENT_NUMBER"),
        (cells.registry_number, "12345", "NOT_A_STUDENT_NUMBER"),
        (cells.registry_number, "'0240100001", "NOT_A_STUDENT_NUMBER"),
        (cells.registry_number, "024010\u200b0001", "INVISIBLE_CHARACTER"),
        (NAME, "欧\u200b阳", "INVISIBLE_CHARACTER"),
        (NAME, "\u202e阳欧", "INVISIBLE_CHARACTER"),
        (NAME, "欧\x00阳", "INVISIBLE_CHARACTER"),
        (NAME, "欧\ud800阳", "INVISIBLE_CHARACTER"),
        (NAME, "\ufeff欧阳", "INVISIBLE_CHARACTER"),
        (NAME, "欧\n阳", "INVISIBLE_CHARACTER"),
        (NAME, "欧\ue000", "PRIVATE_CHARACTER"),
        (NAME, "欧\ufffd", "LOST_CHARACTER"),
        (NAME, "欧?", "LOST_CHARACTER"),
        (NAME, "=1+1", "FORMULA"),
        (NAME, "@SUM(A1)", "FORMULA"),
        (NAME, "＝1", "FORMULA"),
        (NAME, "长" * 81, "TOO_LONG"),
        (NAME, "长" * 100_000, "TOO_LONG"),
        (cells.entry_year, "大三", "NOT_A_YEAR"),
        (cells.entry_year, "24", "NOT_A_YEAR"),
        (cells.entry_year, "1024", "NOT_A_YEAR"),
        (cells.entry_year, "２０２４", "WIDE_DIGITS"),
        (cells.programme_years, "0", "NOT_A_LENGTH_OF_STUDY"),
        (cells.programme_years, "四", "NOT_A_LENGTH_OF_STUDY"),
        (cells.day, "2028-02-30", "IMPOSSIBLE_DATE"),
        (cells.day, "0000-00-00", "IMPOSSIBLE_DATE"),
        (cells.day, "2028-06", "NOT_A_DATE"),
        (cells.day, "06/30/2028", "NOT_A_DATE"),
        (cells.day, "２０２８-06-30", "WIDE_DIGITS"),
        (LEVEL, "硕士", "UNKNOWN_LEVEL"),
        (LEVEL, "", "EMPTY"),
        (cells.phone, "1.0E+10", "NOT_A_PHONE_NUMBER"),
        (cells.score, "100.1", "NOT_A_SCORE"),
        (cells.score, "59.55", "NOT_A_SCORE"),
        (cells.score, "缺考", "NOT_A_SCORE"),
        (cells.score, "-1", "NOT_A_SCORE"),
        (cells.score, "1e1", "NOT_A_SCORE"),
        (cells.academic_year, "2024-2026", "NOT_AN_ACADEMIC_YEAR"),
    ],
)
def test_a_cell_that_cannot_be_taken_says_why(reader: Reader, text: str, code: str) -> None:
    with pytest.raises(CellFault) as caught:
        reader(text)
    assert caught.value.code == code
    assert caught.value.reason
    assert caught.value.remedy


def test_a_remedy_suggests_the_canonical_form_where_there_is_one() -> None:
    with pytest.raises(CellFault) as caught:
        cells.registry_number("０２４０１００００１")
    assert "0240100001" in caught.value.remedy


def test_what_is_not_known_is_named_with_what_is_each_once() -> None:
    with override("en"), pytest.raises(CellFault) as caught:
        LEVEL("硕士")
    assert "本科, 专升本" in caught.value.remedy


def test_a_phone_is_never_quoted() -> None:
    with pytest.raises(CellFault) as caught:
        cells.phone("10000000000x")
    assert "10000000000" not in caught.value.reason + caught.value.remedy
