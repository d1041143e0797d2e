'use strict';

const { JsonHubProtocol, MessageType } = require('@microsoft/signalr');
const HubCall = require('./HubCall');
const HubMethods = require('./HubMethods');
const { toCodeAndReason, toText } = require('./hubErrors');

// No hub has a method of this name, so that every hub answers the same: that there is none.
const KNOCK = { request: true, method: 'protoo: may I come in?' };
const FAREWELL = { request: true, method: 'protoo: did you get all?' };

// Of all connections: the answer to what was asked over one that is gone must not be taken for another.
let lastId = 0;

/**
 * SignalR's JSON protocol, with protoo messages on the side of the client. HubConnection knows handlers by their method only; so
 * invocations and their answers pass it by, both ways, and it keeps the rest: handshake, pings, close.
 *
 *   protoo                       SignalR
 *   request, notification   -->  Invocation, with and without invocation id
 *   response                <--  Completion
 *   request, notification   <--  Invocation, with and without invocation id
 *   response                -->  Completion
 */
module.exports = class ProtooHubProtocol
{
  /** What HubConnection.send is to be called with, before the message. */
  static TARGET = 'protoo';

  /** A request that is answered when the hub has let the client in. */
  static KNOCK = KNOCK;

  /** A request that is answered when the hub has read all that was sent before. */
  static FAREWELL = FAREWELL;

  /**
   * @param {object} events
   * @param {() => void} events.onHeard - The hub has said something.
   * @param {(message: object) => void} events.onMessage - There is a protoo message.
   * @param {() => void} events.onFarewell - FAREWELL is answered.
   * @param {(call: HubCall) => void} events.onRepeat - A call is to be sent again, in another form.
   * @param {(mayComeBack: boolean) => void} events.onClose - The server closes the connection.
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

  /** A message was written, but could not be sent. */
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
    // protoo's data is one value, which several arguments are as an array.
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
