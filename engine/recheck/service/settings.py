"""What a service is told when it starts: where, by which rules, with which journal and limits."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from recheck.load.files import SHIPPED
from recheck.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one caller, and all callers together, may ask for."""

    body: int = 2 * 1024 * 1024
    """Bytes of a request."""
    upload: int = 32 * 1024 * 1024
    """Bytes of an upload of cases and letters."""
    waiting: int = 256
    """Calls that wait to be judged; more are refused, to be sent again."""
    long: int = 4
    """Those among them that may take seconds, such as proofs."""
    seconds: float = 30
    """How long a call waits for its answer."""
    rate: str | None = None
    """Calls of one caller, as `600/minute`; None: as many as the machine answers."""
    rows: int = 20_000
    """Rows of the tables of one audit: as many as its page leads through; the command line takes any number."""
    jobs: int = 8
    """Audits that run or wait."""
    job_seconds: int = 3600
    job_memory: int = 4 * 1024**3
    """Bytes that an audit's process may take."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a service is told."""

    journal: str
    head: Path | None = None
    rules: tuple[str, ...] = (SHIPPED,)
    host: str = "127.0.0.1"
    port: int = 8080
    tokens: Path | None = None
    hosts: tuple[str, ...] = ()
    """Names under which the service may be called, beside those of the machine itself."""
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    """Whether a proxy before the service brings TLS."""
    limits: Limits = Limits()
    keep_drafts: int = 30
    """Days that an unfinished screening is kept which nobody changes."""
    processes: int = 0
    """Processes that judge; none: a thread of the service's own."""

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def known_hosts(self) -> tuple[str, ...]:
        """The names that a caller may use in its Host and Origin."""
        local = ("localhost", "127.0.0.1", "::1") if self.is_loopback else (self.host,)
        return (*local, *self.hosts)

    def problems(self, tokens: int) -> list[Problem]:
        """What keeps a service from starting so; `tokens`: how many there are."""
        found = []
        if not self.is_loopback and not tokens:
            message = f"{self.host} can be reached from other machines, and nobody would be asked who they are"
            hint = "make a token with `recheck token add NAME --role screener`, and start with --tokens FILE"
            found.append(Problem("no-authentication", message, suggestion=hint))
        if not self.is_loopback and not (self.certificate or self.behind_proxy):
            message = f"tokens and facts would travel to {self.host} in the clear"
            hint = "give --certificate FILE --key FILE, or say --behind-proxy where a proxy brings TLS"
            found.append(Problem("no-tls", message, suggestion=hint))
        if not self.is_loopback and not self.hosts and self.host in ("0.0.0.0", "::"):
            message = "under which name the service is called is not said"
            found.append(Problem("no-host-name", message, suggestion="give --host-name NAME, once for each name"))
        if (self.certificate is None) != (self.key is None):
            found.append(Problem("half-a-certificate", "a certificate and its key go together"))
        return found


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
