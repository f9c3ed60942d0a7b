"""What tests of the content share: a way into the desk."""

from collections.abc import Callable

import pytest
from django.test import Client

from workflows.models import Account


@pytest.fixture
def sign_in() -> Callable[[Account], Client]:
    """Answer how to sign somebody in to the desk."""

    def signed_in(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return signed_in
