from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.public import Reach, is_public, plain

CLOSED = [
    "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
    "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "::ffff:a00:1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1",
    "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "no address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", CLOSED)
def test_addresses_that_are_not_on_the_open_internet_are_refused(address):
    assert not Reach().allows("desk.test", address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808",
     "::ffff:8.8.8.8", "192.0.1.1", "223.255.255.1"],
)  # fmt: skip
def test_addresses_on_the_open_internet_are_asked(address):
    assert Reach().allows("desk.test", address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "10.0.0.1", "192.168.0.1", "::1", "fd12::1"])
def test_private_addresses_open_only_on_demand(address):
    assert not Reach().allows("desk.test", address)
    assert Reach(allow_private=True).allows("desk.test", address)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fd00:ec2::254", "fe80::1", "0.0.0.0", "224.0.0.1", "100.100.100.200",
     "::ffff:169.254.169.254"],
)  # fmt: skip
def test_key_services_and_link_local_addresses_stay_closed_whatever_is_allowed(address):
    assert not Reach(allow_private=True).allows("desk.test", address)


def test_with_a_proxy_nothing_but_the_proxy_is_connected_to():
    reach = Reach(proxy="127.0.0.1")
    assert reach.allows("127.0.0.1", "127.0.0.1")
    for host, address in [("127.0.0.2", "127.0.0.2"), ("desk.test", "8.8.8.8"), ("desk.test", "127.0.0.1")]:
        assert not reach.allows(host, address)


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
@settings(max_examples=100, deadline=None)
def test_an_address_is_judged_alike_in_every_dress(address):
    for dress in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert plain(ip_address(dress)) == address
        assert Reach().allows("desk.test", dress) == is_public(address)
