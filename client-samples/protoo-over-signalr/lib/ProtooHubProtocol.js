'use strict';

const { JsonHubProtocol, MessageType } = require('@microsoft/signalr');
const HubCall = require('./HubCall');
const HubMethods = require('./HubMethods');
const { toCodeAndReason, toText } = require('./hubErrors');

// No hub has methods with these names, so every hub answers that there is no such method.
const KNOCK = { request: true, method: 'protoo: may I come in?' };
const FAREWELL = { request: true, method: 'protoo: did you get all?' };

// Shared by all connections: an answer to a request from a lost connection must not be taken for another one.
let lastId = 0;

/**
 * SignalR's JSON protocol, with protoo messages on the client's side. HubConnection finds handlers only by method, so invocations and their
 * answers bypass it in both directions. It keeps the rest: handshake, pings, and close.
 *
 *   protoo                       SignalR
 *   request, notification   -->  Invocation, with and without invocation id
 *   response                <--  Completion
 *   request, notification   <--  Invocation, with and without invocation id
 *   response                -->  Completion
 */
module.exports = class ProtooHubProtocol
{
  /** The argument that HubConnection.send takes before the message. */
  static TARGET = 'protoo';

  /** A request that the hub answers once it has accepted the client. */
  static KNOCK = KNOCK;

  /** A request that the hub answers once it has read everything sent before. */
  static FAREWELL = FAREWELL;

  /**
   * @param {object} events
   * @param {() => void} events.onHeard - Called when the hub has sent something.
   * @param {(message: object) => void} events.onMessage - Called with a protoo message.
   * @param {() => void} events.onFarewell - Called when FAREWELL is answered.
   * @param {(call: HubCall) => void} events.onRepeat - Called with a call to send again in another form.
   * @param {(mayComeBack: boolean) => void} events.onClose - Called when the server closes the connection.
   */
  constructor(events)
  {
    this._json = new JsonHubProtocol();
    this._methods = new HubMethods();
    this._events = events;
    this._calls = new Map();
    this._asked = new Map();
    this._lastInvocationId = 0;
    this.name = this._json.name;
    this.version = this._json.version;
    this.transferFormat = this._json.transferFormat;
  }

  /** Whether the server waits for this response. */
  awaits(response)
  {
    return this._asked.has(response.id);
  }

  /** Handles a message that was written but could not be sent. */
  fail(message, error)
  {
    const { request, id } = message instanceof HubCall ? message.message : message;
    if (request)
      this._respond(id, String(error));
  }

  parseMessages(input, logger)
  {
    return this._json.parseMessages(input, logger).filter((message) => this._isForConnection(message));
  }

  writeMessage(message)
  {
    if (message.target !== ProtooHubProtocol.TARGET)
      return this._json.writeMessage(message);

    const [ours] = message.arguments;
    return ours.response ? this._writeResponse(ours) : this._writeCall(ours);
  }

  _isForConnection(message)
  {
    switch (message.type)
    {
      case MessageType.Invocation:
        this._events.onHeard();
        this._onInvocation(message);
        return false;
      case MessageType.Completion:
        this._events.onHeard();
        this._onCompletion(message);
        return false;
      case MessageType.Close:
        this._events.onClose(message.allowReconnect === true);
        return true;
      default:
        return true;
    }
  }

  _onInvocation({ target, invocationId, arguments: args })
  {
    // protoo's data is one value, so several arguments become an array.
    const data = (args.length > 1 ? args : args[0]) || {};
    if (invocationId === undefined)
    {
      this._events.onMessage({ notification: true, method: target, data });
      return;
    }

    const id = ++lastId;
    this._asked.set(id, invocationId);
    this._events.onMessage({ request: true, id, method: target, data });
  }

  _onCompletion({ invocationId, error, result })
  {
    const call = this._calls.get(invocationId);
    this._calls.delete(invocationId);
    if (!call || call.message === KNOCK)
      return;

    if (call.message === FAREWELL)
      this._events.onFarewell();
    else if (call.isToRepeat(error))
      this._events.onRepeat(call);
    else if (call.message.request)
      this._respond(call.message.id, call.refusal ?? error, result);
  }

  _respond(id, error, data)
  {
    const answer = error ? { ok: false, ...toCodeAndReason(error) } : { ok: true, data: data || {} };
    this._events.onMessage({ response: true, id, ...answer });
  }

  _writeCall(message)
  {
    const call = message instanceof HubCall ? message : new HubCall(message, this._methods);
    const invocation = { type: MessageType.Invocation, ...call.invocation };
    if (!call.needsAnswer)
      return this._json.writeMessage(invocation);

    const invocationId = String(++this._lastInvocationId);
    const text = this._json.writeMessage({ ...invocation, invocationId });
    this._calls.set(invocationId, call);
    return text;
  }

  _writeResponse({ id, ok, data, errorCode, errorReason })
  {
    const answer = ok ? { result: data || {} } : { error: toText(errorCode, errorReason) };
    const text = this._json.writeMessage({ type: MessageType.Completion, invocationId: this._asked.get(id), ...answer });
    this._asked.delete(id);
    return text;
  }
};
