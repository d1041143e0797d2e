export type TrafficKind = 'request' | 'response' | 'error' | 'notification' | 'connection' | 'ping';

/** A message that was sent or received, or an event of the connection. */
export interface TrafficEntry {
  number: number;
  time: Date;
  direction: 'in' | 'out';
  kind: TrafficKind;
  /** The protocol's own word for the kind: protoo says "request", SignalR "invocation". */
  label: string;
  /** What the entry is about: a method, or what happened to the connection. */
  subject: string;
  /** The sender or the receivers, if not the server itself. */
  peer?: string;
  /** Identifies an answer and its request. */
  id?: string;
  /** An error's code and reason. */
  problem?: string;
  /** How long the answer took, in milliseconds. */
  took?: number;
  /** The message on the wire; undefined for what happens to the connection. */
  text?: string;
}
