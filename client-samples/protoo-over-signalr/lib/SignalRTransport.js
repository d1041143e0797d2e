'use strict';

const { EventEmitter } = require('events');
const retry = require('retry');
const { HubConnectionBuilder, LogLevel } = require('@microsoft/signalr');
const ProtooHubProtocol = require('./ProtooHubProtocol');

// The defaults of protoo-client.
const RETRY = { retries: 10, factor: 2, minTimeout: 1000, maxTimeout: 8000 };

// SignalR's client never finishes starting if an event stream ends just as it opens.
const START_TIMEOUT = 20_000;

const CLOSE_TIMEOUT = 2_000;

/**
 * A transport for protoo-client's Peer over SignalR. It emits what WebSocketTransport does:
 *
 *   open                       the hub has accepted the client
 *   failed (currentAttempt)    an attempt has failed; another attempt or close follows
 *   disconnected               the connection is lost; the transport reconnects
 *   close                      closed permanently: here, by the server, or after the last attempt
 *   message (message)          a protoo request, response or notification
 */
module.exports = class SignalRTransport extends EventEmitter
{
  /**
   * @param {string} url - The URL of the hub. An app that moves from WebSocketTransport may keep the scheme.
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

  // Does not wait for the network: over server-sent events, an answer may arrive before the POST of its request has returned, and Peer is
  // ready for it only after send() has returned.
  async send(message)
  {
    if (this._closed)
      throw new Error('transport closed');

    if (!this._attempt.isOpen)
      throw new Error('transport not connected');

    // The app may answer a request from a connection that is gone.
    if (!message.response || this._attempt.protocol.awaits(message))
      this._write(this._attempt, message);
  }

  // Runs from the first attempt until a connection is lost, and then starts again.
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

  // A SignalR connection starts before the hub has decided on it, but the hub answers requests only after that. A request also detects that
  // the connection was lost while it started, which SignalR's client may not notice.
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
    // Throws if the message cannot be written as JSON.
    attempt.connection.send(ProtooHubProtocol.TARGET, message)
      .catch((error) => this._onWriteFailed(attempt, message, error));
  }

  _onWriteFailed(attempt, message, error)
  {
    if (message === ProtooHubProtocol.KNOCK)
      this._lose(attempt, true);
    else
      setTimeout(() => attempt.protocol.fail(message, error)); // Peer waits for an answer only after send() has returned.
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

      // The app may have closed the transport just now.
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

  // When SignalR's client stops, it drops what it has not sent yet, and its server drops what it has not read.
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
      // An error in a listener must not stop what is under way here.
      console.error(error);
    }
  }
};
