"""The way from a host's name to the address that is connected to, with the check in between.

Scrapy connects to exactly the addresses that this hands out, so there is no second look-up that could answer
otherwise. Addresses written as numbers, in whatever spelling, pass here too, and so do redirects and robots.txt.
"""

from collections.abc import Sequence
from typing import Any, Protocol, Self

from scrapy.settings import BaseSettings
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

from crawlers.public import Reach


class _WithSettings(Protocol):
    settings: BaseSettings


@implementer(IResolutionReceiver)
class _Checked:
    """Passes on the addresses of a host, unless one of them may not be connected to: then none."""

    def __init__(self, receiver: Any, host: str, guard: "GuardedResolver") -> None:
        self._receiver, self._host, self._guard = receiver, host, guard
        self._addresses: list[IAddress] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803 - Twisted's
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:  # noqa: N802
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        for address in self._guard.allowed(self._host, self._addresses):
            self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names of hosts that may be asked. `refused` has the others, with an address of each."""

    def __init__(self, reactor: ReactorBase, reach: Reach) -> None:
        self._reactor, self._reach = reactor, reach
        # Interfaces of zope are no types that a checker understands, so here and above it is Any.
        self._inner: Any = reactor.nameResolver
        self.refused: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: _WithSettings, reactor: ReactorBase) -> Self:
        """Make the resolver for a crawl's plan."""
        settings = crawler.settings
        return cls(
            reactor, Reach(settings.getbool("WALKBACK_PRIVATE"), settings.get("WALKBACK_PROXY_HOST", ""))
        )

    def install_on_reactor(self) -> None:
        """Make it the only one."""
        self._reactor.installNameResolver(self)  # type: ignore[arg-type]

    def allowed(self, host: str, addresses: Sequence[IAddress]) -> Sequence[IAddress]:
        """Give all addresses of a host, or none if one of them may not be connected to."""
        for address in addresses:
            resolved = getattr(address, "host", "")
            if not self._reach.allows(host, resolved):
                self.refused[_ascii(host)] = resolved
                return ()
        self.refused.pop(_ascii(host), None)
        return addresses

    def resolveHostName(  # noqa: N802
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve a name for Twisted, with the check in between."""
        checked = _Checked(resolutionReceiver, hostName, self)
        resolution: IHostResolution = self._inner.resolveHostName(
            checked, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


def _ascii(host: str) -> str:
    """Give a host's name as it stands in an address; Twisted gives it in its own letters."""
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()
