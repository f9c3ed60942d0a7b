"""The sizes in which pictures leave the house."""

import pytest

from cms.presets import PRESETS, Format
from cms.selectors.media import renditions_of
from tests.cms.factories import ImageFactory, drawn


def test_every_size_is_named_once():
    specs = [spec for preset in PRESETS.values() for spec in preset.specs]

    assert len(specs) == len(set(specs)) == 36
    assert all(spec.endswith(("|format-webp", "|format-jpeg")) for spec in specs)


@pytest.mark.parametrize("name", PRESETS)
def test_the_fallback_is_one_of_the_sizes(name: str):
    assert PRESETS[name].fallback in PRESETS[name].specs
    assert PRESETS[name].fallback.endswith(Format.JPEG.value)


def test_sizes_are_made_once_and_never_larger_than_the_picture(db, django_assert_num_queries):
    image = ImageFactory(file=drawn(700, 500))
    made = renditions_of([image], PRESETS["content"].specs)[image.pk]

    assert [made[spec].width for spec in PRESETS["content"].specs] == [480, 700, 700, 480, 700, 700]
    with django_assert_num_queries(1):
        again = renditions_of([image], PRESETS["content"].specs)[image.pk]
    assert again == made


def test_a_new_focal_point_makes_new_sizes(db):
    image = ImageFactory(file=drawn(700, 500))
    before = renditions_of([image], PRESETS["card"].specs)[image.pk]
    image.focal_point_x = image.focal_point_y = image.focal_point_width = image.focal_point_height = 10
    image.save()

    after = renditions_of([image], PRESETS["card"].specs)[image.pk]
    assert {size.file for size in after.values()}.isdisjoint({size.file for size in before.values()})
