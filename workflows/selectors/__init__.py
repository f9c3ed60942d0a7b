"""Questions: lists, verdicts, open steps. A selector reads, and never writes."""
