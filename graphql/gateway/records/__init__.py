"""Records in the graph: strawberry types over the rows that selectors answer, and one mutation per deed."""
