"""A foreign key violation that is not about the user is told as what it is, at once."""

import psycopg
import pytest

from tests.concurrency.test_calculations import NOON, RECORD, statement
from tests.stored import insert_users

HOST = """
CREATE TABLE public.parent (id integer PRIMARY KEY);
CREATE TABLE public.log (id integer REFERENCES public.parent);
CREATE FUNCTION public.log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
AS 'BEGIN INSERT INTO public.log VALUES (1); RETURN NULL; END';
CREATE TRIGGER log AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION public.log()
"""


def test_scores(db: psycopg.Connection) -> None:
    (user,) = insert_users(db, 1)
    db.execute(HOST.format(table="momentum.daily_engagement_scores").encode())
    db.execute("SET statement_timeout = '10s'")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        db.execute(statement("calculate_score", user).encode())


def test_events(db: psycopg.Connection) -> None:
    (user,) = insert_users(db, 1)
    db.execute(HOST.format(table="momentum.momentum_events").encode())
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        db.execute(RECORD, (user, "chat_message", NOON))
