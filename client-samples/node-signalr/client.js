'use strict';

const { HubConnectionBuilder, LogLevel } = require('@microsoft/signalr');

const once = process.argv.includes('--once');
const [server = 'http://localhost:5000', roomId = 'demo', peerId = 'node-signalr'] = process.argv.slice(2).filter((arg) => arg !== '--once');

const url = new URL(`/hub?${new URLSearchParams({ roomId, peerId })}`, server);
const connection = new HubConnectionBuilder()
  .withUrl(url.href)
  .withAutomaticReconnect()
  .configureLogging(LogLevel.Error)
  .build();

connection.on('newPeer', (peer) => console.log(`${peer.peerId} has come`));
connection.on('peerClosed', (peer) => console.log(`${peer.peerId} has left`));
connection.on('peerData', () => {}); // SignalR warns about methods without a handler.
connection.on('chat', ({ peerId: from, data }) =>
{
  console.log(`${from} says: ${data.text}`);
  if (once)
    connection.stop();
});

// Answers what another peer sends with "request": with the handler's result, or with an error that has a code and a reason.
connection.on('ping', ({ peerId: from }) =>
{
  console.log(`${from} asks: ping`);
  return { text: `pong from ${peerId}` };
});
connection.on('dance', ({ peerId: from }) =>
{
  console.log(`${from} asks: dance`);
  throw new Error('403: dance? Not today.');
});

async function join()
{
  const { peers } = await connection.invoke('getPeers');
  console.log(`${peerId} is in ${roomId} with:`, peers.map((entry) => entry.peerId).join(', '));

  // Notifies all others at once.
  await connection.send('notify', { method: 'chat', data: { text: `Hello from ${peerId}` } });

  // Asks them one by one.
  for (const other of peers.filter((entry) => entry.peerId !== peerId))
    await ask(other.peerId);
}

async function ask(other)
{
  try
  {
    const { text } = await connection.invoke('request', { peerId: other, method: 'ping' });
    console.log(`${other} answers: ${text}`);
  }
  catch (error)
  {
    console.log(`${other} does not answer: ${error.message}`);
  }
}

connection.onreconnecting(() => console.log('disconnected, trying again'));
connection.onreconnected(() => join().catch((error) => console.log('cannot join:', error.message)));
connection.onclose((error) => console.log('closed', error?.message ?? ''));

connection.start().then(join).catch((error) =>
{
  console.error(error.message);
  process.exitCode = 1;
});
