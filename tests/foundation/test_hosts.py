import pytest
from django.http.request import split_domain_port

from foundation.asgi import split_host


@pytest.mark.parametrize(
    "host",
    ["bdhvs.localhost", "BDHVS.Localhost:8000", "bdhvs.localhost.", "bdhvs.localhost.:80", "[::1]", "[::1]:8000",
     "127.0.0.1:8000", "", "[", ":80", "a b", "a:b", "a:1:2", "\xff", "x" * 70_000],
)  # fmt: skip
def test_a_host_is_split_as_django_does_it_however_often_it_is_asked(host):
    assert split_host(host) == split_host(host) == split_domain_port(host)


def test_hosts_that_are_made_up_fill_no_memory():
    for number in range(1_000):
        split_host(f"x{number}.example")
    assert split_host.cache_info().currsize <= 64
