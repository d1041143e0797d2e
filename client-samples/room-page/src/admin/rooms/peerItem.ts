import { jsonView } from '../../traffic/jsonView';
import { avatar } from '../../ui/avatar';
import { el } from '../../ui/el';
import { icon } from '../../ui/icon';
import { transportBadge } from '../../ui/transportBadge';
import type { RoomPeer } from '../api/model';
import { shortName } from '../instances/instanceName';
import type { ItemView } from '../ui/keyedList';
import { setText } from '../ui/setText';

/** A peer of the open room, with its data if it is opened. */
export class PeerItem implements ItemView<RoomPeer> {
  readonly element: HTMLElement;
  readonly #face = el('span', { className: 'peer-face' });
  readonly #name = el('bdi', { className: 'peer-name' });
  readonly #instance = el('span', { className: 'peer-instance' });
  readonly #badge = el('span');
  readonly #details = el('details', { className: 'peer' });
  readonly #body = el('div');
  readonly #peerId: string;
  #faceOf = '';
  #transport = '';
  #json = '';
  #shownJson = '';

  constructor(peerId: string, onClose: () => void) {
    this.#peerId = peerId;
    this.#details.append(
      el(
        'summary',
        {},
        icon('chevron'),
        this.#face,
        el('span', { className: 'peer-ids' }, el('bdi', { className: 'peer-id-text', title: peerId }, peerId), ' ', el('span', { className: 'note' }, this.#name, this.#instance)),
        this.#badge,
      ),
      this.#body,
    );
    this.#details.addEventListener('toggle', () => this.#showJson());
    this.element = el('li', { data: { peerId } }, this.#details, el('button', { type: 'button', className: 'small', aria: { label: `Close peer ${peerId}` }, onclick: onClose }, 'Close'));
  }

  update({ data, transport, instance }: RoomPeer): void {
    const name = typeof data.name === 'string' ? data.name : '';
    if (this.#faceOf !== (name || this.#peerId)) {
      this.#faceOf = name || this.#peerId;
      this.#face.replaceChildren(avatar(this.#peerId, this.#faceOf));
    }

    if (this.#transport !== transport) {
      this.#transport = transport;
      this.#badge.replaceChildren(transportBadge(transport));
    }

    setText(this.#name, name);
    setText(this.#instance, `${name ? ' · ' : ''}${shortName(instance)}`);
    this.#instance.title = instance;
    this.#json = JSON.stringify(data);
    this.#showJson();
  }

  #showJson(): void {
    if (this.#details.open && this.#json !== this.#shownJson) {
      this.#shownJson = this.#json;
      this.#body.replaceChildren(jsonView(this.#json));
    }
  }
}
