import { HubConnectionBuilder, JsonHubProtocol, LogLevel, type HubConnection } from '@microsoft/signalr';
import type { TrafficLog } from '../traffic/trafficLog';
import { ObservedHubProtocol } from '../traffic/observedHubProtocol';
import { ended, refused, unreachable, type ClosedReason } from './closedReason';
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

/** Connects with plain SignalR: the methods of the room server are hub methods; its notifications and requests are client methods. */
export class SignalRConnection implements RoomConnection {
  readonly transport = 'signalr';
  readonly #hub: HubConnection;
  readonly #traffic: TrafficLog;
  #listener: (state: ConnectionState) => void = () => {};
  #isClosed = false;
  #attempts = 0;
  #why: string | undefined;

  constructor(address: Address, traffic: TrafficLog) {
    this.#traffic = traffic;
    this.#hub = new HubConnectionBuilder()
      .withUrl(`/hub?${queryOf(address)}`)
      .withHubProtocol(new ObservedHubProtocol(new JsonHubProtocol(), traffic))
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => this.#onRetry(previousRetryCount) })
      .configureLogging(LogLevel.None)
      .build();
    this.#hub.onreconnecting(() => {
      traffic.addConnection('connection lost', 'in');
      this.#listener({ kind: 'reconnecting', attempt: 1 });
    });
    this.#hub.onreconnected(() => this.#onOpen());
    this.#hub.onclose((error) => {
      traffic.addConnection('closed', 'in');
      this.#end(this.#reasonOfClosing(error));
    });
  }

  open(): void {
    void this.#start();
  }

  close(): void {
    this.#isClosed = true;
    void this.#hub.stop();
  }

  async request<T>(method: string, data?: unknown): Promise<T> {
    try {
      return (await this.#hub.invoke(method, ...argumentsOf(method, data))) as T;
    } catch (error) {
      throw toProtooError(error);
    }
  }

  notify(method: string, data?: unknown): void {
    this.#hub.send(method, ...argumentsOf(method, data)).catch(() => {});
  }

  onState(listener: (state: ConnectionState) => void): void {
    this.#listener = listener;
  }

  onNotification(method: string, handler: NotificationHandler): void {
    this.#hub.on(method, (data) => handler(data));
  }

  onRequest(method: string, handler: RequestHandler): void {
    this.#hub.on(method, async (data) => {
      try {
        return (await handler(data)) ?? {};
      } catch (error) {
        // In SignalR, an error has no code; the server finds it in the text.
        const { code, message } = ProtooError.of(error);
        throw new Error(`${code}: ${message}`);
      }
    });
  }

  // SignalR reconnects by itself, but only after it was connected once.
  async #start(): Promise<void> {
    for (let attempt = 1; !this.#isClosed; attempt++) {
      this.#attempts = attempt;
      this.#listener({ kind: 'connecting', attempt, why: this.#why });
      try {
        await this.#hub.start();
        this.#onOpen();
        return;
      } catch (error) {
        const { message } = error as Error;
        this.#traffic.addConnection(message, 'in');
        const refusal = findRefusal(message);
        if (refusal) {
          this.#end(refused(refusal.code, refusal.message));
          return;
        }

        this.#why = healthInWords[await askServerHealth()];
        const delay = retries.delay(attempt - 1);
        if (delay === null) {
          this.#end(unreachable(attempt, this.#why));
          return;
        }

        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }

  #onOpen(): void {
    if (!this.#isClosed) {
      this.#traffic.addConnection('open', 'in');
      this.#attempts = 0;
      this.#why = undefined;
      this.#listener({ kind: 'open' });
    }
  }

  #onRetry(previous: number): number | null {
    const delay = retries.delay(previous);
    this.#attempts = previous + 1;
    if (delay !== null) {
      this.#listener({ kind: 'reconnecting', attempt: previous + 1, why: this.#why });
      void askServerHealth().then((health) => {
        this.#why = healthInWords[health];
      });
    }

    return delay;
  }

  #reasonOfClosing(error: Error | undefined): ClosedReason {
    const refusal = error && findRefusal(error.message);
    if (refusal) {
      return refused(refusal.code, refusal.message);
    }

    return this.#attempts > retries.count ? unreachable(this.#attempts, this.#why) : ended();
  }

  #end(reason: ClosedReason): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#listener({ kind: 'closed', reason });
    }
  }
}

// A hub method without parameters takes no arguments.
function argumentsOf(method: string, data: unknown): unknown[] {
  return method === 'getPeers' ? [] : [data ?? {}];
}

// "… ProtooException: 409: Conflict"
function findRefusal(message: string): ProtooError | undefined {
  const match = /ProtooException: (\d{3,}): (.*)$/s.exec(message);
  return match ? new ProtooError(Number(match[1]), match[2]!) : undefined;
}

function toProtooError(error: unknown): ProtooError {
  const message = error instanceof Error ? error.message : String(error);
  return findRefusal(message) ?? (message.includes('connection') ? new ProtooError(503, 'There is no connection.') : new ProtooError(500, message));
}
