"""An application, who works on it, and a file beside it."""

import pytest
from django.test import Client

from tests.cms.desk.asking import Officer
from tests.cms.desk.attachments.sending import PDF, send
from tests.cms.factories import Site
from workflows.models import Application, Attachment


@pytest.fixture
def application(site: Site) -> Application:
    """Answer an application that the site's college reviews."""
    return site.scenario.application("under_review", intake=site.scenario.open_intake())


@pytest.fixture
def client(site: Site) -> Client:
    """Sign in the college's officer."""
    return Officer(site.scenario.officer).client


@pytest.fixture
def attached(client: Client, application: Application) -> Attachment:
    """Attach a file."""
    send(client, application, "成绩单 (盖章).pdf", PDF)
    return Attachment.objects.get()
