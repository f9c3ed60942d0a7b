"""
The phrases in which the rulebook is told, in both languages of an edition.

They stand here and not in the catalogues of translations because an edition brings its own two languages, whatever
language the reader's screen or terminal has.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflows.regulation.words import Words
from workflows.selectors.rulebook_in_code import Coverage

LANGUAGES = {"en": "en", "zh": "zh-hans"}
"""The languages of an edition, with Django's names for them."""

COVERAGES: Mapping[Coverage, Words] = {
    Coverage.BUILT: Words(zh="已实现", en="built"),
    Coverage.PARTLY: Words(zh="部分实现", en="partly built"),
    Coverage.UNBUILT: Words(zh="尚未实现", en="not built yet"),
    Coverage.NOT_EXECUTABLE: Words(zh="无可执行内容", en="nothing to execute"),
    Coverage.UNBOUND: Words(zh="未绑定规则", en="no rule bound"),
}

PHRASES: Mapping[str, Words] = {
    "article": Words(zh="第{number}条", en="Art. {number}"),
    "in_force": Words(zh="自 {day} 起施行", en="in force from {day}"),
    "size": Words(zh="{articles} 条，绑定 {clauses} 条规则", en="{articles} articles, {clauses} clauses"),
    "dagger": Words(
        zh="† 原文未定，由学校确认。", en="† The text leaves it open: a decision of the school, to be confirmed."
    ),
    "other_document": Words(
        zh="代码中的职责、数据库约束和未实现清单按 {cited} 的条号编号，此处不列。",
        en="Duties, constraints and what is not built cite articles of {cited}, another document: not shown.",
    ),
    "no_tests": Words(zh="此安装不含测试，不列出处。", en="This installation is without its tests; none are listed."),
    "why_not": Words(zh="原因", en="why"),
    "tuition": Words(zh="学费", en="tuition"),
    "per_credit": Words(zh="每学分 {amount} {currency}，自 {day} 起", en="{amount} {currency} a credit, from {day}"),
    "figures": Words(zh="参数", en="figures"),
    "waived_by": Words(zh="豁免部门", en="waived by"),
    "statement": Words(zh="不符合时", en="if not met"),
    "remedy": Words(zh="办法", en="what helps"),
    "question": Words(zh="无法判断时", en="if it cannot tell"),
    "rule": Words(zh="规则", en="rule"),
    "guards": Words(zh="用于步骤", en="guards"),
    "tests": Words(zh="测试", en="tests that name it"),
    "untested": Words(zh="尚无", en="no test yet"),
    "nothing": Words(zh="无", en="nothing"),
    "duty": Words(zh="职责", en="duty"),
    "held": Words(zh="数据库约束", en="held by the database"),
    "lacks": Words(zh="尚缺", en="not built yet"),
    "none_open": Words(zh="没有待确认的事项。", en="Nothing is left to confirm."),
}


def phrase(name: str, language: str, **fields: object) -> str:
    """Answer a phrase in ``en`` or ``zh`` with its fields filled in."""
    return PHRASES[name].in_language(language).format(**fields)
