"""Django's PostgreSQL backend for settings that name no database."""
