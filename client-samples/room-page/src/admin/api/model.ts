import type { Transport } from '../../connection/roomConnection';

export type RedisState = 'none' | 'connected' | 'away';

/** An instance that holds a lease, but does not answer. */
export interface SilentInstance {
  instance: string;
  self: boolean;
  status: 'silent';
  leaseAge: number | null;
}

export interface AnsweringInstance {
  instance: string;
  /** Whether it is the one that this page talks to. */
  self: boolean;
  status: 'ready' | 'draining' | 'away';
  version: string;
  startedAt: string;
  /** Seconds since it renewed its lease; null without Redis, or while it is away. */
  leaseAge: number | null;
  rooms: number;
  peers: Record<Transport, number>;
  /** How many messages it got from, and sent to, its peers since it began to count. */
  messages: { received: number; sent: number };
  /** Bytes that wait for clients that read too slowly. */
  backlog: number;
}

export type Instance = SilentInstance | AnsweringInstance;

export interface Cluster {
  instances: Instance[];
  redis: RedisState;
}

export interface RoomSummary {
  roomId: string;
  peers: number;
}

export interface RoomPeer {
  peerId: string;
  data: Record<string, unknown>;
  transport: Transport;
  instance: string;
}

export interface RoomDetails {
  roomId: string;
  peers: RoomPeer[];
}

export type FlowKind = 'request' | 'notification' | 'response' | 'joined' | 'left' | 'peerData' | 'roomData';

/** A message that went through a room. */
export interface Flow {
  time: string;
  instance: string;
  kind: FlowKind;
  /** A peer; null for the server's app. */
  from: string | null;
  /** The peers that the sender names; null if it names none. */
  to: string[] | null;
  /** How many peers get it; 0 if it is for the server. */
  receivers: number;
  method: string | null;
  size: number;
  /** A response's error; null for success. */
  code: number | null;
  /** How long the response took, in seconds. */
  duration: number | null;
  /** How many messages of the same sender before this one are left out, because there were too many. */
  omitted: number;
  omittedSize: number;
  /** Only if payloads were asked for. */
  data?: unknown;
}
