import { Peer, WebSocketTransport, type ProtooRequest, type ProtooResponse } from 'protoo-client';
import type { TrafficLog } from '../traffic/trafficLog';
import { observeNative } from '../traffic/nativeTraffic';
import { ended, refused, refusedSilently, unreachable, type ClosedReason } from './closedReason';
import type { WebSocketObserver } from './observedWebSocket';
import { ProtooError } from './protooError';
import {
  queryOf,
  retries,
  type Address,
  type ConnectionState,
  type NotificationHandler,
  type RequestHandler,
  type RoomConnection,
} from './roomConnection';
import { askServerHealth, healthInWords } from './serverHealth';

/** Connects with protoo's own client, unmodified. */
export class NativeConnection implements RoomConnection {
  readonly transport = 'native';
  readonly #address: Address;
  readonly #traffic: TrafficLog;
  readonly #notificationHandlers = new Map<string, NotificationHandler>();
  readonly #requestHandlers = new Map<string, RequestHandler>();
  #listener: (state: ConnectionState) => void = () => {};
  #peer: Peer | undefined;
  readonly #pending = new Set<(error: ProtooError) => void>();
  #isOpen = false;
  #wasOpen = false;
  #isClosed = false;
  #attempts = 0;
  #why: string | undefined;
  #closing: { code: number; reason: string } = { code: 0, reason: '' };

  constructor(address: Address, traffic: TrafficLog) {
    this.#address = address;
    this.#traffic = traffic;
  }

  open(): void {
    const url = new URL(`/protoo?${queryOf(this.#address)}`, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const traffic = observeNative(this.#traffic);
    const observer: WebSocketObserver = {
      ...traffic,
      closed: (code, reason) => {
        this.#closing = { code, reason };
        traffic.closed(code, reason);
      },
    };
    this.#listener({ kind: 'connecting', attempt: 1 });
    const peer = new Peer(
      new WebSocketTransport(url.href, {
        retry: { retries: retries.count, factor: 2, minTimeout: retries.minimum, maxTimeout: retries.maximum },
        clientConfig: observer as object,
      }),
    );
    this.#peer = peer;
    peer.on('open', () => {
      this.#isOpen = this.#wasOpen = true;
      this.#why = undefined;
      this.#listener({ kind: 'open' });
    });
    peer.on('failed', (attempt) => void this.#onFailed(attempt));
    peer.on('disconnected', () => {
      this.#onLost();
      this.#listener({ kind: 'reconnecting', attempt: 1 });
    });
    peer.on('close', () => {
      this.#onLost();
      this.#end(this.#reasonOfClosing());
    });
    peer.on('notification', ({ method, data }) => this.#notificationHandlers.get(method)?.(data));
    peer.on('request', (request, accept, reject) => void this.#answer(request, accept, reject));
  }

  close(): void {
    this.#isClosed = true;
    this.#peer?.close();
  }

  // A WebSocket that is closing takes messages silently, and protoo-client waits for answers until they time out.
  async request<T>(method: string, data?: unknown): Promise<T> {
    if (!this.#isOpen) {
      throw noConnection();
    }

    const lost = Promise.withResolvers<never>();
    this.#pending.add(lost.reject);
    try {
      return await Promise.race([this.#peer!.request(method, data) as Promise<T>, lost.promise]);
    } catch (error) {
      throw toProtooError(error);
    } finally {
      this.#pending.delete(lost.reject);
    }
  }

  notify(method: string, data?: unknown): void {
    if (this.#isOpen) {
      this.#peer!.notify(method, data).catch(() => {});
    }
  }

  onState(listener: (state: ConnectionState) => void): void {
    this.#listener = listener;
  }

  onNotification(method: string, handler: NotificationHandler): void {
    this.#notificationHandlers.set(method, handler);
  }

  onRequest(method: string, handler: RequestHandler): void {
    this.#requestHandlers.set(method, handler);
  }

  async #answer(request: ProtooRequest, accept: (data?: ProtooResponse) => void, reject: (code: number, reason: string) => void): Promise<void> {
    const handler = this.#requestHandlers.get(request.method);
    if (!handler) {
      reject(404, `There is no method '${request.method}'.`);
      return;
    }

    try {
      // The type of accept says that it takes the response, but it takes the response's data.
      accept((await handler(request.data)) as ProtooResponse);
    } catch (error) {
      const { code, message } = ProtooError.of(error);
      reject(code, message);
    }
  }

  async #onFailed(attempt: number): Promise<void> {
    this.#attempts = attempt;
    const next = { kind: this.#wasOpen ? 'reconnecting' : 'connecting', attempt: attempt + 1 } as const;
    this.#listener({ ...next, why: this.#why });
    const health = await askServerHealth();
    if (this.#isClosed || attempt !== this.#attempts) {
      return;
    }

    this.#why = healthInWords[health];

    // A refusal looks like a network failure, but a healthy server that refuses twice means it.
    if (health === 'ready' && attempt > 1 && !this.#wasOpen) {
      this.#end(refusedSilently());
      this.#peer?.close();
      return;
    }

    this.#listener({ ...next, why: this.#why });
  }

  #onLost(): void {
    this.#isOpen = false;
    for (const reject of this.#pending) {
      reject(noConnection());
    }
  }

  #reasonOfClosing(): ClosedReason {
    if (this.#closing.code !== 4000) {
      return unreachable(this.#attempts, this.#why);
    }

    // With RejectAfterUpgrade, the reason has the form "409 Conflict".
    const match = /^(\d{3,}) (.*)$/s.exec(this.#closing.reason);
    return match ? refused(Number(match[1]), match[2]!) : ended();
  }

  #end(reason: ClosedReason): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#listener({ kind: 'closed', reason });
    }
  }
}

function toProtooError(error: unknown): ProtooError {
  if (error instanceof ProtooError) {
    return error;
  }

  // protoo-client's own errors have no code.
  const { code, message } = error as { code?: unknown; message: string };
  return typeof code === 'number' ? new ProtooError(code, message) : message === 'request timeout' ? new ProtooError(408, message) : noConnection();
}

function noConnection(): ProtooError {
  return new ProtooError(503, 'There is no connection.');
}
