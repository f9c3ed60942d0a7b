"""Blocks: the pieces of which editors put pages together."""
