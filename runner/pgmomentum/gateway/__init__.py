"""The gateway: WebSocket and HTTP for phones and browsers, a thin bridge over the database.

From the outbox to a client: ``events`` is how it tells of them; ``follower`` reads what is new,
once for everyone; ``hub`` knows who is connected and hands each event to the clients of its user;
``session`` is one client, and speaks the protocol, ``stream`` what it is sent of its user;
``outgoing`` is what waits to be sent to it, ``incoming`` bounds what it may send. Beside that:
``database`` runs queries as the user, ``tokens`` says who that is, ``http`` answers what is no
WebSocket, ``pages`` serves the live page, ``server`` puts it all together and ends it in order.
docs/gateway.md has the protocol.
"""
