"""Deeds of the content: opening a site, a college's section, a programme's page."""
