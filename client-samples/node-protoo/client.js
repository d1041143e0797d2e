'use strict';

const { Peer, WebSocketTransport } = require('protoo-client');

const once = process.argv.includes('--once');
const [server = 'http://localhost:5000', roomId = 'demo', peerId = 'node-protoo'] = process.argv.slice(2).filter((arg) => arg !== '--once');

const url = new URL(`/protoo?${new URLSearchParams({ roomId, peerId })}`, server);
const peer = new Peer(new WebSocketTransport(url.href.replace(/^http/, 'ws')));

// Called when the connection opens for the first time, and whenever it is back after it was lost.
peer.on('open', () => join().catch((error) => console.log('cannot join:', error.message)));

async function join()
{
  const { peers } = await peer.request('getPeers');
  console.log(`${peerId} is in ${roomId} with:`, peers.map((entry) => entry.peerId).join(', '));

  // Notifies all others at once.
  await peer.notify('notify', { method: 'chat', data: { text: `Hello from ${peerId}` } });

  // Asks them one by one.
  for (const other of peers.filter((entry) => entry.peerId !== peerId))
    await ask(other.peerId);
}

async function ask(other)
{
  try
  {
    const { text } = await peer.request('request', { peerId: other, method: 'ping' });
    console.log(`${other} answers: ${text}`);
  }
  catch (error)
  {
    console.log(`${other} does not answer: ${error.code} ${error.message}`);
  }
}

peer.on('notification', ({ method, data }) =>
{
  switch (method)
  {
    case 'newPeer':
      console.log(`${data.peerId} has come`);
      break;
    case 'peerClosed':
      console.log(`${data.peerId} has left`);
      break;
    case 'chat':
      console.log(`${data.peerId} says: ${data.data.text}`);
      if (once)
        peer.close();
      break;
  }
});

// Answers what another peer sends with "request".
peer.on('request', ({ method, data }, accept, reject) =>
{
  console.log(`${data.peerId} asks: ${method}`);
  if (method === 'ping')
    accept({ text: `pong from ${peerId}` });
  else
    reject(403, `${method}? Not today.`);
});

peer.on('failed', (attempt) => console.log(`attempt ${attempt} has failed`));
peer.on('disconnected', () => console.log('disconnected, trying again'));
peer.on('close', () => console.log('closed'));
