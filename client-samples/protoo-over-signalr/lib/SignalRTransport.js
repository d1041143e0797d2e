'use strict';

const { EventEmitter } = require('events');
const retry = require('retry');
const { HubConnectionBuilder, LogLevel } = require('@microsoft/signalr');
const ProtooHubProtocol = require('./ProtooHubProtocol');

// Those of protoo-client.
const RETRY = { retries: 10, factor: 2, minTimeout: 1000, maxTimeout: 8000 };

// The start of SignalR's client never ends when an event stream ends just as it opens.
const START_TIMEOUT = 20_000;

const CLOSE_TIMEOUT = 2_000;

/**
 * A transport for protoo-client's Peer over SignalR. It emits what WebSocketTransport does:
 *
 *   open                       the hub has let us in
 *   failed (currentAttempt)    an attempt has failed; the next one follows, or close
 *   disconnected               the connection is lost, and will be tried again
 *   close                      for good: closed here or by the server, or no attempt is left
 *   message (message)          a protoo request, response or notification
 */
module.exports = class SignalRTransport extends EventEmitter
{
  /**
   * @param {string} url - The hub. An app that comes from WebSocketTransport may leave the scheme as it is.
   * @param {import('..').SignalRTransportOptions} [options]
   */
  constructor(url, options = {})
  {
    super();
    this.setMaxListeners(Infinity);
    this._url = url.replace(/^ws/, 'http');
    this._options = options;
    this._closed = false;
    this._attempt = null;
    this._run();
  }

  get closed()
  {
    return this._closed;
  }

  close()
  {
    if (this._closed)
      return;

    this._end();
    this._operation.stop();
    this._leave(this._attempt);
  }

  // It does not wait for the network: over server-sent events an answer may be here before the POST of its request has returned,
  // and Peer is ready for it only when this is over.
  async send(message)
  {
    if (this._closed)
      throw new Error('transport closed');

    if (!this._attempt.isOpen)
      throw new Error('transport not connected');

    // The app may answer what it was asked over a connection that is gone.
    if (!message.response || this._attempt.protocol.awaits(message))
      this._write(this._attempt, message);
  }

  // From the first attempt until a connection is lost, after which it starts again.
  _run()
  {
    this._operation = retry.operation(this._options.retry || RETRY);
    this._operation.attempt((currentAttempt) => this._connect(currentAttempt));
  }

  _connect(number)
  {
    const attempt = { number, isOpen: false, isOver: false, stop: () => attempt.connection.stop().catch(() => {}) };
    attempt.protocol = new ProtooHubProtocol(
      {
        onHeard: () => this._open(attempt),
        onMessage: (message) => this._receive(attempt, message),
        onFarewell: attempt.stop,
        onRepeat: (call) => this._write(attempt, call),
        onClose: (mayComeBack) => this._lose(attempt, mayComeBack),
      });
    attempt.connection = new HubConnectionBuilder()
      .withUrl(this._url, this._options)
      .withHubProtocol(attempt.protocol)
      .configureLogging(this._options.logger ?? LogLevel.None)
      .build();
    attempt.connection.onclose(() => this._lose(attempt, true));
    attempt.timer = setTimeout(() => this._lose(attempt, true), this._options.startTimeout ?? START_TIMEOUT);
    this._attempt = attempt;
    attempt.connection.start().then(() => this._knock(attempt), () => this._lose(attempt, true));
  }

  // A SignalR connection has started before the hub has decided on it. What it is asked, it answers only after that. It also shows
  // when the connection was lost while it started, of which SignalR's client may take no notice.
  _knock(attempt)
  {
    if (!attempt.isOver)
      this._write(attempt, ProtooHubProtocol.KNOCK);
  }

  _open(attempt)
  {
    if (attempt.isOpen || attempt.isOver)
      return;

    clearTimeout(attempt.timer);
    attempt.isOpen = true;
    this._emit('open');
  }

  _receive(attempt, message)
  {
    if (!attempt.isOver)
      this._emit('message', message);
  }

  _write(attempt, message)
  {
    // What cannot be written as JSON throws here.
    attempt.connection.send(ProtooHubProtocol.TARGET, message)
      .catch((error) => this._onWriteFailed(attempt, message, error));
  }

  _onWriteFailed(attempt, message, error)
  {
    if (message === ProtooHubProtocol.KNOCK)
      this._lose(attempt, true);
    else
      setTimeout(() => attempt.protocol.fail(message, error)); // Peer waits for an answer only when send() is over.
  }

  _lose(attempt, mayComeBack)
  {
    if (attempt.isOver)
      return;

    this._abandon(attempt);
    if (!mayComeBack)
    {
      this._end();
    }
    else if (attempt.isOpen)
    {
      this._operation.stop();
      this._emit('disconnected');

      // The app may have closed it just now.
      if (!this._closed)
        this._run();
    }
    else
    {
      this._emit('failed', attempt.number);
      if (!this._closed && !this._operation.retry(new Error('failed')))
        this._end();
    }
  }

  // SignalR's client drops what is not on its way yet when it stops, and its server what it has not read.
  _leave(attempt)
  {
    if (!attempt.isOpen)
    {
      this._abandon(attempt);
      return;
    }

    attempt.isOver = true;
    this._write(attempt, ProtooHubProtocol.FAREWELL);
    attempt.timer = setTimeout(attempt.stop, this._options.closeTimeout ?? CLOSE_TIMEOUT);
    attempt.connection.onclose(() => clearTimeout(attempt.timer));
  }

  _abandon(attempt)
  {
    clearTimeout(attempt.timer);
    attempt.isOver = true;
    attempt.stop();
  }

  _end()
  {
    this._closed = true;
    this._emit('close');
  }

  _emit(event, ...args)
  {
    try
    {
      this.emit(event, ...args);
    }
    catch (error)
    {
      // That of a listener must not stop what is under way here.
      console.error(error);
    }
  }
};
