import type { Announcer } from '../../ui/announcer';
import { el } from '../../ui/el';
import type { AdminApi } from '../api/adminApi';
import type { ClusterWatch } from '../clusterWatch';
import { openedRoom } from '../roomHash';
import { RoomPane } from './roomPane';
import { RoomsPanel } from './roomsPanel';

const title = 'Operator – Protoo.Hub';

/** The list of rooms, and the one that the page's address opens. */
export class RoomsArea {
  readonly element: HTMLElement;
  readonly #api: AdminApi;
  readonly #watch: ClusterWatch;
  readonly #announcer: Announcer;
  readonly #list = new RoomsPanel();
  readonly #nothing = el('p', { className: 'room-none' }, 'Open a room to see its peers and its traffic.');
  readonly #onHash = () => this.#follow();
  #pane: RoomPane | undefined;

  constructor(api: AdminApi, watch: ClusterWatch, announcer: Announcer) {
    this.#api = api;
    this.#watch = watch;
    this.#announcer = announcer;
    this.element = el('div', { className: 'rooms-area' }, this.#list.element, this.#nothing);
    watch.roomsSeen.on((rooms) => this.#list.show(rooms));
    watch.roomSeen.on((room) => this.#pane?.show(room));
    watch.roomMissed.on((reason) => this.#pane?.showMissing(reason));
    addEventListener('hashchange', this.#onHash);
    this.#open(openedRoom());
  }

  /** Scrolls to the open room, if any. */
  reveal(): void {
    const isAlone = getComputedStyle(this.#list.element).display === 'none';
    this.#pane?.element.scrollIntoView({ block: isAlone ? 'start' : 'nearest' });
  }

  close(): void {
    removeEventListener('hashchange', this.#onHash);
    this.#pane?.close();
  }

  #follow(): void {
    const roomId = openedRoom();
    const before = this.#pane?.roomId ?? null;
    if (roomId === before) {
      return;
    }

    this.#open(roomId);
    if (this.#pane) {
      this.#pane.focus();
      this.reveal();
    } else if (before !== null) {
      this.#list.focus(before);
    }
  }

  #open(roomId: string | null): void {
    this.#pane?.close();
    this.#pane = roomId === null ? undefined : new RoomPane(roomId, this.#api, this.#announcer, () => this.#watch.refresh());
    this.element.lastElementChild!.replaceWith(this.#pane?.element ?? this.#nothing);
    this.element.classList.toggle('has-room', this.#pane !== undefined);
    this.#list.mark(roomId);
    this.#watch.watchRoom(roomId);
    document.title = roomId === null ? title : `${roomId} – ${title}`;
  }
}
