"""Screens of the admin with which the offices work on the records."""
