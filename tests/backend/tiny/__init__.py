"""A project of one table, to try the console and the demo's server on in seconds."""
