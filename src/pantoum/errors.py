"""The one exception that a user is meant to read."""


class PantoumError(Exception):
    """Something the user can mend: its message is one line that says what, where, and what to do.

    The command line prints it as ``pantoum: error: <message>`` and exits with status 1.
    """
