import { el } from '../../ui/el';
import { count } from '../../ui/format';
import type { AnsweringInstance, Cluster } from '../api/model';
import { setText } from '../ui/setText';
import type { MessageRates } from './messageRates';
import { RateView } from './rateView';

const redisWords = {
  none: ['None', 'one instance, in memory'],
  connected: ['Connected', ''],
  away: ['Away', 'only this instance is seen'],
} as const;

/** The whole cluster in a line. */
export class Summary {
  readonly element: HTMLElement;
  readonly #instances = new Figure('Instances');
  readonly #rooms = new Figure('Rooms');
  readonly #peers = new Figure('Peers');
  readonly #redis = new Figure('Redis');
  readonly #rate = new RateView();

  constructor() {
    this.element = el(
      'section',
      { aria: { label: 'Summary' } },
      el(
        'dl',
        { className: 'summary' },
        this.#instances.element,
        this.#rooms.element,
        this.#peers.element,
        el('div', { className: 'figure figure-rate' }, el('dt', {}, 'Messages per second'), el('dd', {}, this.#rate.element)),
        this.#redis.element,
      ),
    );
  }

  showCluster({ instances, redis }: Cluster, rates: MessageRates): void {
    const answering = instances.filter((instance) => instance.status !== 'silent');
    const native = peersOf(answering, 'native');
    const signalR = peersOf(answering, 'signalr');
    const notReady = (['draining', 'away', 'silent'] as const).map((status) => ({ status, number: instances.filter((instance) => instance.status === status).length })).filter(({ number }) => number > 0);
    const versions = new Set(answering.map(({ version }) => version)).size;
    const states = notReady.length === 0 ? 'all ready' : notReady.map(({ status, number }) => `${number} ${status}`).join(', ');
    this.#instances.show(count(instances.length), versions > 1 ? `${states}, ${versions} versions` : states, notReady.length > 0 || versions > 1);
    this.#peers.show(count(native + signalR), `${count(native)} protoo, ${count(signalR)} SignalR`);
    const [state, meaning] = redisWords[redis];
    this.#redis.show(state, meaning, redis === 'away');
    this.#rate.show(rates.total, rates.totalHistory);
  }

  showRooms(rooms: number): void {
    this.#rooms.show(count(rooms));
  }
}

class Figure {
  readonly element: HTMLElement;
  readonly #value = el('span', { className: 'figure-value' }, '–');
  readonly #note = el('span', { className: 'figure-note' });

  constructor(title: string) {
    this.element = el('div', { className: 'figure' }, el('dt', {}, title), el('dd', {}, this.#value, ' ', this.#note));
  }

  show(value: string, note = '', isWarning = false): void {
    setText(this.#value, value);
    setText(this.#note, note);
    this.element.classList.toggle('is-warning', isWarning);
  }
}

function peersOf(instances: AnsweringInstance[], transport: 'native' | 'signalr'): number {
  return instances.reduce((sum, { peers }) => sum + peers[transport], 0);
}
