"""
Reading a StreamField as it is stored.

Wagtail fetches pictures, pages and documents for each field of each page by itself. Who reads the stored values
instead can gather the references of a whole list first and fetch them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wagtail import blocks
from wagtail.blocks import Block, StreamValue

Stored = Mapping[str, Any]
"""A block as it is stored: ``type``, ``value`` and ``id``."""


def stored_blocks(stream: StreamValue) -> Iterator[tuple[Block, Stored]]:
    """Answer the blocks of a field with their definitions, in their order; unknown ones are left out."""
    known = stream.stream_block.child_blocks
    for stored in stream.raw_data:
        if stored["type"] in known:
            yield known[stored["type"]], stored


def leaves(block: Block, value: Any) -> Iterator[tuple[Block, Any]]:
    """Answer every simple value inside a stored block's value, with the definition of its place."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if isinstance(value, Mapping) and value.get(name) is not None:
                yield from leaves(child, value[name])
    elif isinstance(block, blocks.ListBlock):
        for item in items_of(value):
            yield from leaves(block.child_block, item)
    else:
        yield block, value


def items_of(value: Any) -> list[Any]:
    """Answer the items of a stored list, with or without the wrapping that Wagtail gives them since 2.16."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [
        item["value"] if isinstance(item, Mapping) and item.keys() == {"type", "value", "id"} else item
        for item in value
    ]


def text_of(stream: StreamValue) -> Iterator[str]:
    """Answer the words of a field, piece by piece, rich text with its tags."""
    for block, stored in stored_blocks(stream):
        for leaf, value in leaves(block, stored["value"]):
            if isinstance(leaf, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock):
                yield value
