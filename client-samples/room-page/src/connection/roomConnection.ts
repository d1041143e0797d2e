import type { ClosedReason } from './closedReason';

export type Transport = 'native' | 'signalr';

export type ConnectionState =
  /** Not yet connected. From the second attempt on, `why` has what is known about the cause. */
  | { kind: 'connecting'; attempt: number; why?: string }
  | { kind: 'open' }
  /** Was connected, and tries to reconnect. */
  | { kind: 'reconnecting'; attempt: number; why?: string }
  /** Closed, and will not try again. */
  | { kind: 'closed'; reason: ClosedReason };

export type NotificationHandler = (data: any) => void;

/** @returns the answer's data. A ProtooError that it throws becomes the error response. */
export type RequestHandler = (data: any) => unknown;

/** A connection to the room server. Handlers are set before it is opened, and survive reconnects. */
export interface RoomConnection {
  readonly transport: Transport;

  open(): void;

  close(): void;

  /** Sends a request to the server. Rejects with a ProtooError. */
  request<T>(method: string, data?: unknown): Promise<T>;

  /** Sends a notification to the server. What cannot be sent is lost. */
  notify(method: string, data?: unknown): void;

  onState(listener: (state: ConnectionState) => void): void;

  onNotification(method: string, handler: NotificationHandler): void;

  onRequest(method: string, handler: RequestHandler): void;
}

export interface Address {
  roomId: string;
  peerId: string;
}

/** How often to retry, and how long to wait before the next attempt: the same for both transports, as in protoo-client. */
export const retries = {
  count: 10,
  minimum: 1000,
  maximum: 8000,
  delay(retry: number): number | null {
    return retry < retries.count ? Math.min(retries.minimum * 2 ** retry, retries.maximum) : null;
  },
};

export function queryOf(address: Address): string {
  return new URLSearchParams({ roomId: address.roomId, peerId: address.peerId }).toString();
}
