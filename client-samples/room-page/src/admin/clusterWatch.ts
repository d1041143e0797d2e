import { Signal } from '../signal';
import type { AdminApi } from './api/adminApi';
import { ApiError, messageOf } from './api/apiError';
import type { Cluster, RoomDetails, RoomSummary } from './api/model';
import { Poller } from './poller';

export interface Trouble {
  /** Whether the server itself is out of reach. */
  isUnreachable: boolean;
  since: Date;
  reason: string;
}

/** Keeps asking the server how things are. */
export class ClusterWatch {
  readonly clusterSeen = new Signal<Cluster>();
  readonly roomsSeen = new Signal<RoomSummary[]>();
  readonly roomSeen = new Signal<RoomDetails>();
  /** The watched room does not exist; the value says so. */
  readonly roomMissed = new Signal<string>();
  /** What is wrong now; null as soon as nothing is. */
  readonly troubleChanged = new Signal<Trouble | null>();
  /** The server does not let us in any more. */
  readonly refused = new Signal<ApiError>();
  readonly #api: AdminApi;
  readonly #poller: Poller;
  #roomId: string | null = null;
  #trouble: Trouble | null = null;

  constructor(api: AdminApi) {
    this.#api = api;
    this.#poller = new Poller(() => this.#poll());
  }

  /** Also watches a room, or none. */
  watchRoom(roomId: string | null): void {
    this.#roomId = roomId;
    this.#poller.hurry();
  }

  /** Asks at once, because something was done. */
  refresh(): void {
    this.#poller.hurry();
  }

  close(): void {
    this.#poller.stop();
  }

  async #poll(): Promise<void> {
    try {
      // One call first: each call with a key that is no longer good counts as a try to guess it.
      this.clusterSeen.emit(await this.#api.getCluster());
    } catch (error) {
      this.#onClusterFailed(error);
      return;
    }

    const [rooms, room] = await Promise.allSettled([this.#api.getRooms().then((seen) => this.roomsSeen.emit(seen)), this.#pollRoom()]);
    const failed = [rooms, room].find((result) => result.status === 'rejected');
    this.#setTrouble(failed && messageOf(failed.reason), false);
  }

  async #pollRoom(): Promise<void> {
    const roomId = this.#roomId;
    if (roomId === null) {
      return;
    }

    try {
      const room = await this.#api.getRoom(roomId);
      if (roomId === this.#roomId) {
        this.roomSeen.emit(room);
      }
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        throw error;
      }

      if (roomId === this.#roomId) {
        this.roomMissed.emit(error.message);
      }
    }
  }

  #onClusterFailed(error: unknown): void {
    if (error instanceof ApiError && [401, 403, 404].includes(error.status)) {
      this.close();
      this.refused.emit(error);
    } else {
      this.#setTrouble(messageOf(error), true);
    }
  }

  #setTrouble(reason: string | undefined, isUnreachable: boolean): void {
    const before = this.#trouble;
    if (reason === before?.reason && isUnreachable === before?.isUnreachable) {
      return;
    }

    const isSame = before?.isUnreachable === isUnreachable;
    this.#trouble = reason === undefined ? null : { reason, isUnreachable, since: isSame ? before.since : new Date() };
    if (this.#trouble !== before) {
      this.troubleChanged.emit(this.#trouble);
    }
  }
}
