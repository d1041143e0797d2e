import type { Person } from '../room/person';
import { avatar } from './avatar';
import { el } from './el';
import { icon } from './icon';

/** One person in the call. */
export class VideoTile {
  readonly element: HTMLElement;
  readonly #video = el('video', { autoplay: true, playsInline: true });
  readonly #face = el('div', { className: 'tile-face' });
  readonly #name = el('span', { className: 'tile-name' });
  readonly #muted = el('span', { className: 'tile-muted' }, icon('microphoneOff'), el('span', { className: 'visually-hidden' }, 'microphone off'));
  readonly #state = el('span', { className: 'tile-state' });
  readonly #speaks = el('span', { className: 'visually-hidden' });

  constructor(person: Person) {
    this.element = el(
      'li',
      { className: 'tile', data: { peerId: person.peerId } },
      this.#face,
      this.#video,
      this.#state,
      el('div', { className: 'tile-label' }, this.#muted, this.#name, this.#speaks),
    );
    this.show(person, undefined);
  }

  show(person: Person, callState: RTCPeerConnectionState | undefined): void {
    const hasPicture = person.video || person.screen;
    this.#name.textContent = person.isSelf ? `${person.name} (you)` : person.name;
    this.#face.replaceChildren(avatar(person.peerId, person.name, 'avatar-large'));
    this.#face.hidden = hasPicture;
    this.#video.hidden = !hasPicture;
    this.#video.setAttribute('aria-label', person.screen ? `The screen of ${person.name}` : `Video of ${person.name}`);
    this.#muted.hidden = person.audio;
    this.#state.textContent = stateInWords(person, callState);
    this.#state.hidden = this.#state.textContent === '';
    this.element.classList.toggle('is-screen', person.screen);
    this.element.classList.toggle('is-mirrored', person.isSelf && !person.screen);
  }

  play(stream: MediaStream, isOwn: boolean): void {
    this.#video.muted = isOwn;
    if (this.#video.srcObject !== stream) {
      this.#video.srcObject = stream;
    }
  }

  setSpeaking(speaks: boolean): void {
    this.element.classList.toggle('is-speaking', speaks);
    this.#speaks.textContent = speaks ? ', speaking' : '';
  }
}

function stateInWords(person: Person, callState: RTCPeerConnectionState | undefined): string {
  if (person.isAway) {
    return 'Away, maybe coming back…';
  }

  if (person.isSelf || !person.calls) {
    return '';
  }

  switch (callState) {
    case 'connected':
      return '';
    case 'disconnected':
    case 'failed':
      return 'Connection lost. Calling again…';
    default:
      return 'Calling…';
  }
}
