import { el } from '../../ui/el';
import { count } from '../../ui/format';
import type { RoomSummary } from '../api/model';
import { hashOf } from '../roomHash';
import type { ItemView } from '../ui/keyedList';
import { setText } from '../ui/setText';

/** A room in the list. */
export class RoomLink implements ItemView<RoomSummary> {
  readonly element: HTMLElement;
  readonly #opened: () => string | null;
  readonly #link: HTMLAnchorElement;
  readonly #peers = el('span');
  readonly #word = el('span', { className: 'visually-hidden' });

  constructor({ roomId }: RoomSummary, opened: () => string | null) {
    this.#opened = opened;
    this.#link = el('a', { href: hashOf(roomId), title: roomId, data: { roomId } }, el('bdi', { className: 'room-id' }, roomId), ' ', el('span', { className: 'room-peers' }, this.#peers, this.#word));
    this.element = el('li', {}, this.#link);
  }

  update({ roomId, peers }: RoomSummary): void {
    setText(this.#peers, count(peers));
    setText(this.#word, peers === 1 ? ' peer' : ' peers');
    this.#link.ariaCurrent = roomId === this.#opened() ? 'true' : null;
  }
}
