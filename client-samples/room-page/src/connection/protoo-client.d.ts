// What the page uses of protoo-client, which comes without types.

import type { WebSocketObserver } from './observedWebSocket';

export interface ProtooRequest {
  method: string;
  data: unknown;
}

export class WebSocketTransport {
  constructor(
    url: string,
    options: {
      retry: { retries: number; factor: number; minTimeout: number; maxTimeout: number };
      clientConfig: WebSocketObserver;
    },
  );
}

export class Peer {
  constructor(transport: WebSocketTransport);
  close(): void;
  request(method: string, data?: unknown): Promise<unknown>;
  notify(method: string, data?: unknown): Promise<void>;
  on(event: 'open' | 'disconnected' | 'close', listener: () => void): void;
  on(event: 'failed', listener: (attempt: number) => void): void;
  on(event: 'notification', listener: (notification: ProtooRequest) => void): void;
  on(
    event: 'request',
    listener: (request: ProtooRequest, accept: (data?: unknown) => void, reject: (code: number, reason: string) => void) => void,
  ): void;
}
