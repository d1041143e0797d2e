'use strict';

// A peer of protoo-client 2, 3 or 4.
module.exports = class ProtooClient
{
  constructor({ library, url, retry, answers }, report)
  {
    const { Peer, WebSocketTransport } = require(library);
    this.peer = new Peer(new WebSocketTransport(url, { retry }));
    this.throws = library === 'protoo-client-4';
    this.peer.on('open', () => report({ event: 'open' }));
    this.peer.on('failed', (attempt) => report({ event: 'failed', detail: String(attempt) }));
    this.peer.on('disconnected', () => report({ event: 'disconnected' }));
    this.peer.on('close', () => report({ event: 'close' }));
    this.peer.on('notification', ({ method, data }) => report({ message: 'notification', method, data }));
    this.peer.on('request', ({ method, data }, accept, reject) =>
    {
      report({ message: 'request', method, data });
      this.answer(answers[method] ?? {}, data, accept, reject);
    });
  }

  // Version 4 has a word of its own for requests, and 2 has no notifications.
  request(method, data)
  {
    return this.peer.request ? this.peer.request(method, data) : this.peer.send(method, data);
  }

  notify(method, data)
  {
    return this.peer.notify(method, data);
  }

  close()
  {
    this.peer.close();
  }

  answer(answer, data, accept, reject)
  {
    switch (answer.do)
    {
      case 'accept':
        return accept(answer.data);
      case 'echo':
        return accept(data);
      case 'reject':
        return reject(answer.code, answer.reason);
      case 'throw':
        return this.fail(new Error(answer.reason), reject);
      default:
        return undefined;
    }
  }

  // Only version 4 answers for a handler that throws; with the others an app passes the error on itself.
  fail(error, reject)
  {
    if (this.throws)
      throw error;

    reject(error);
  }
};
