"""Template tags of the preview that the graph answers."""
