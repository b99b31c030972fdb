"""The milestones as the documentation describes them, in plain Python."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(frozen=True)
class Activity:
    """A session of a user, by number; deleted ones do not count."""

    user: int
    completed_at: datetime
    activity_type: str
    deleted: bool = False


@dataclass(frozen=True)
class Config:
    """What an organisation, or the default, says of milestones; None: as the default."""

    enabled: bool = True
    thresholds: tuple[int, ...] | None = None
    activity_types: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Organisation:
    """An organisation and its members, by number."""

    members: frozenset[int] = frozenset()
    config: Config | None = None
    deleted: bool = False


@dataclass(frozen=True)
class World:
    """Everything that milestones depend on. `recorded` holds user, year and threshold."""

    users: int
    activities: tuple[Activity, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    default: Config = field(default_factory=lambda: Config(thresholds=(50, 100, 200)))
    opted_out: frozenset[int] = frozenset()
    deleted_users: frozenset[int] = frozenset()
    recorded: frozenset[tuple[int, int, int]] = frozenset()


#: Organisation by number (None: the default), year, threshold, number of sessions.
Milestone = tuple[int | None, int, int, int]


def effective(own: Config | None, default: Config) -> Config:
    """Return what holds: what an organisation leaves open is as in the default."""
    if own is None:
        return default
    return Config(
        own.enabled,
        own.thresholds or default.thresholds,
        own.activity_types or default.activity_types,
    )


def sessions(
    activities: Sequence[Activity], user: int, now: datetime, types: Collection[str] | None
) -> int:
    """Count what a user has done in the UTC year of an instant, up to it."""
    year = now.astimezone(UTC).year
    return sum(
        not a.deleted
        and a.user == user
        and a.completed_at <= now
        and a.completed_at.astimezone(UTC).year == year
        and (types is None or a.activity_type in types)
        for a in activities
    )


def milestones(world: World, user: int, now: datetime) -> list[Milestone]:
    """Return what a user has reached and was not told, ascending."""
    if user in world.opted_out | world.deleted_users:
        return []
    year = now.astimezone(UTC).year
    theirs: list[int | None] = [
        number
        for number, organisation in enumerate(world.organisations)
        if user in organisation.members and not organisation.deleted
    ]
    reached: dict[int, Milestone] = {}
    for number in theirs or [None]:
        own = None if number is None else world.organisations[number].config
        config = effective(own, world.default)
        count = sessions(world.activities, user, now, config.activity_types)
        for threshold in config.thresholds or ():
            if not config.enabled or count < threshold:
                break
            if (user, year, threshold) not in world.recorded:
                reached.setdefault(threshold, (number, year, threshold, count))
    return [reached[threshold] for threshold in sorted(reached)]
