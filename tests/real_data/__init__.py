"""Tests with activities of real people; see conftest.py."""

from datetime import datetime
from uuid import UUID

#: Id, user, type and instant.
Activity = tuple[UUID, UUID, str, datetime]
