import type { IHttpConnectionOptions } from '@microsoft/signalr';

/** protoo-client's options for reconnecting. */
export interface RetryOptions
{
  /** The number of retries after the first attempt; 10 by default. */
  retries?: number;
  /** The factor by which each pause is longer than the one before; 2 by default. */
  factor?: number;
  /** The first pause in milliseconds; 1000 by default. */
  minTimeout?: number;
  /** The longest pause in milliseconds; 8000 by default, or unlimited if other options are set but not this one. */
  maxTimeout?: number;
}

/** SignalR's options (`transport`, `accessTokenFactory`, `headers`, `logger`…), and how to reconnect. */
export interface SignalRTransportOptions extends IHttpConnectionOptions
{
  /** How to reconnect. */
  retry?: RetryOptions;
  /** How long an attempt may take until the hub has accepted the client, in milliseconds; 20000 by default. */
  startTimeout?: number;
  /** How long `close()` waits for the server to read what was sent before, in milliseconds; 2000 by default. */
  closeTimeout?: number;
}

/** Takes the place of protoo-client's `WebSocketTransport`: `new Peer(new SignalRTransport(url, options))`. */
export class SignalRTransport
{
  /** Starts to connect to the URL of the hub; `ws:` and `wss:` are read as `http:` and `https:`. */
  constructor(url: string, options?: SignalRTransportOptions);

  /** Whether the transport is permanently closed. */
  readonly closed: boolean;

  /** Sends a protoo message: a request, response or notification. */
  send(message: object): Promise<void>;

  /** Closes permanently. What was sent before still arrives if the server reads it within `closeTimeout`. */
  close(): void;

  on(event: 'open' | 'disconnected' | 'close', listener: () => void): this;
  on(event: 'failed', listener: (currentAttempt: number) => void): this;
  on(event: 'message', listener: (message: any) => void): this;
  once(event: 'open' | 'disconnected' | 'close', listener: () => void): this;
  once(event: 'failed', listener: (currentAttempt: number) => void): this;
  once(event: 'message', listener: (message: any) => void): this;
  off(event: string, listener: (...args: any[]) => void): this;
}
