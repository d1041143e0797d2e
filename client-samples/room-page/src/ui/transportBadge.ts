import type { Transport } from '../connection/roomConnection';
import { el } from './el';

export const transportNames: Record<Transport, string> = { native: 'protoo', signalr: 'SignalR' };

export function transportBadge(transport: Transport): HTMLElement {
  return el('span', { className: `badge badge-${transport}` }, transportNames[transport]);
}
