"""What the trigger of ``0006`` leaves out of its comparison: marks inside of a tag alone, as the editor writes them."""

from django.db import migrations

BARE = r"""
CREATE OR REPLACE FUNCTION cms_bare(said jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
        regexp_replace(said::text, ' data-block-key=%s(?=[^<>]*>)', '', 'g'),
        '"id": "[^"]*", (?="type": )', '', 'g'
    )
$$;
"""


class Migration(migrations.Migration):
    """Replaces the function; its triggers stay."""

    dependencies = [("cms", "0006_published_as_approved")]

    operations = [
        migrations.RunSQL(BARE % r'\\"[a-z0-9]{1,10}\\"', BARE % r'\\"[^"\\]*\\"'),
    ]
