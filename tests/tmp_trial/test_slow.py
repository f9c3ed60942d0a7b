import time, pytest
@pytest.mark.django_db
@pytest.mark.parametrize("n", range(20))
def test_slow(n): time.sleep(3)
