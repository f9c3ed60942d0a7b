"""Words are said, and listed, in the language of whoever reads them."""

from django.utils import translation

from workflows import reader


def test_what_is_listed_is_parted_as_the_readers_language_does():
    with translation.override("en"):
        english = reader.listed("ab"), reader.in_turn("ab")
    with translation.override("zh-hans"):
        chinese = reader.listed("ab"), reader.in_turn("ab")

    assert (english, chinese) == (("a, b", "a; b"), ("a、b", "a；b"))


def test_whoever_chose_no_language_reads_the_schools():
    with translation.override(None):
        assert reader.language() == "zh-hans"
