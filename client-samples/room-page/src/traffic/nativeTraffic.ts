import type { WebSocketObserver } from '../connection/observedWebSocket';
import { subjectOf } from './subject';
import type { TrafficLog } from './trafficLog';

interface ProtooMessage {
  request?: boolean;
  response?: boolean;
  notification?: boolean;
  id?: number;
  ok?: boolean;
  method?: string;
  data?: unknown;
  errorCode?: number;
  errorReason?: string;
}

/** Logs what a native client sends and receives. */
export function observeNative(traffic: TrafficLog): WebSocketObserver {
  return {
    sent: (text) => addMessage(traffic, 'out', text),
    received: (text) => addMessage(traffic, 'in', text),
    opened: () => traffic.addConnection('WebSocket open, subprotocol protoo', 'in'),
    closed: (code, reason) => traffic.addConnection(`WebSocket closed, ${code} ${reason}`.trimEnd(), 'in'),
  };
}

function addMessage(traffic: TrafficLog, direction: 'in' | 'out', text: string): void {
  const message = parse(text);
  const subject = subjectOf(direction, message.method ?? '', message.data);
  const id = String(message.id);
  if (message.request) {
    traffic.addRequest({ direction, kind: 'request', label: 'request', ...subject, id, text });
  } else if (message.response && message.ok) {
    traffic.addAnswer({ direction, kind: 'response', label: 'response', id, text });
  } else if (message.response) {
    traffic.addAnswer({ direction, kind: 'error', label: 'error', id, text, problem: `${message.errorCode} ${message.errorReason}` });
  } else {
    traffic.add({ direction, kind: 'notification', label: 'notification', ...subject, text });
  }
}

function parse(text: string): ProtooMessage {
  try {
    return JSON.parse(text) as ProtooMessage;
  } catch {
    return { notification: true, method: '(not JSON)' };
  }
}
