import { el } from '../../ui/el';
import { count } from '../../ui/format';
import type { RoomSummary } from '../api/model';
import { KeyedList } from '../ui/keyedList';
import { SearchField } from '../ui/searchField';
import { setText } from '../ui/setText';
import { RoomLink } from './roomLink';

/** How many rooms are shown at most: thousands would be slow, and nobody reads them. */
const limit = 200;

const orders = {
  peers: { title: 'Most peers', compare: (a: RoomSummary, b: RoomSummary) => b.peers - a.peers || byId(a, b) },
  id: { title: 'By id', compare: byId },
};

type Order = keyof typeof orders;

/** The list of rooms. */
export class RoomsPanel {
  readonly element: HTMLElement;
  readonly #heading = el('h2', { id: 'rooms', tabIndex: -1 }, 'Rooms');
  readonly #search = new SearchField('rooms-filter', 'Filter rooms by id', () => this.#refresh());
  readonly #list = el('ul', { className: 'rooms-list', aria: { labelledby: 'rooms' } });
  readonly #more = el('p', { className: 'rooms-more' });
  readonly #links: KeyedList<RoomSummary>;
  #rooms: readonly RoomSummary[] | undefined;
  #order: Order = 'peers';
  #opened: string | null = null;

  constructor() {
    this.#links = new KeyedList(
      this.#list,
      ({ roomId }) => roomId,
      (room) => new RoomLink(room, () => this.#opened),
      () => this.#heading.focus(),
    );
    this.element = el(
      'section',
      { className: 'panel rooms', aria: { labelledby: this.#heading.id } },
      el(
        'header',
        { className: 'panel-header' },
        this.#heading,
        el('div', { className: 'chips', role: 'radiogroup', aria: { label: 'Order of the rooms' } }, this.#orderChip('peers'), this.#orderChip('id')),
      ),
      el('div', { className: 'rooms-search' }, this.#search.element),
      el('div', { className: 'rooms-scroller' }, this.#list, this.#more),
    );
    this.#refresh();
  }

  show(rooms: readonly RoomSummary[]): void {
    this.#rooms = rooms;
    this.#refresh();
  }

  /** Marks the room that is open, or none. */
  mark(roomId: string | null): void {
    this.#opened = roomId;
    this.#refresh();
  }

  /** Puts the focus on a room, or on the heading if it is gone. */
  focus(roomId: string): void {
    const link = [...this.#list.querySelectorAll('a')].find((element) => element.dataset.roomId === roomId);
    (link ?? this.#heading).focus();
  }

  #orderChip(order: Order): HTMLElement {
    const input = el('input', { type: 'radio', name: 'rooms-order', value: order, checked: order === this.#order });
    input.onchange = () => {
      this.#order = order;
      this.#refresh();
    };
    return el('label', { className: 'chip' }, input, el('span', {}, orders[order].title));
  }

  #refresh(): void {
    const rooms = this.#rooms ?? [];
    const text = this.#search.text;
    const matching = (text ? rooms.filter(({ roomId }) => roomId.toLowerCase().includes(text)) : [...rooms]).sort(orders[this.#order].compare);
    this.#links.show(matching.slice(0, limit));
    setText(this.#heading, this.#rooms ? `Rooms (${count(rooms.length)})` : 'Rooms');
    setText(this.#more, this.#rooms ? wordsFor(matching.length, text) : 'Asking for the rooms…');
  }
}

function wordsFor(matching: number, text: string): string {
  if (matching > limit) {
    return `${count(matching - limit)} more ${text ? 'match. Type more to find them.' : 'are not shown. Filter to find them.'}`;
  }

  return matching > 0 ? '' : text ? 'No room matches.' : 'Nobody is here.';
}

function byId(a: RoomSummary, b: RoomSummary): number {
  return a.roomId < b.roomId ? -1 : a.roomId > b.roomId ? 1 : 0;
}
