"""The graph: a window on content and records, with no logic of its own."""
