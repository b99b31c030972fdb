"""The thin runner of pgmomentum: installs the SQL, calls it, and draws what it answers."""

__version__ = "0.1.0"
