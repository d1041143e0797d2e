import { el } from '../../ui/el';
import { count } from '../../ui/format';
import type { RoomPeer } from '../api/model';
import { KeyedList } from '../ui/keyedList';
import { SearchField } from '../ui/searchField';
import { setText } from '../ui/setText';
import { PeerItem } from './peerItem';

const limit = 200;

/** From how many peers on there is a field to find one. */
const many = 10;

/** The peers of the open room. */
export class PeersSection {
  readonly element: HTMLElement;
  readonly #heading = el('h3', { id: 'peers-heading', tabIndex: -1 }, 'Peers');
  readonly #search = new SearchField('peers-filter', 'Filter peers by id, instance or data', () => this.#refresh());
  readonly #more = el('p', { className: 'rooms-more' });
  readonly #items: KeyedList<RoomPeer>;
  #peers: readonly RoomPeer[] | undefined;

  constructor(onClosePeer: (peerId: string) => void) {
    const list = el('ul', { className: 'peers-list', aria: { labelledby: this.#heading.id } });
    this.#items = new KeyedList(
      list,
      ({ peerId }) => peerId,
      ({ peerId }) => new PeerItem(peerId, () => onClosePeer(peerId)),
      () => this.#heading.focus(),
    );
    this.element = el('section', { className: 'peers', aria: { labelledby: this.#heading.id } }, el('header', { className: 'section-header' }, this.#heading, this.#search.element), el('div', { className: 'peers-scroller' }, list, this.#more));
    this.#refresh();
  }

  show(peers: readonly RoomPeer[]): void {
    this.#peers = peers;
    this.#refresh();
  }

  #refresh(): void {
    const peers = this.#peers ?? [];
    const text = this.#search.text;
    const matching = text ? peers.filter((peer) => matches(peer, text)) : peers;
    this.#items.show(matching.slice(0, limit));
    this.#search.element.hidden = peers.length < many && !text;
    setText(this.#heading, this.#peers ? `Peers (${count(peers.length)})` : 'Peers');
    setText(this.#more, this.#peers ? wordsFor(matching.length, peers.length) : 'Asking for the peers…');
  }
}

function matches({ peerId, instance, data }: RoomPeer, text: string): boolean {
  return `${peerId} ${instance} ${JSON.stringify(data)}`.toLowerCase().includes(text);
}

function wordsFor(matching: number, all: number): string {
  if (matching > limit) {
    return `${count(matching - limit)} more are not shown. Filter to find them.`;
  }

  return matching > 0 ? '' : all > 0 ? 'No peer matches.' : 'Nobody is here.';
}
