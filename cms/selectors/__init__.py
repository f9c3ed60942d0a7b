"""Questions about the published content; every one is asked with a ``Sight``, and answers what it sees."""
