"""
Art. 6(5), held by the database: what is live of a page is what the school has approved last.

The fields that are judged are compared when a transaction commits that writes a page, without the marks by which the
editor finds its place again (`cms.models.pin` compares in the same way). A syllabus is not live before the version of
the plan is approved for which its course was written. Pages are Wagtail's table, so these triggers stand here.
"""

from django.db import migrations

CREATE = r"""
CREATE FUNCTION cms_bare(said jsonb) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(
        regexp_replace(said::text, ' data-block-key=\\"[^"\\]*\\"', '', 'g'),
        '"id": "[^"]*", (?="type": )', '', 'g'
    )
$$;

CREATE FUNCTION cms_art6_5(keys integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    offending record;
BEGIN
    SELECT page.id, judged.key AS field INTO offending
    FROM wagtailcore_page page
    LEFT JOIN cms_programmepage programme ON programme.page_ptr_id = page.id
    LEFT JOIN cms_syllabuspage syllabus ON syllabus.page_ptr_id = page.id
    CROSS JOIN LATERAL (
        SELECT pin.held FROM cms_pinnedrevision pin
        JOIN workflows_submission submission ON submission.id = pin.submission_id
        JOIN workflows_proposal proposal ON proposal.id = submission.proposal_id
        WHERE pin.page_id = page.id AND proposal.state = 'established'
        ORDER BY proposal.decided_at DESC, submission.number DESC LIMIT 1
    ) approved
    CROSS JOIN LATERAL jsonb_each(approved.held) judged
    WHERE page.id = ANY(keys) AND page.live AND cms_bare(judged.value) IS DISTINCT FROM cms_bare(
        (COALESCE(to_jsonb(programme), to_jsonb(syllabus)) || jsonb_build_object('title', page.title))->judged.key
    )
    LIMIT 1;
    IF offending.id IS NOT NULL THEN
        RAISE EXCEPTION 'art6_5: page % does not say in % what was approved', offending.id, offending.field
            USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE FUNCTION cms_art6_5_page() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cms_art6_5(ARRAY[NEW.id]);
    RETURN NULL;
END $$;

CREATE FUNCTION cms_art6_5_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cms_art6_5(ARRAY[NEW.page_ptr_id]);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER cms_art6_5_page AFTER INSERT OR UPDATE OF live, title ON wagtailcore_page
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cms_art6_5_page();
CREATE CONSTRAINT TRIGGER cms_art6_5_words AFTER INSERT OR UPDATE ON cms_programmepage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cms_art6_5_words();
CREATE CONSTRAINT TRIGGER cms_art6_5_words AFTER INSERT OR UPDATE ON cms_syllabuspage
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cms_art6_5_words();

CREATE OR REPLACE FUNCTION cms_art4(keys uuid[]) RETURNS void LANGUAGE plpgsql AS $$
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
            WHERE source.translation_key = page.translation_key AND version.frozen_at IS NOT NULL
        )
    )
    LIMIT 1;
    IF offending IS NOT NULL THEN
        RAISE EXCEPTION 'art4: page % cannot be live, what it shows has not been approved', offending
            USING ERRCODE = 'check_violation';
    END IF;
END $$;
"""

DROP = """
CREATE OR REPLACE FUNCTION cms_art4(keys uuid[]) RETURNS void LANGUAGE plpgsql AS $$
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
DROP TRIGGER cms_art6_5_words ON cms_syllabuspage;
DROP TRIGGER cms_art6_5_words ON cms_programmepage;
DROP TRIGGER cms_art6_5_page ON wagtailcore_page;
DROP FUNCTION cms_art6_5_words();
DROP FUNCTION cms_art6_5_page();
DROP FUNCTION cms_art6_5(integer[]);
DROP FUNCTION cms_bare(jsonb);
"""


class Migration(migrations.Migration):
    """Adds the triggers; takes them away in reverse."""

    dependencies = [("cms", "0005_pins")]

    operations = [migrations.RunSQL(CREATE, DROP)]
