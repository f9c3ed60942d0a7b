import pytest
from tests.gateway.asking import Visitor
@pytest.mark.django_db
def test_x():
    print(Visitor().query('{ pages(first: 1) { nodes { id title kind path} } }').text)
    print(Visitor().query('{ pages(first: 1) { edges { cursor} } }').text)
    print(Visitor().query('{ page(path:"/") { id} }').text)
    from wagtail.models import Page
    print(list(Page.objects.all()))
    assert 0
