import { ProtooError } from '../connection/protooError';
import type { Person } from '../room/person';
import type { Room } from '../room/room';
import { Signal } from '../signal';
import { callError, type Answer, type Candidate, type Offer } from './callMessage';
import type { LocalMedia } from './localMedia';
import { PeerCall } from './peerCall';

/** Calls with everybody in the room, one for each person. A person who enters sends offers, and those already there answer. */
export class Mesh {
  readonly changed = new Signal<string>();
  readonly #room: Room;
  readonly #media: LocalMedia;
  readonly #calls = new Map<string, PeerCall>();

  constructor(room: Room, media: LocalMedia) {
    this.#room = room;
    this.#media = media;
    room.onRequest('offer', (from, offer: Offer) => this.#onOffer(from, offer));
    room.onNotification('candidate', (from, candidate: Candidate) => this.#onCandidate(from, candidate));
    room.entered.on((others) => this.#onEntered(others));
    room.left.on(({ peerId }) => this.#end(peerId));
  }

  call(peerId: string): PeerCall | undefined {
    return this.#calls.get(peerId);
  }

  close(): void {
    for (const peerId of [...this.#calls.keys()]) {
      this.#end(peerId);
    }
  }

  // An existing call outlives the connection: it only needs new addresses.
  #onEntered(others: Person[]): void {
    for (const { peerId } of others.filter((person) => person.calls)) {
      const call = this.#calls.get(peerId);
      if (call) {
        call.renew();
      } else {
        this.#begin(peerId).start();
      }
    }
  }

  #onOffer(from: string, offer: Offer): Promise<Answer> {
    let call = this.#calls.get(from);
    if (offer.to && offer.to !== call?.session) {
      throw new ProtooError(callError.gone, 'The call that is meant has ended.');
    }

    // The other side has started over.
    if (call?.remoteSession && call.remoteSession !== offer.session) {
      this.#end(from);
      call = undefined;
    }

    return (call ?? this.#begin(from)).answer(offer);
  }

  #onCandidate(from: string, candidate: Candidate): void {
    const call = this.#calls.get(from);
    if (call && (call.remoteSession ?? candidate.session) === candidate.session) {
      void call.addCandidate(candidate);
    }
  }

  #begin(peerId: string): PeerCall {
    const call = new PeerCall(
      this.#room.peerId < peerId,
      {
        offer: (offer) => this.#room.request<Answer>(peerId, 'offer', offer),
        candidate: (candidate) => this.#room.notify('candidate', candidate, [peerId]),
      },
      this.#media,
    );
    this.#calls.set(peerId, call);
    call.stateChanged.on(() => this.changed.emit(peerId));
    call.outdated.on(() => {
      if (this.#calls.get(peerId) === call) {
        this.#end(peerId);
        this.#begin(peerId).start();
      }
    });
    this.changed.emit(peerId);
    return call;
  }

  #end(peerId: string): void {
    const call = this.#calls.get(peerId);
    if (call) {
      this.#calls.delete(peerId);
      call.close();
      this.changed.emit(peerId);
    }
  }
}
