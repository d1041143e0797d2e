import type { Announcer } from '../../ui/announcer';
import { copyText } from '../../ui/copyText';
import { el } from '../../ui/el';
import { byteSize, count, timeSpan } from '../../ui/format';
import { iconButton } from '../../ui/iconButton';
import type { AnsweringInstance, Instance } from '../api/model';
import type { ItemView } from '../ui/keyedList';
import { setText } from '../ui/setText';
import { instanceName } from './instanceName';
import { LeaseView } from './leaseView';
import type { MessageRates } from './messageRates';
import { RateView } from './rateView';
import type { VersionMark, Versions } from './versions';

const statusWords: Record<Instance['status'], [title: string, meaning: string]> = {
  ready: ['Ready', 'admits newcomers'],
  draining: ['Draining', 'refuses newcomers, and asks its clients to go elsewhere'],
  away: ['Away', 'cannot reach the other instances'],
  silent: ['Silent', 'holds a lease, but does not answer'],
};

const versionWords: Record<VersionMark, string> = { same: '', newest: 'the version of the instance that started last', other: 'not the version of the instance that started last' };

/** What a row needs to know besides its instance. */
export interface InstancesContext {
  rates: MessageRates;
  versions: Versions;
  announcer: Announcer;
}

/** An instance in the table. */
export class InstanceRow implements ItemView<Instance> {
  readonly element: HTMLElement;
  readonly #context: InstancesContext;
  readonly #status = el('span');
  readonly #version = el('span');
  readonly #up = cell('Up for', 'number');
  readonly #lease = new LeaseView();
  readonly #rooms = cell('Rooms', 'number cell-rooms');
  readonly #peers = el('span');
  readonly #transports = el('span', { className: 'note' });
  readonly #rate = new RateView();
  readonly #backlog = cell('Backlog', 'number cell-backlog');
  readonly #drain: HTMLButtonElement;

  constructor({ instance, self }: Instance, context: InstancesContext, onDrain: (button: HTMLButtonElement) => void) {
    this.#context = context;
    const { host, rest } = instanceName(instance);
    this.#drain = el('button', { type: 'button', className: 'small', aria: { label: `Drain ${instance}` } }, 'Drain');
    this.#drain.onclick = () => onDrain(this.#drain);
    this.element = el(
      'tr',
      { role: 'row', data: { instance } },
      el(
        'th',
        { scope: 'row', role: 'rowheader', className: 'instance-name' },
        el(
          'div',
          {},
          el(
            'span',
            { className: 'instance-id', title: instance },
            el('span', { className: 'instance-host' }, ...breakable(host)),
            el('span', { className: 'note' }, el('code', {}, rest), self && `${rest && ' · '}this one`),
          ),
          iconButton('copy', `Copy ${instance}`, 'quiet', () => void this.#copy(instance)).element,
        ),
      ),
      cell('Status', '', this.#status),
      cell('Version', '', this.#version),
      this.#up,
      cell('Lease', 'cell-lease', this.#lease.element),
      this.#rooms,
      cell('Peers', 'number cell-peers', el('div', {}, this.#peers, ' ', this.#transports)),
      cell('Messages/s', 'cell-rate', this.#rate.element),
      this.#backlog,
      el('td', { role: 'cell', className: 'cell-actions' }, this.#drain),
    );
  }

  update(instance: Instance): void {
    const [title, meaning] = statusWords[instance.status];
    this.element.dataset.status = instance.status;
    setText(this.#status, title);
    this.#status.className = `badge status-${instance.status}`;
    this.#status.title = meaning;
    this.#lease.show(instance.leaseAge);
    this.#rate.show(this.#context.rates.of(instance), this.#context.rates.historyOf(instance));
    this.#drain.hidden = instance.status === 'draining' || instance.status === 'silent';
    if (instance.status === 'silent') {
      this.#showSilent();
    } else {
      this.#showNumbers(instance);
    }
  }

  async #copy(instance: string): Promise<void> {
    this.#context.announcer.show((await copyText(instance)) ? 'Id copied.' : `The id: ${instance}`);
  }

  #showNumbers({ instance, version, startedAt, rooms, peers, backlog }: AnsweringInstance): void {
    const mark = this.#context.versions.markOf(instance);
    setText(this.#version, version);
    this.#version.className = mark === 'same' ? '' : `badge version-${mark}`;
    this.#version.title = versionWords[mark];
    setText(this.#up, timeSpan((Date.now() - Date.parse(startedAt)) / 1000));
    setText(this.#rooms, count(rooms));
    setText(this.#peers, count(peers.native + peers.signalr));
    setText(this.#transports, `${count(peers.native)} protoo, ${count(peers.signalr)} SignalR`);
    setText(this.#backlog, backlog === 0 ? '0' : byteSize(backlog));
    this.#backlog.classList.toggle('is-warning', backlog > 0);
  }

  #showSilent(): void {
    this.#version.className = '';
    this.#version.title = '';
    this.#backlog.classList.remove('is-warning');
    [this.#version, this.#up, this.#rooms, this.#peers, this.#backlog].forEach((element) => setText(element, '–'));
    setText(this.#transports, '');
  }
}

/** A host's name that may go on in the next line after each dot. */
function breakable(host: string): Node[] {
  return host.split(/(?<=\.)/).flatMap((part) => [new Text(part), el('wbr')]);
}

/** A cell that says what it is about where the table has no room for its header. */
function cell(label: string, className: string, ...content: Node[]): HTMLTableCellElement {
  return el('td', { role: 'cell', className, data: { label } }, ...content);
}
