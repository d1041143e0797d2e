export type TrafficKind = 'request' | 'response' | 'error' | 'notification' | 'connection' | 'ping';

/** A message, as it passed. */
export interface TrafficEntry {
  number: number;
  time: Date;
  direction: 'in' | 'out';
  kind: TrafficKind;
  /** The protocol's own word for the kind: protoo says "request", SignalR "invocation". */
  label: string;
  /** What it is about: a method, or what happened to the connection. */
  subject: string;
  /** Who it is from, or for, where that is not the server itself. */
  peer?: string;
  /** What tells an answer and its request from others. */
  id?: string;
  /** An error's code and reason. */
  problem?: string;
  /** How long the answer took, in milliseconds. */
  took?: number;
  /** The message on the wire; none for what happens to the connection. */
  text?: string;
}
