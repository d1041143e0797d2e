import type { Chat, ChatLine } from '../room/chat';
import { el } from './el';
import { iconButton } from './iconButton';
import { Panel } from './panel';

const timeFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

export class ChatPanel {
  readonly panel: Panel;
  readonly #log = el('div', { className: 'chat-log', tabIndex: 0, role: 'log', aria: { label: 'Messages' } });
  readonly #empty = el('p', { className: 'empty' }, 'No messages yet. Say hello.');
  readonly #input = el('input', { id: 'chat-text', name: 'text', autocomplete: 'off', maxLength: 4000, placeholder: 'Write to everybody', aria: { label: 'Message' } });
  readonly #lines = new Map<ChatLine, HTMLElement>();
  #lastFrom: string | undefined;

  constructor(chat: Chat, onClose: () => void) {
    const send = iconButton('send', 'Send message', 'primary', () => {}).element;
    send.type = 'submit';
    const form = el('form', { className: 'chat-form' }, this.#input, send);
    form.onsubmit = (event) => {
      event.preventDefault();
      const text = this.#input.value.trim();
      this.#input.value = '';
      if (text) {
        void chat.say(text);
      }
    };
    this.#log.append(this.#empty);
    this.panel = new Panel('chat', 'Chat', onClose, [], this.#log, form);
    chat.added.on((line) => this.#add(line));
    chat.failed.on((line) => this.#showProblem(line));
  }

  /** Scrolls to the end, because lines added to a hidden panel do not scroll it. */
  showLatest(): void {
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  focusInput(): void {
    this.#input.focus();
  }

  #add(line: ChatLine): void {
    this.#empty.remove();
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 60;
    const element = line.from ? this.#message(line, line.from) : el('p', { className: 'chat-event' }, line.text);
    this.#lastFrom = line.from?.peerId;
    this.#lines.set(line, element);
    this.#log.append(element);
    if (isAtEnd || line.from?.isSelf) {
      this.showLatest();
    }
  }

  #message(line: ChatLine, from: NonNullable<ChatLine['from']>): HTMLElement {
    const isContinued = this.#lastFrom === from.peerId;
    return el(
      'div',
      { className: `chat-message ${from.isSelf ? 'is-own' : ''} ${isContinued ? 'is-continued' : ''}` },
      el('p', { className: isContinued ? 'visually-hidden' : 'chat-from' }, el('span', {}, from.isSelf ? 'You' : from.name), el('time', { dateTime: line.time.toISOString() }, timeFormat.format(line.time))),
      el('p', { className: 'chat-text' }, line.text),
    );
  }

  #showProblem(line: ChatLine): void {
    this.#lines.get(line)?.append(el('p', { className: 'chat-problem' }, `Not sent: ${line.problem}`));
  }
}
