import type { Announcer } from '../../ui/announcer';
import { el } from '../../ui/el';
import { countOf } from '../../ui/format';
import { icon } from '../../ui/icon';
import type { AdminApi } from '../api/adminApi';
import type { RoomDetails } from '../api/model';
import { TrafficSection } from '../traffic/trafficSection';
import { confirmDialog } from '../ui/confirmDialog';
import { setText } from '../ui/setText';
import { PeersSection } from './peersSection';

/** The open room: its peers, and its traffic. */
export class RoomPane {
  readonly element: HTMLElement;
  readonly roomId: string;
  readonly #api: AdminApi;
  readonly #announcer: Announcer;
  readonly #onChanged: () => void;
  readonly #heading: HTMLElement;
  readonly #missing = el('p', { className: 'room-missing', role: 'status', hidden: true });
  readonly #closeRoom = el('button', { type: 'button', className: 'small danger-quiet' }, 'Close room');
  readonly #peers: PeersSection;
  readonly #traffic: TrafficSection;
  #peerCount = 0;

  constructor(roomId: string, api: AdminApi, announcer: Announcer, onChanged: () => void) {
    this.roomId = roomId;
    this.#api = api;
    this.#announcer = announcer;
    this.#onChanged = onChanged;
    this.#heading = el('h2', { id: 'room-heading', tabIndex: -1, title: roomId }, el('bdi', {}, roomId));
    const closePeer = (peerId: string) => void this.#closePeer(peerId);
    this.#peers = new PeersSection(closePeer);
    this.#traffic = new TrafficSection(roomId, api, closePeer);
    this.#closeRoom.onclick = () => void this.#close();
    this.element = el(
      'section',
      { className: 'panel room', aria: { labelledby: this.#heading.id } },
      el('header', { className: 'panel-header' }, el('a', { className: 'back', href: '#rooms', title: 'Back to rooms' }, icon('back'), el('span', { className: 'visually-hidden' }, 'Back to rooms')), this.#heading, this.#closeRoom),
      this.#missing,
      el('div', { className: 'room-body' }, this.#peers.element, this.#traffic.element),
    );
  }

  focus(): void {
    this.#heading.focus({ preventScroll: true });
  }

  show(room: RoomDetails): void {
    this.#missing.hidden = true;
    this.#closeRoom.hidden = false;
    this.#peerCount = room.peers.length;
    this.#peers.show(room.peers);
  }

  showMissing(reason: string): void {
    this.#missing.hidden = false;
    this.#closeRoom.hidden = true;
    setText(this.#missing, reason);
    this.#peers.show([]);
  }

  close(): void {
    this.#traffic.close();
  }

  async #close(): Promise<void> {
    const isClosed = await confirmDialog({
      title: 'Close this room?',
      content: [el('p', {}, el('bdi', { className: 'quoted' }, this.roomId)), el('p', {}, `${countOf(this.#peerCount, 'peer is', 'peers are')} disconnected, and their clients do not reconnect by themselves.`)],
      action: 'Close room',
      run: () => this.#api.closeRoom(this.roomId),
    });
    if (isClosed) {
      this.#announcer.show('The room is closed.');
      location.hash = '#rooms';
      this.#onChanged();
    }
  }

  async #closePeer(peerId: string): Promise<void> {
    const isClosed = await confirmDialog({
      title: 'Close this peer?',
      content: [el('p', {}, el('bdi', { className: 'quoted' }, peerId)), el('p', {}, 'It is disconnected, and its client does not reconnect by itself. The others in the room are told that it is gone.')],
      action: 'Close peer',
      run: () => this.#api.closePeer(this.roomId, peerId),
    });
    if (isClosed) {
      this.#announcer.show('The peer is closed.');
      this.#onChanged();
    }
  }
}
