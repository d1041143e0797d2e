import { Signal } from '../signal';
import type { Room } from '../room/room';
import { levelOfReceiver, levelOfTrack } from './audioLevel';
import type { LocalMedia } from './localMedia';
import type { Mesh } from './mesh';

const interval = 150;
const threshold = 0.02;

// Short pauses between words count as speaking.
const hold = 700;

/** Detects who is speaking. */
export class Speaking {
  readonly changed = new Signal<{ peerId: string; speaks: boolean }>();
  readonly #room: Room;
  readonly #mesh: Mesh;
  readonly #media: LocalMedia;
  readonly #lastHeard = new Map<string, number>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #stopListening: () => void;
  #own: { track: MediaStreamTrack; level: () => number; stop: () => void } | undefined;

  constructor(room: Room, mesh: Mesh, media: LocalMedia) {
    this.#room = room;
    this.#mesh = mesh;
    this.#media = media;
    this.#stopListening = media.changed.on(() => this.#listenToOneself());
    this.#listenToOneself();
    this.#timer = setInterval(() => this.#measure(), interval);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopListening();
    this.#own?.stop();
  }

  #listenToOneself(): void {
    const track = this.#media.audioTrack;
    if (track !== (this.#own?.track ?? null)) {
      this.#own?.stop();
      this.#own = track ? { track, ...levelOfTrack(track) } : undefined;
    }
  }

  #measure(): void {
    const now = performance.now();
    for (const { peerId, isSelf, audio } of this.#room.people) {
      const receiver = this.#mesh.call(peerId)?.audioReceiver;
      const level = isSelf ? (this.#own?.level() ?? 0) : audio && receiver ? levelOfReceiver(receiver) : 0;
      const since = this.#lastHeard.get(peerId);
      if (level > threshold) {
        this.#lastHeard.set(peerId, now);
        if (since === undefined) {
          this.changed.emit({ peerId, speaks: true });
        }
      } else if (since !== undefined && now - since > hold) {
        this.#lastHeard.delete(peerId);
        this.changed.emit({ peerId, speaks: false });
      }
    }
  }
}
