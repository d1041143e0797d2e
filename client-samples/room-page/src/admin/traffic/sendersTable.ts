import { el } from '../../ui/el';
import { byteSize, count, rate } from '../../ui/format';
import { icon } from '../../ui/icon';
import { KeyedList, type ItemView } from '../ui/keyedList';
import { setText } from '../ui/setText';
import type { SenderTotal } from './senderTotals';

const limit = 5;

interface Row extends SenderTotal {
  /** Its part of what the busiest sender sends, from 0 to 1. */
  share: number;
}

/** Who sends how much, the busiest first. */
export class SendersTable {
  readonly element: HTMLElement;
  readonly #table: HTMLTableElement;
  readonly #more = el('p', { className: 'senders-more' });
  readonly #rows: KeyedList<Row>;

  constructor(onClosePeer: (peerId: string) => void) {
    const body = el('tbody');
    this.#table = el(
      'table',
      { className: 'senders-table' },
      el('caption', { className: 'visually-hidden' }, 'Senders, the busiest first'),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col', title: 'What a peer sends to the server counts, and what the server sends on for it.' }, 'Sender'), el('td'), ...['Messages/s', 'Bytes/s', 'In all'].map((title) => el('th', { scope: 'col', className: 'number' }, title)), el('th', { scope: 'col' }, el('span', { className: 'visually-hidden' }, 'Actions')))),
      body,
    );
    this.#rows = new KeyedList(
      body,
      ({ sender }) => (sender === null ? 'server' : `peer ${sender}`),
      ({ sender }) => new SenderRow(sender, onClosePeer),
      () => this.#table.querySelector('button')?.focus(),
    );
    this.element = el('div', { className: 'senders', hidden: true }, this.#table, this.#more);
  }

  show(totals: readonly SenderTotal[]): void {
    const highest = Math.max(...totals.map((total) => total.messagesPerSecond), Number.MIN_VALUE);
    this.element.hidden = totals.length === 0;
    this.#rows.show(totals.slice(0, limit).map((total) => ({ ...total, share: total.messagesPerSecond / highest })));
    setText(this.#more, totals.length > limit ? `${count(totals.length - limit)} more send less.` : '');
  }
}

class SenderRow implements ItemView<Row> {
  readonly element: HTMLElement;
  readonly #bar = el('span', { className: 'bar-fill' });
  readonly #flood = el('span', { className: 'badge badge-flood', hidden: true }, icon('warning'), 'Flooding');
  readonly #messages = el('td', { className: 'number' });
  readonly #bytes = el('td', { className: 'number' });
  readonly #total = el('td', { className: 'number' });

  constructor(sender: string | null, onClosePeer: (peerId: string) => void) {
    this.element = el(
      'tr',
      { data: { sender: sender ?? '' } },
      el('th', { scope: 'row' }, el('div', { className: 'sender' }, sender === null ? el('em', {}, 'the server') : el('bdi', { title: sender }, sender), this.#flood)),
      el('td', { className: 'cell-bar', aria: { hidden: true } }, el('span', { className: 'bar' }, this.#bar)),
      this.#messages,
      this.#bytes,
      this.#total,
      el('td', { className: 'cell-actions' }, sender !== null && el('button', { type: 'button', className: 'small', aria: { label: `Close peer ${sender}` }, onclick: () => onClosePeer(sender) }, 'Close')),
    );
  }

  update({ share, messagesPerSecond, bytesPerSecond, messages, isFlooding }: Row): void {
    this.#bar.style.width = `${Math.max(1, share * 100)}%`;
    this.#flood.hidden = !isFlooding;
    this.element.classList.toggle('is-flooding', isFlooding);
    setText(this.#messages, rate(messagesPerSecond));
    setText(this.#bytes, byteSize(bytesPerSecond));
    setText(this.#total, count(messages));
  }
}
