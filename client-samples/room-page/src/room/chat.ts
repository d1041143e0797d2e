import { ProtooError } from '../connection/protooError';
import { Signal } from '../signal';
import type { Room } from './room';

export interface ChatLine {
  kind: 'message' | 'event';
  time: Date;
  text: string;
  /** Who said it; undefined for an event. */
  from?: { peerId: string; name: string; isSelf: boolean };
  /** Why the others did not receive it. */
  problem?: string;
}

const longest = 4000;

/** Collects what is said in a room, and who comes and goes. */
export class Chat {
  readonly added = new Signal<ChatLine>();
  /** A line could not be sent. */
  readonly failed = new Signal<ChatLine>();
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
    room.onNotification('chat', (peerId, data: { text?: unknown }) => {
      if (typeof data.text === 'string') {
        const name = room.person(peerId)?.name ?? peerId;
        this.added.emit({ kind: 'message', time: new Date(), text: data.text.slice(0, longest), from: { peerId, name, isSelf: false } });
      }
    });
  }

  async say(text: string): Promise<void> {
    const { peerId, name } = this.#room.self;
    const line: ChatLine = { kind: 'message', time: new Date(), text: text.slice(0, longest), from: { peerId, name, isSelf: true } };
    this.added.emit(line);
    try {
      await this.#room.notifyAll('chat', { text: line.text });
    } catch (error) {
      line.problem = ProtooError.of(error).message;
      this.failed.emit(line);
    }
  }

  tell(text: string): void {
    this.added.emit({ kind: 'event', time: new Date(), text });
  }
}
