// The original protoo-server with the methods that the benchmarks call. Usage: node --expose-gc server.mjs <port> [announce]
// GET /collect collects all garbage and answers with the bytes that are left.
import http from 'node:http';
import protoo from 'protoo-server';

const announces = process.argv[3] === 'announce';
const rooms = new Map();
const httpServer = http.createServer((request, response) => {
  if (request.url !== '/collect') {
    response.writeHead(404).end();
    return;
  }

  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  response.end(`${heapUsed + external}`);
});
const webSocketServer = new protoo.WebSocketServer(httpServer, {
  maxReceivedFrameSize: 960000,
  maxReceivedMessageSize: 960000,
  fragmentOutgoingMessages: true,
  fragmentationThreshold: 960000,
});

webSocketServer.on('connectionrequest', (info, accept, reject) => {
  const { searchParams } = new URL(info.request.url, 'http://localhost');
  const roomId = searchParams.get('roomId');
  const peerId = searchParams.get('peerId');
  if (!roomId || !peerId) {
    reject(400, 'roomId and peerId must be given');
    return;
  }

  const room = getRoom(roomId);
  const peer = room.createPeer(peerId, accept());
  if (announces) {
    tellOthers(room, peer, 'newPeer', { peerId, data: {} });
  }

  peer.on('request', (request, acceptRequest, rejectRequest) => {
    switch (request.method) {
      case 'echo':
        acceptRequest(request.data);
        break;
      case 'notify':
        tellOthers(room, peer, request.data.method, { peerId, data: request.data.data });
        acceptRequest({});
        break;
      default:
        rejectRequest(404, `no method '${request.method}'`);
    }
  });
  peer.on('close', () => {
    if (announces) {
      tellOthers(room, peer, 'peerClosed', { peerId });
    }

    if (room.peers.length === 0) {
      rooms.delete(roomId);
    }
  });
});

httpServer.listen(Number(process.argv[2]), '127.0.0.1');

function getRoom(roomId) {
  let room = rooms.get(roomId);
  if (!room) {
    room = new protoo.Room();
    rooms.set(roomId, room);
  }

  return room;
}

function tellOthers(room, sender, method, data) {
  for (const peer of room.peers) {
    if (peer !== sender) {
      // It is not an error if a peer is about to leave.
      peer.notify(method, data).catch(() => {});
    }
  }
}
