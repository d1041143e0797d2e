import { el } from '../../ui/el';
import { countOf } from '../../ui/format';
import { icon } from '../../ui/icon';
import { iconButton } from '../../ui/iconButton';
import type { AdminApi } from '../api/adminApi';
import type { Flow } from '../api/model';
import { setText } from '../ui/setText';
import { FlowList } from './flowList';
import { RoomTraffic, type TrafficState } from './roomTraffic';
import { SenderTotals } from './senderTotals';
import { SendersTable } from './sendersTable';

/** The messages of the open room, live, and who sends how many. */
export class TrafficSection {
  readonly element: HTMLElement;
  readonly #traffic: RoomTraffic;
  readonly #totals = new SenderTotals();
  readonly #senders: SendersTable;
  readonly #flows = new FlowList();
  readonly #toggle = el('button', { type: 'button', className: 'small' });
  readonly #payloads = el('input', { type: 'checkbox', id: 'payloads' });
  readonly #status = el('p', { className: 'traffic-status', role: 'status' });
  readonly #note = el('p', { className: 'traffic-status is-warning', role: 'status' });
  readonly #omitted = el('p', { className: 'traffic-status is-warning' });
  #timer: ReturnType<typeof setInterval> | undefined;
  #omittedCount = 0;

  constructor(roomId: string, api: AdminApi, onClosePeer: (peerId: string) => void) {
    this.#traffic = new RoomTraffic(roomId, api);
    this.#traffic.received.on((flow) => this.#onReceived(flow));
    this.#traffic.stateChanged.on((state) => this.#showState(state));
    this.#traffic.payloadsRefused.on((reason) => {
      this.#payloads.checked = false;
      this.#note.textContent = reason;
    });
    this.#senders = new SendersTable(onClosePeer);
    this.#toggle.onclick = () => (this.#traffic.isOn ? this.#traffic.stop() : this.#start());
    this.#payloads.onchange = () => {
      this.#note.textContent = '';
      if (this.#traffic.isOn) {
        this.#traffic.start(this.#payloads.checked);
      }
    };
    const heading = el('h3', { id: 'room-traffic-heading' }, 'Traffic');
    const tools = el(
      'div',
      { className: 'flow-tools' },
      this.#flows.search.element,
      this.#flows.pauseButton.element,
      iconButton('clear', 'Clear', 'quiet', () => this.#clear()).element,
    );
    this.element = el(
      'section',
      { className: 'traffic', aria: { labelledby: heading.id } },
      el('header', { className: 'section-header' }, heading, this.#toggle, el('label', { className: 'chip' }, this.#payloads, el('span', {}, 'Payloads')), this.#status, tools),
      this.#note,
      this.#omitted,
      this.#senders.element,
      this.#flows.element,
    );
    this.#showState({ kind: 'stopped', reason: 'Start it to see what goes through this room, and who sends how much.' });
  }

  close(): void {
    this.#traffic.stop();
    this.#flows.close();
    clearInterval(this.#timer);
  }

  #start(): void {
    this.#clear();
    this.#note.textContent = '';
    this.#traffic.start(this.#payloads.checked);
  }

  #clear(): void {
    this.#totals.clear(performance.now());
    this.#omittedCount = 0;
    this.#flows.clear();
    this.#showTotals();
  }

  #onReceived(flow: Flow): void {
    this.#omittedCount += flow.omitted;
    this.#totals.add(flow, performance.now());
    this.#flows.add(flow);
  }

  #showTotals(): void {
    this.#senders.show(this.#totals.summarize(performance.now()));
    setText(this.#omitted, this.#omittedCount > 0 ? `${countOf(this.#omittedCount, 'message is', 'messages are')} counted, but too many to be shown.` : '');
  }

  #showState(state: TrafficState): void {
    const isOn = state.kind !== 'stopped';
    this.element.dataset.state = state.kind;
    this.#toggle.replaceChildren(icon(isOn ? 'stop' : 'play'), isOn ? 'Stop' : 'Start');
    this.#toggle.setAttribute('aria-label', isOn ? 'Stop traffic' : 'Start traffic');
    this.#toggle.classList.toggle('primary', !isOn);
    this.#status.textContent = state.kind === 'stopped' ? state.reason || 'Stopped.' : state.kind === 'starting' ? 'Starting…' : `Live since ${state.since.toTimeString().slice(0, 8)}.`;
    clearInterval(this.#timer);
    this.#timer = isOn ? setInterval(() => this.#showTotals(), 1000) : undefined;
  }
}
