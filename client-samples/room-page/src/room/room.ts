import { refused, type ClosedReason } from '../connection/closedReason';
import { ProtooError } from '../connection/protooError';
import type { ConnectionState, RoomConnection } from '../connection/roomConnection';
import { Signal } from '../signal';
import { readPerson, type Person, type PersonData } from './person';

interface PeerEntry {
  peerId: string;
  data: unknown;
}

export type RoomState =
  | { kind: 'joining'; attempt: number; why?: string }
  | { kind: 'joined' }
  | { kind: 'rejoining'; attempt: number; why?: string }
  /** The connection is closed, before or after the room was joined. */
  | { kind: 'closed'; reason: ClosedReason };

// After a restart of the server, not everybody is back at once, and calls go on meanwhile.
const patience = 15_000;

/** Knows who is in the room. A new connection gets the same state as the old one. */
export class Room {
  readonly roomId: string;
  readonly peerId: string;
  readonly connection: RoomConnection;
  readonly stateChanged = new Signal<RoomState>();
  readonly arrived = new Signal<Person>();
  readonly changed = new Signal<Person>();
  readonly left = new Signal<Person>();
  /** The room was entered, for the first time or again; the value is everybody else who is there. */
  readonly entered = new Signal<Person[]>();
  readonly #people = new Map<string, Person>();
  #data: PersonData;
  #hasJoined = false;
  #entry = 0;
  #heardOf = new Set<string>();

  constructor(roomId: string, peerId: string, data: PersonData, connection: RoomConnection) {
    this.roomId = roomId;
    this.peerId = peerId;
    this.connection = connection;
    this.#data = data;
    connection.onState((state) => this.#onState(state));
    connection.onNotification('newPeer', (entry: PeerEntry) => this.#hear(entry.peerId, () => this.#onPeer(entry)));
    connection.onNotification('peerData', (entry: PeerEntry) => this.#hear(entry.peerId, () => this.#onPeer(entry)));
    connection.onNotification('peerClosed', ({ peerId: gone }: { peerId: string }) => this.#hear(gone, () => this.#remove(gone)));
  }

  /** The user, and the others in order of joining. */
  get people(): Person[] {
    return [this.self, ...this.#people.values()];
  }

  get self(): Person {
    return { ...readPerson(this.peerId, this.#data), isSelf: true };
  }

  get hasJoined(): boolean {
    return this.#hasJoined;
  }

  person(peerId: string): Person | undefined {
    return this.#people.get(peerId);
  }

  join(): void {
    this.connection.open();
  }

  leave(): void {
    this.connection.close();
  }

  /** Tells the others what has changed about the user. */
  setData(change: Partial<PersonData>): void {
    this.#data = { ...this.#data, ...change };
    this.changed.emit(this.self);
    // Until then, the data is sent on entering.
    if (this.#hasJoined) {
      this.connection.notify('setData', this.#data);
    }
  }

  /** Sends a notification to others in the room. */
  notify(method: string, data: unknown, to?: string[]): void {
    this.connection.notify('notify', { method, data, to });
  }

  /** Sends a notification to all others in the room. Rejects with a ProtooError if the server does not receive it. */
  async notifyAll(method: string, data: unknown): Promise<void> {
    await this.connection.request('notify', { method, data });
  }

  /** Sends a request to somebody in the room. Rejects with a ProtooError. */
  request<T>(peerId: string, method: string, data: unknown): Promise<T> {
    return this.connection.request<T>('request', { peerId, method, data });
  }

  onNotification(method: string, handler: (from: string, data: any) => void): void {
    this.connection.onNotification(method, ({ peerId, data }: PeerEntry) => handler(peerId, data));
  }

  onRequest(method: string, handler: (from: string, data: any) => unknown): void {
    this.connection.onRequest(method, ({ peerId, data }: PeerEntry) => handler(peerId, data));
  }

  #onState(state: ConnectionState): void {
    switch (state.kind) {
      case 'open':
        void this.#enter();
        break;
      case 'closed':
        this.#entry++;
        this.stateChanged.emit(state);
        break;
      default:
        this.#entry++;
        this.stateChanged.emit({ ...state, kind: this.#hasJoined ? 'rejoining' : 'joining' });
    }
  }

  // Sends its data before it asks for the others: if two enter at once, the later one finds the other's data complete.
  async #enter(): Promise<void> {
    const entry = ++this.#entry;
    const before = new Set(this.#people.keys());
    const told = this.#data;
    try {
      await this.#tellData();
      this.#heardOf.clear();
      const { peers } = await this.connection.request<{ peers: PeerEntry[] }>('getPeers');
      if (entry !== this.#entry) {
        return;
      }

      const others = peers.filter((peer) => peer.peerId !== this.peerId);
      for (const peer of others) {
        before.delete(peer.peerId);

        // Notifications that came while the answer was on its way are newer than the answer.
        if (!this.#heardOf.has(peer.peerId)) {
          this.#onPeer(peer);
        }
      }

      this.#hasJoined = true;
      if (told !== this.#data) {
        this.connection.notify('setData', this.#data);
      }

      this.stateChanged.emit({ kind: 'joined' });
      this.entered.emit(others.flatMap((peer) => this.#people.get(peer.peerId) ?? []));
      this.#awaitReturn([...before]);
    } catch (error) {
      // A connection that closes meanwhile reports that itself, and one that opens again enters again.
      const { code, message } = ProtooError.of(error);
      if (entry === this.#entry && code !== 503) {
        this.connection.close();
        this.stateChanged.emit({ kind: 'closed', reason: refused(code, message) });
      }
    }
  }

  // While the server cannot reach its other instances, it stores no data, but the room is still there.
  async #tellData(): Promise<void> {
    try {
      await this.connection.request('setData', this.#data);
    } catch (error) {
      if (ProtooError.of(error).code !== 503) {
        throw error;
      }
    }
  }

  #hear(peerId: string, apply: () => void): void {
    this.#heardOf.add(peerId);
    apply();
  }

  #onPeer({ peerId, data }: PeerEntry): void {
    if (peerId === this.peerId) {
      return;
    }

    const known = this.#people.get(peerId);
    const person = readPerson(peerId, data);
    this.#people.set(peerId, person);
    (known ? this.changed : this.arrived).emit(person);
  }

  #awaitReturn(peerIds: string[]): void {
    for (const peerId of peerIds) {
      const person: Person = { ...this.#people.get(peerId)!, isAway: true };
      this.#people.set(peerId, person);
      this.changed.emit(person);
      setTimeout(() => {
        if (this.#people.get(peerId) === person) {
          this.#remove(peerId);
        }
      }, patience);
    }
  }

  #remove(peerId: string): void {
    const person = this.#people.get(peerId);
    if (person) {
      this.#people.delete(peerId);
      this.left.emit(person);
    }
  }
}
