/** Observes what passes through a WebSocket. */
export interface WebSocketObserver {
  sent(text: string): void;
  received(text: string): void;
  opened(): void;
  closed(code: number, reason: string): void;
}

/**
 * The browser's WebSocket, with an observer. It has the name and the parameters that protoo-client knows from the package `websocket`; the
 * observer is passed as `clientConfig`, the only option without a meaning in a browser.
 */
export class w3cwebsocket extends WebSocket {
  readonly #observer: WebSocketObserver | undefined;

  constructor(
    url: string,
    protocols: string,
    _origin?: unknown,
    _headers?: unknown,
    _requestOptions?: unknown,
    observer?: WebSocketObserver,
  ) {
    super(url, protocols);
    this.#observer = observer;
    if (observer) {
      // These listeners run before those of protoo-client, so that a message is seen before its effects.
      this.addEventListener('open', () => observer.opened());
      this.addEventListener('close', (event) => observer.closed(event.code, event.reason));
      this.addEventListener('message', (event) => observer.received(String(event.data)));
    }
  }

  override send(data: string): void {
    super.send(data);
    this.#observer?.sent(data);
  }
}
