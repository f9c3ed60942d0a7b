"""The bench: two screens of the graph, measured beside its peers in one server and one run."""
