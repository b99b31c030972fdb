// A bridge as one would write it first: each row sends a message, one connection listens, and who
// is connected gets it. Nothing is kept. The database is that of PGHOST, PGUSER, PGDATABASE.
'use strict';

const { Client } = require('pg');
const { WebSocketServer } = require('ws');

const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
const sockets = new Map();

function connect(socket, request) {
  const user = new URL(request.url, 'http://localhost').searchParams.get('user_id');
  if (!sockets.has(user)) sockets.set(user, new Set());
  sockets.get(user).add(socket);
  socket.on('close', () => {
    sockets.get(user).delete(socket);
    if (sockets.get(user).size === 0) sockets.delete(user);
  });
  socket.send(JSON.stringify({ type: 'initial_state' }));
}

function deliver(message) {
  const event = JSON.parse(message.payload);
  const text = JSON.stringify({ type: 'realtime_event', event });
  for (const socket of sockets.get(event.user_id) ?? []) socket.send(text);
}

async function main() {
  const database = new Client();
  database.on('notification', deliver);
  await database.connect();
  await database.query('LISTEN naive_bridge');
  const server = new WebSocketServer({ host: '127.0.0.1', port, perMessageDeflate: false });
  server.on('connection', connect);
  server.on('listening', () => console.log(`Listening on http://127.0.0.1:${port}`));
}

main();
