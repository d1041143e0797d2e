import { Signal } from '../../signal';
import type { AdminApi } from '../api/adminApi';
import { ApiError, messageOf } from '../api/apiError';
import { eventsOf } from '../api/eventStream';
import type { Flow } from '../api/model';

export type TrafficState = { kind: 'stopped'; reason: string } | { kind: 'starting' } | { kind: 'running'; since: Date };

/** Reads the messages of a room while they go through it. */
export class RoomTraffic {
  readonly received = new Signal<Flow>();
  readonly stateChanged = new Signal<TrafficState>();
  /** The server shows no payloads; the value says why. */
  readonly payloadsRefused = new Signal<string>();
  readonly #roomId: string;
  readonly #api: AdminApi;
  #abort: AbortController | undefined;

  constructor(roomId: string, api: AdminApi) {
    this.#roomId = roomId;
    this.#api = api;
  }

  get isOn(): boolean {
    return this.#abort !== undefined;
  }

  /** Starts, or starts anew with payloads or without. */
  start(withPayloads: boolean): void {
    this.#abort?.abort();
    this.#abort = new AbortController();
    void this.#read(withPayloads, this.#abort);
  }

  stop(): void {
    if (this.#abort) {
      this.#end(this.#abort, '');
    }
  }

  async #read(withPayloads: boolean, abort: AbortController): Promise<void> {
    this.stateChanged.emit({ kind: 'starting' });
    try {
      const stream = await this.#open(withPayloads, abort.signal);
      if (this.#abort === abort) {
        this.stateChanged.emit({ kind: 'running', since: new Date() });
      }

      for await (const event of eventsOf(stream)) {
        if (this.#abort !== abort) {
          return;
        }

        this.received.emit(JSON.parse(event) as Flow);
      }

      this.#end(abort, 'The server has ended it, as it does when the room is gone.');
    } catch (error) {
      this.#end(abort, error instanceof ApiError ? messageOf(error) : 'The connection is lost.');
    }
  }

  async #open(withPayloads: boolean, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    try {
      return await this.#api.openTraffic(this.#roomId, withPayloads, signal);
    } catch (error) {
      if (!(withPayloads && error instanceof ApiError && error.status === 403)) {
        throw error;
      }

      if (!signal.aborted) {
        this.payloadsRefused.emit(error.message);
      }

      return await this.#api.openTraffic(this.#roomId, false, signal);
    }
  }

  #end(abort: AbortController, reason: string): void {
    if (this.#abort === abort) {
      this.#abort = undefined;
      abort.abort();
      this.stateChanged.emit({ kind: 'stopped', reason });
    }
  }
}
