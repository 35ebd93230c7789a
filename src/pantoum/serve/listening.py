"""The socket of a server, bound before anything large is loaded."""

from __future__ import annotations

import errno
import socket

from pantoum.errors import PantoumError

# Connections that wait while all are in use.
BACKLOG = 1024


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Args:
        host: a name or an address.
        port: 0 for any that is free.
    Raises:
        PantoumError: for a host that is not known or not this machine's, and for a port that is in
            use or not for us.
    """
    place = address(host, port)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise PantoumError(
            f"the host is not known ({getattr(error, 'strerror', None) or error})",
            where=place,
            remedy="give an address of this machine to --host, such as 127.0.0.1 or 0.0.0.0",
        ) from error
    family, kind, protocol, _, where = found[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "::"))
        made.bind(where)
        made.listen(BACKLOG)
    except OSError as error:
        made.close()
        raise _not_bound(place, error) from error
    made.setblocking(False)
    return made


def address(host: str, port: int) -> str:
    """A host and a port as they stand in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _not_bound(place: str, error: OSError) -> PantoumError:
    if error.errno == errno.EADDRINUSE:
        return PantoumError(
            "the port is in use",
            where=place,
            remedy="give another one to --port, or 0 for any that is free",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return PantoumError(
            "the port is not for this user",
            where=place,
            remedy="give one above 1023 to --port",
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return PantoumError(
            "the host is no address of this machine",
            where=place,
            remedy="give one to --host, such as 127.0.0.1 or 0.0.0.0",
        )
    return PantoumError(
        f"no socket can be bound there ({error.strerror or error})",
        where=place,
        remedy="give another --host or --port",
    )
