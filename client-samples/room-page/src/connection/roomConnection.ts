import type { ClosedReason } from './closedReason';

export type Transport = 'native' | 'signalr';

export type ConnectionState =
  /** Not yet connected; from the second attempt on with what is known of why. */
  | { kind: 'connecting'; attempt: number; why?: string }
  | { kind: 'open' }
  /** It was connected, and tries to be again. */
  | { kind: 'reconnecting'; attempt: number; why?: string }
  /** It will not try again. */
  | { kind: 'closed'; reason: ClosedReason };

export type NotificationHandler = (data: any) => void;

/** @returns the answer's data; a ProtooError that it throws is the error response. */
export type RequestHandler = (data: any) => unknown;

/** A connection to the room server. Handlers are set before it is opened, and stay through reconnects. */
export interface RoomConnection {
  readonly transport: Transport;

  open(): void;

  close(): void;

  /** Asks the server. Fails with a ProtooError. */
  request<T>(method: string, data?: unknown): Promise<T>;

  /** Tells the server. What cannot be sent is lost. */
  notify(method: string, data?: unknown): void;

  onState(listener: (state: ConnectionState) => void): void;

  onNotification(method: string, handler: NotificationHandler): void;

  onRequest(method: string, handler: RequestHandler): void;
}

export interface Address {
  roomId: string;
  peerId: string;
}

/** How often to try, and how long to wait before the next attempt: the same for both transports, as protoo-client does it. */
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
