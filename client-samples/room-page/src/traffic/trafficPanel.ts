import { copyText } from '../ui/copyText';
import { el } from '../ui/el';
import { byteSize, clockTime } from '../ui/format';
import { icon } from '../ui/icon';
import { iconButton } from '../ui/iconButton';
import { Panel } from '../ui/panel';
import { jsonView } from './jsonView';
import type { TrafficEntry, TrafficKind } from './trafficEntry';
import { TrafficLog } from './trafficLog';

const groups: { id: string; title: string; kinds: TrafficKind[]; isOn: boolean }[] = [
  { id: 'requests', title: 'Requests', kinds: ['request', 'response', 'error'], isOn: true },
  { id: 'notifications', title: 'Notifications', kinds: ['notification'], isOn: true },
  { id: 'connection', title: 'Connection', kinds: ['connection'], isOn: true },
  { id: 'pings', title: 'Pings', kinds: ['ping'], isOn: false },
];

const arrows = { out: '↑', in: '↓' };
const prepositions = { out: 'to', in: 'from' };
const directions = { out: 'sent', in: 'received' };

/** Shows the protocol live: every message in both directions. */
export class TrafficPanel {
  readonly panel: Panel;
  readonly #log: TrafficLog;
  readonly #list = el('ol', { className: 'traffic-list' });
  readonly #scroller: HTMLElement;
  readonly #empty = el('p', { className: 'empty' }, 'Nothing matches.');
  readonly #text = el('input', { type: 'search', id: 'traffic-filter', placeholder: 'Filter', autocomplete: 'off', spellcheck: false, aria: { label: 'Filter messages by method or content' } });
  readonly #pause = iconButton('pause', 'Pause', 'quiet', () => this.#setPaused(!this.#isPaused));
  readonly #paused = el('p', { className: 'traffic-paused', hidden: true, role: 'status' });
  readonly #kinds = new Set<TrafficKind>(groups.filter((group) => group.isOn).flatMap((group) => group.kinds));
  readonly #stopListening: (() => void)[];
  #isPaused = false;
  #missed = 0;

  constructor(log: TrafficLog, onClose: () => void) {
    this.#log = log;
    this.#text.oninput = () => this.#showAll();
    this.#scroller = el('div', { className: 'traffic-scroller', tabIndex: 0, role: 'region', aria: { label: 'Messages on the wire' } }, this.#list, this.#empty);
    this.panel = new Panel(
      'traffic',
      'Protocol traffic',
      onClose,
      [
        el('div', { className: 'traffic-tools' }, el('span', { className: 'search' }, icon('search'), this.#text), el('div', { className: 'chips', role: 'group', aria: { label: 'Kinds of messages' } }, ...groups.map((group) => this.#chip(group)))),
        this.#pause.element,
        iconButton('clear', 'Clear', 'quiet', () => log.clear()).element,
      ],
      this.#scroller,
      this.#paused,
    );
    this.#stopListening = [log.added.on((entry) => this.#onAdded(entry)), log.cleared.on(() => this.#showAll())];
    this.#showAll();
  }

  /** Scrolls to the end, because messages added to a hidden panel do not scroll it. */
  showLatest(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  close(): void {
    this.#stopListening.forEach((stop) => stop());
  }

  #chip(group: (typeof groups)[number]): HTMLElement {
    const box = el('input', { type: 'checkbox', checked: group.isOn, id: `traffic-${group.id}` });
    box.onchange = () => {
      group.kinds.forEach((kind) => (box.checked ? this.#kinds.add(kind) : this.#kinds.delete(kind)));
      this.#showAll();
    };
    return el('label', { className: 'chip' }, box, el('span', {}, group.title));
  }

  #onAdded(entry: TrafficEntry): void {
    if (!this.#matches(entry)) {
      return;
    }

    if (this.#isPaused) {
      this.#missed++;
      this.#paused.textContent = `Paused. ${this.#missed} new.`;
      return;
    }

    const isAtEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight < 80;
    this.#list.append(rowOf(entry));
    this.#empty.hidden = true;
    if (this.#list.childElementCount > TrafficLog.limit) {
      this.#list.firstElementChild!.remove();
    }

    if (isAtEnd) {
      this.showLatest();
    }
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#missed = 0;
    this.#pause.set(isPaused ? 'play' : 'pause', isPaused ? 'Resume' : 'Pause');
    this.#paused.hidden = !isPaused;
    this.#paused.textContent = isPaused ? 'Paused.' : '';
    if (!isPaused) {
      this.#showAll();
    }
  }

  #showAll(): void {
    const entries = this.#log.entries.filter((entry) => this.#matches(entry));
    this.#list.replaceChildren(...entries.map(rowOf));
    this.#empty.hidden = entries.length > 0;
    this.#empty.textContent = this.#log.entries.length > 0 ? 'Nothing matches the filter.' : 'No messages yet.';
    this.showLatest();
  }

  #matches(entry: TrafficEntry): boolean {
    const text = this.#text.value.trim().toLowerCase();
    return this.#kinds.has(entry.kind) && (!text || `${entry.label} ${entry.subject} ${entry.id ?? ''} ${entry.text ?? ''}`.toLowerCase().includes(text));
  }
}

function rowOf(entry: TrafficEntry): HTMLElement {
  const line = [
    el('span', { className: 'traffic-arrow', aria: { hidden: true } }, arrows[entry.direction]),
    el('time', { dateTime: entry.time.toISOString() }, clockTime(entry.time)),
    el('span', { className: 'visually-hidden' }, directions[entry.direction]),
    el('span', { className: 'traffic-label' }, entry.label),
    el('span', { className: 'traffic-subject' }, entry.subject, entry.peer && el('span', { className: 'traffic-peer' }, ` ${prepositions[entry.direction]} ${entry.peer}`), entry.problem && el('span', { className: 'traffic-problem' }, ` ${entry.problem}`)),
    el('span', { className: 'traffic-id' }, entry.id && `#${entry.id}`),
    el('span', { className: 'traffic-took' }, entry.took !== undefined && `${entry.took.toFixed(entry.took < 10 ? 1 : 0)} ms`),
    el('span', { className: 'traffic-size' }, entry.text && byteSize(new TextEncoder().encode(entry.text).length)),
  ];
  const className = `traffic-row traffic-${entry.kind} is-${entry.direction}`;
  const data = { kind: entry.kind, subject: entry.subject };
  if (entry.text === undefined) {
    return el('li', { className, data }, el('div', { className: 'traffic-line' }, ...line));
  }

  const { text } = entry;
  const details = el('details', {}, el('summary', { className: 'traffic-line' }, ...line));
  // Created only now, because most entries are never opened.
  details.addEventListener(
    'toggle',
    () => details.append(el('div', { className: 'traffic-body' }, jsonView(text), iconButton('copy', 'Copy JSON', 'quiet', () => void copyText(text)).element)),
    { once: true },
  );
  return el('li', { className, data }, details);
}
