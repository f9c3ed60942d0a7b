"""
Art. 4, held by the database: no page of a programme, nor of its courses, is live while the programme is a proposal.

Whatever sets a page live is checked when its transaction commits: the page editor, a schedule, a moderator's
approval, a bulk action, a script, a statement typed by hand. Pages are Wagtail's table, so these triggers stand here
and not on a model of ours.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION cms_art4(keys uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    offending bigint;
BEGIN
    SELECT page.id INTO offending
    FROM wagtailcore_page page
    WHERE page.translation_key = ANY(keys) AND page.live AND (
        EXISTS (SELECT FROM cms_programmepage WHERE page_ptr_id = page.id) AND NOT EXISTS (
            SELECT FROM wagtailcore_page source
            JOIN cms_programmepage bound ON bound.page_ptr_id = source.id
            JOIN workflows_programme programme ON programme.id = bound.programme_id
            WHERE source.translation_key = page.translation_key AND programme.state <> 'proposed'
        )
        OR EXISTS (SELECT FROM cms_syllabuspage WHERE page_ptr_id = page.id) AND NOT EXISTS (
            SELECT FROM wagtailcore_page source
            JOIN cms_syllabuspage bound ON bound.page_ptr_id = source.id
            JOIN workflows_course course ON course.id = bound.course_id
            JOIN workflows_planversion version ON version.id = course.plan_version_id
            JOIN workflows_programme programme ON programme.id = version.programme_id
            WHERE source.translation_key = page.translation_key AND programme.state <> 'proposed'
        )
    )
    LIMIT 1;
    IF offending IS NOT NULL THEN
        RAISE EXCEPTION 'art4: page % cannot be live, its programme has not been established', offending
            USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION cms_art4_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cms_art4(ARRAY[NEW.translation_key, OLD.translation_key]);
    RETURN NULL;
END $$;

CREATE FUNCTION cms_art4_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cms_art4(ARRAY(SELECT translation_key FROM wagtailcore_page WHERE id = NEW.page_ptr_id));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER cms_art4_page AFTER INSERT OR DELETE OR UPDATE OF live, translation_key ON wagtailcore_page
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cms_art4_page();
CREATE CONSTRAINT TRIGGER cms_art4_link AFTER INSERT OR UPDATE OF programme_id ON cms_programmepage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cms_art4_link();
CREATE CONSTRAINT TRIGGER cms_art4_link AFTER INSERT OR UPDATE OF course_id ON cms_syllabuspage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cms_art4_link();
"""

DROP = """
DROP TRIGGER cms_art4_link ON cms_syllabuspage;
DROP TRIGGER cms_art4_link ON cms_programmepage;
DROP TRIGGER cms_art4_page ON wagtailcore_page;
DROP FUNCTION cms_art4_link();
DROP FUNCTION cms_art4_page();
DROP FUNCTION cms_art4(uuid[]);
"""


class Migration(migrations.Migration):
    """Adds the triggers; takes them away in reverse."""

    dependencies = [("cms", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
