import type { LocalMedia } from '../call/localMedia';
import type { Mesh } from '../call/mesh';
import type { Speaking } from '../call/speaking';
import type { Person } from '../room/person';
import type { Room } from '../room/room';
import { el } from './el';
import { bestColumns } from './tileLayout';
import { VideoTile } from './videoTile';

/** Shows everybody's video. */
export class Stage {
  readonly element: HTMLElement;
  readonly #mesh: Mesh;
  readonly #media: LocalMedia;
  readonly #tiles = new Map<string, VideoTile>();
  readonly #list = el('ul', { className: 'tiles' });
  readonly #alone: HTMLElement;
  readonly #own = new MediaStream();
  readonly #size = new ResizeObserver(() => this.#arrange());

  constructor(room: Room, mesh: Mesh, media: LocalMedia, speaking: Speaking, onInvite: () => void) {
    this.#mesh = mesh;
    this.#media = media;
    this.#alone = el(
      'div',
      { className: 'alone' },
      el('p', {}, 'Nobody else is here yet.'),
      el('button', { type: 'button', className: 'primary', onclick: onInvite }, 'Copy invite link'),
    );
    this.element = el('section', { className: 'stage', aria: { label: 'Call' } }, this.#list, this.#alone);
    room.arrived.on((person) => this.#show(person));
    room.changed.on((person) => this.#show(person));
    room.left.on(({ peerId }) => this.#remove(peerId));
    mesh.changed.on((peerId) => {
      const person = room.person(peerId);
      if (person) {
        this.#show(person);
      }
    });
    media.changed.on(() => this.#show(room.self));
    speaking.changed.on(({ peerId, speaks }) => this.#tiles.get(peerId)?.setSpeaking(speaks));
    for (const person of room.people) {
      this.#show(person);
    }

    this.#size.observe(this.#list);
  }

  close(): void {
    this.#size.disconnect();
  }

  #show(person: Person): void {
    let tile = this.#tiles.get(person.peerId);
    if (!tile) {
      tile = new VideoTile(person);
      this.#tiles.set(person.peerId, tile);
      this.#list.append(tile.element);
      this.#arrange();
    }

    const call = this.#mesh.call(person.peerId);
    tile.show(person, call?.state);
    if (person.isSelf) {
      this.#showOneself(tile);
    } else if (call) {
      tile.play(call.remote, false);
    }
  }

  #showOneself(tile: VideoTile): void {
    const [shown] = this.#own.getVideoTracks();
    const track = this.#media.videoTrack;
    if (shown !== (track ?? undefined)) {
      if (shown) {
        this.#own.removeTrack(shown);
      }

      if (track) {
        this.#own.addTrack(track);
      }
    }

    tile.play(this.#own, true);
  }

  #remove(peerId: string): void {
    this.#tiles.get(peerId)?.element.remove();
    this.#tiles.delete(peerId);
    this.#arrange();
  }

  #arrange(): void {
    this.#alone.hidden = this.#tiles.size > 1;
    const { clientWidth, clientHeight } = this.#list;
    const { columns, width, height } = bestColumns(this.#tiles.size, clientWidth, clientHeight);
    this.#list.style.setProperty('--columns', String(columns));
    this.#list.style.setProperty('--tile-width', `${width}px`);
    this.#list.style.setProperty('--tile-height', `${height}px`);
  }
}
