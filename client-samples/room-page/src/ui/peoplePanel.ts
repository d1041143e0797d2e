import type { Person } from '../room/person';
import type { Room } from '../room/room';
import { avatar } from './avatar';
import { el } from './el';
import { icon } from './icon';
import { Panel } from './panel';
import { transportBadge } from './transportBadge';

export class PeoplePanel {
  readonly panel: Panel;
  readonly #list = el('ul', { className: 'people' });
  readonly #room: Room;

  constructor(room: Room, onClose: () => void) {
    this.#room = room;
    this.panel = new Panel('people', 'People', onClose, [], this.#list);
    for (const signal of [room.arrived, room.changed, room.left]) {
      signal.on(() => this.#show());
    }

    this.#show();
  }

  #show(): void {
    const { people } = this.#room;
    this.panel.heading.textContent = `People (${people.length})`;
    this.#list.replaceChildren(...people.map(entryOf));
  }
}

function entryOf(person: Person): HTMLElement {
  return el(
    'li',
    { className: person.isAway ? 'is-away' : '', data: { peerId: person.peerId } },
    avatar(person.peerId, person.name),
    el('span', { className: 'people-name' }, el('span', {}, person.isSelf ? `${person.name} (you)` : person.name), el('code', {}, person.peerId)),
    person.screen && state('screen', 'shares the screen'),
    state(person.audio ? 'microphone' : 'microphoneOff', person.audio ? 'microphone on' : 'microphone off'),
    transportBadge(person.transport),
  );
}

function state(name: 'screen' | 'microphone' | 'microphoneOff', words: string): HTMLElement {
  return el('span', { className: 'people-state', title: words }, icon(name), el('span', { className: 'visually-hidden' }, words));
}
