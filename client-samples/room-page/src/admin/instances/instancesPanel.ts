import type { Announcer } from '../../ui/announcer';
import { el } from '../../ui/el';
import { countOf } from '../../ui/format';
import type { AdminApi } from '../api/adminApi';
import type { Cluster, Instance } from '../api/model';
import { confirmDialog } from '../ui/confirmDialog';
import { KeyedList } from '../ui/keyedList';
import { setText } from '../ui/setText';
import { instanceName } from './instanceName';
import { InstanceRow } from './instanceRow';
import type { MessageRates } from './messageRates';
import { Versions } from './versions';

const columns = ['Instance', 'Status', 'Version', 'Up for', 'Lease', 'Rooms', 'Peers', 'Messages/s', 'Backlog'];
const numbers = ['Up for', 'Rooms', 'Peers', 'Backlog'];

/** The table of instances. */
export class InstancesPanel {
  readonly element: HTMLElement;
  readonly #api: AdminApi;
  readonly #onDrained: () => void;
  readonly #heading = el('h2', { id: 'instances-heading', tabIndex: -1 }, 'Instances');
  readonly #empty = el('p', { className: 'empty' }, 'Asking for the instances…');
  readonly #table: HTMLTableElement;
  readonly #rows: KeyedList<Instance>;
  readonly #versions = new Versions();
  #cluster: Cluster = { instances: [], redis: 'none' };

  constructor(api: AdminApi, rates: MessageRates, announcer: Announcer, onDrained: () => void) {
    this.#api = api;
    this.#onDrained = onDrained;
    const body = el('tbody', { role: 'rowgroup' });
    const context = { rates, versions: this.#versions, announcer };
    this.#rows = new KeyedList(
      body,
      ({ instance }) => instance,
      (instance) => new InstanceRow(instance, context, (button) => void this.#drain(instance.instance, button)),
      () => this.#heading.focus(),
    );
    // The roles are the elements' own, which browsers forget about where the table is shown as cards.
    this.#table = el(
      'table',
      { className: 'instances-table', role: 'table', hidden: true, aria: { labelledby: this.#heading.id } },
      el(
        'thead',
        { role: 'rowgroup' },
        el(
          'tr',
          { role: 'row' },
          ...columns.map((title) => el('th', { scope: 'col', role: 'columnheader', className: title === 'Lease' ? 'cell-lease' : numbers.includes(title) ? 'number' : '' }, title)),
          el('th', { scope: 'col', role: 'columnheader' }, el('span', { className: 'visually-hidden' }, 'Actions')),
        ),
      ),
      body,
    );
    this.element = el('section', { className: 'panel instances', aria: { labelledby: this.#heading.id } }, el('header', { className: 'panel-header' }, this.#heading), this.#table, this.#empty);
  }

  show(cluster: Cluster): void {
    this.#cluster = cluster;
    this.#versions.show(cluster);
    this.#table.hidden = false;
    this.#empty.hidden = true;
    this.#table.dataset.redis = cluster.redis;
    setText(this.#heading, `Instances (${cluster.instances.length})`);
    this.#rows.show(cluster.instances.toSorted((a, b) => (a.instance < b.instance ? -1 : 1)));
  }

  async #drain(instance: string, button: HTMLButtonElement): Promise<void> {
    const isDraining = await confirmDialog({
      title: `Drain ${instanceName(instance).host}?`,
      content: [
        el('p', {}, el('code', {}, instance)),
        el('p', {}, 'It refuses new connections, and asks its clients, a few at a time, to go elsewhere. This cannot be taken back: to serve again, it has to be restarted.'),
        this.#describeOthers(instance),
      ],
      action: 'Drain',
      run: () => this.#api.drain(instance),
    });
    if (isDraining) {
      this.#onDrained();
      // The button goes as soon as the instance drains.
      button.hidden = true;
      this.#heading.focus();
    }
  }

  #describeOthers(instance: string): HTMLElement {
    const { instances } = this.#cluster;
    const self = instances.find((other) => other.instance === instance);
    const peers = self && self.status !== 'silent' ? self.peers.native + self.peers.signalr : 0;
    const ready = instances.filter((other) => other.instance !== instance && other.status === 'ready').length;
    return ready > 0
      ? el('p', {}, `${countOf(ready, 'other instance is', 'other instances are')} ready for its ${countOf(peers, 'peer')}.`)
      : el('p', { className: 'dialog-warning' }, `No other instance is ready: its ${countOf(peers, 'peer')} will have nowhere to go.`);
  }
}
