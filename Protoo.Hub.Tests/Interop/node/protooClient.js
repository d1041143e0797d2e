'use strict';

const { HttpTransportType } = require('@microsoft/signalr');

// Less than tests wait for: SignalR's client often fails to start where servers come and go this fast.
const START_TIMEOUT = 5000;

// More than tests wait for.
const CLOSE_TIMEOUT = 60_000;

// A peer of protoo-client 2, 3 or 4, or of 4 over SignalR.
module.exports = class ProtooClient
{
  constructor({ library, transport, url, retry, token, answers }, report)
  {
    this.throws = library !== 'protoo-client-2' && library !== 'protoo-client-3';
    this.peer = ProtooClient.createPeer({ library, transport, url, retry, token });
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

  static createPeer({ library, transport, url, retry, token })
  {
    if (library === 'protoo-over-signalr')
    {
      const { Peer } = require('protoo-client-4');
      const { SignalRTransport } = require('../../../client-samples/protoo-over-signalr');
      return new Peer(new SignalRTransport(url, {
        transport: HttpTransportType[transport],
        accessTokenFactory: token ? () => token : undefined,
        startTimeout: START_TIMEOUT,
        closeTimeout: CLOSE_TIMEOUT,
        retry,
      }));
    }

    const { Peer, WebSocketTransport } = require(library);
    return new Peer(new WebSocketTransport(url, { retry }));
  }

  // Version 2 has send instead of request, and no notifications.
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

  // Only version 4 answers if a handler throws; with older versions, an app passes the error on itself.
  fail(error, reject)
  {
    if (this.throws)
      throw error;

    reject(error);
  }
};
