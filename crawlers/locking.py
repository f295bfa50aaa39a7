"""A lock on an open file that ends with the process that holds it, so that no kill leaves one behind."""

from typing import IO, Any


def locked(file: IO[Any]) -> bool:
    """Lock a file for this process, where the system can do that; False if another process has it."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
