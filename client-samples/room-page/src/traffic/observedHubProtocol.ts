import { MessageType, type HubMessage, type IHubProtocol, type ILogger } from '@microsoft/signalr';
import { subjectOf } from './subject';
import type { TrafficLog } from './trafficLog';

const separator = '\u001e';

/** SignalR's own protocol with a traffic log, over any transport: WebSockets, server-sent events, or long polling. */
export class ObservedHubProtocol implements IHubProtocol {
  readonly name: string;
  readonly version: number;
  readonly transferFormat: IHubProtocol['transferFormat'];
  readonly #inner: IHubProtocol;
  readonly #traffic: TrafficLog;

  constructor(inner: IHubProtocol, traffic: TrafficLog) {
    this.#inner = inner;
    this.#traffic = traffic;
    this.name = inner.name;
    this.version = inner.version;
    this.transferFormat = inner.transferFormat;
  }

  parseMessages(input: string | ArrayBuffer, logger: ILogger): HubMessage[] {
    const messages = this.#inner.parseMessages(input, logger);
    const texts = typeof input === 'string' ? input.split(separator) : [];
    messages.forEach((message, index) => this.#add('in', message, texts[index] ?? JSON.stringify(message)));
    return messages;
  }

  writeMessage(message: HubMessage): string | ArrayBuffer {
    const output = this.#inner.writeMessage(message);
    this.#add('out', message, typeof output === 'string' ? output.replace(separator, '') : JSON.stringify(message));
    return output;
  }

  #add(direction: 'in' | 'out', message: HubMessage, text: string): void {
    switch (message.type) {
      case MessageType.Invocation: {
        const subject = subjectOf(direction, message.target, message.arguments[0]);
        if (message.invocationId) {
          this.#traffic.addRequest({ direction, kind: 'request', label: 'invocation', ...subject, id: message.invocationId, text });
        } else {
          const label = direction === 'out' ? 'send' : 'callback';
          this.#traffic.add({ direction, kind: 'notification', label, ...subject, text });
        }

        break;
      }
      case MessageType.Completion: {
        const { invocationId: id, error } = message;
        this.#traffic.addAnswer(
          error
            ? { direction, kind: 'error', label: 'error', id: id!, text, problem: error.replace(/^.*Exception: /s, '') }
            : { direction, kind: 'response', label: 'completion', id: id!, text },
        );
        break;
      }
      case MessageType.Ping:
        this.#traffic.add({ direction, kind: 'ping', label: 'ping', subject: 'ping', text });
        break;
      case MessageType.Close:
        this.#traffic.add({ direction, kind: 'connection', label: 'close', subject: message.error ?? 'close', text });
        break;
      default:
        this.#traffic.add({ direction, kind: 'connection', label: 'protocol', subject: MessageType[message.type] ?? '?', text });
    }
  }
}
