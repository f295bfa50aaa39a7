"""Which Internet addresses a crawl may connect to. Pure functions on addresses that a name was resolved to.

A page can link, redirect or resolve to the machine that reads it, to the network around it, or to the service
that hands out a cloud machine's keys. Only addresses that belong to the open Internet are asked.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

# Source: the special-purpose address registries of IANA (RFC 6890), multicast and class E; a table of our own
# because Python's differs from release to release.
_CLOSED_4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32",  # looks public, but is a cloud provider's inner service
        ),
    )
)  # fmt: skip
_OPEN_6: Final = IPv6Network("2000::/3")
_CLOSED_6: Final = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
# What `allow_private` opens: this machine and the private networks, nothing else.
_PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_PRIVATE_6: Final = tuple(map(IPv6Network, ("::1/128", "fc00::/7")))
_METADATA_6: Final = frozenset({IPv6Address("fd00:ec2::254"), IPv6Address("fd20:ce::254")})


@dataclass(frozen=True, slots=True)
class Reach:
    """What one crawl may connect to: public addresses; beside them private ones if that is allowed.

    Shape: with a `proxy`, a host name, the crawl connects to that host and to nothing else at all.
    """

    allow_private: bool = False
    proxy: str = ""

    def allows(self, host: str, resolved: str) -> bool:
        """Tell whether a connection to an address that a host resolved to may be made."""
        if self.proxy:
            return host.lower() == self.proxy.lower()
        try:
            address = plain(ip_address(resolved))
        except ValueError:
            return False
        return is_public(address) or (self.allow_private and is_private(address))


def plain(address: Address) -> Address:
    """Give the IPv4 address inside an IPv6 address that stands for one (RFC 4291, RFC 6052)."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to one host on the open Internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)


def is_private(address: Address) -> bool:
    """Tell whether an address is this machine's or a private network's; a cloud's key service is neither."""
    if isinstance(address, IPv4Address):
        return any(address in network for network in _PRIVATE)
    return address not in _METADATA_6 and any(address in network for network in _PRIVATE_6)
