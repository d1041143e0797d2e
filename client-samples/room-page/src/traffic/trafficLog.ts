import { Signal } from '../signal';
import type { TrafficEntry } from './trafficEntry';

type Message = Omit<TrafficEntry, 'number' | 'time' | 'took'>;

/** The latest messages in both directions. */
export class TrafficLog {
  static readonly limit = 1000;

  readonly added = new Signal<TrafficEntry>();
  readonly cleared = new Signal();
  readonly #entries: TrafficEntry[] = [];
  readonly #pending = new Map<string, { subject: string; peer?: string; since: number }>();
  #count = 0;

  get entries(): readonly TrafficEntry[] {
    return this.#entries;
  }

  /** Adds a message that asks for an answer. */
  addRequest(message: Message & { id: string }): void {
    this.#pending.set(`${message.direction} ${message.id}`, { subject: message.subject, peer: message.peer, since: performance.now() });
    this.add(message);
  }

  /** Adds an answer, which gets its subject from its request. */
  addAnswer(message: Omit<Message, 'subject'> & { id: string }): void {
    const key = `${message.direction === 'in' ? 'out' : 'in'} ${message.id}`;
    const request = this.#pending.get(key);
    this.#pending.delete(key);
    this.add({ ...message, subject: request?.subject ?? '(unknown)', peer: request?.peer }, request && performance.now() - request.since);
  }

  addConnection(subject: string, direction: 'in' | 'out'): void {
    this.add({ kind: 'connection', label: 'connection', direction, subject });
  }

  add(message: Message, took?: number): void {
    const entry: TrafficEntry = { ...message, number: ++this.#count, time: new Date(), took };
    this.#entries.push(entry);
    if (this.#entries.length > TrafficLog.limit) {
      this.#entries.shift();
    }

    this.added.emit(entry);
  }

  clear(): void {
    this.#entries.length = 0;
    this.cleared.emit();
  }
}
