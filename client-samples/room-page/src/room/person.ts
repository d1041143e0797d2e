import type { Transport } from '../connection/roomConnection';

/** What a peer tells about itself with `setData`. */
export interface PersonData {
  name: string;
  transport: Transport;
  /** Whether the peer takes calls, which other clients of the room server need not do. */
  calls: boolean;
  audio: boolean;
  video: boolean;
  screen: boolean;
}

export interface Person extends PersonData {
  peerId: string;
  isSelf: boolean;
  /** Whether the person was here before the connection broke, and may also be on the way back. */
  isAway: boolean;
}

/** Reads a peer's data, which may be anything: other clients of the room server have their own data. */
export function readPerson(peerId: string, data: unknown): Person {
  const given = (typeof data === 'object' && data !== null ? data : {}) as Partial<Record<keyof PersonData, unknown>>;
  return {
    peerId,
    name: typeof given.name === 'string' && given.name.trim() ? given.name.trim().slice(0, 60) : peerId,
    transport: given.transport === 'signalr' ? 'signalr' : 'native',
    calls: given.calls === true,
    audio: given.audio === true,
    video: given.video === true,
    screen: given.screen === true,
    isSelf: false,
    isAway: false,
  };
}
