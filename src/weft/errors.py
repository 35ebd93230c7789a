"""The one exception that a user is meant to read."""


class WeftError(Exception):
    """Something the user can mend: its message is one line that says what, where, and what to do.

    The command line prints it as ``weft: error: <message>`` and exits with status 1.
    """
