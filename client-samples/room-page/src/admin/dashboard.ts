import type { Announcer } from '../ui/announcer';
import { brand } from '../ui/brand';
import { el } from '../ui/el';
import { icon } from '../ui/icon';
import { themeButton } from '../ui/themeButton';
import type { AdminApi } from './api/adminApi';
import type { ApiError } from './api/apiError';
import type { Cluster } from './api/model';
import { Banners } from './banners';
import { newsOf } from './clusterNews';
import { ClusterWatch } from './clusterWatch';
import { InstancesPanel } from './instances/instancesPanel';
import { MessageRates } from './instances/messageRates';
import { Summary } from './instances/summary';
import { RoomsArea } from './rooms/roomsArea';

/** The screen that shows the instances and the rooms. */
export class Dashboard {
  readonly element: HTMLElement;
  readonly #announcer: Announcer;
  readonly #watch: ClusterWatch;
  readonly #heading = el('h1', { tabIndex: -1 }, 'Operator');
  readonly #live = el('p', { className: 'connection' });
  readonly #banners = new Banners();
  readonly #rates = new MessageRates();
  readonly #summary = new Summary();
  readonly #instances: InstancesPanel;
  readonly #rooms: RoomsArea;
  #cluster: Cluster | undefined;

  /** @param onLeave is called with the reason if the server does not let us in any more, otherwise with null. */
  constructor(api: AdminApi, announcer: Announcer, onLeave: (refusal: ApiError | null) => void) {
    this.#announcer = announcer;
    this.#watch = new ClusterWatch(api);
    this.#instances = new InstancesPanel(api, this.#rates, announcer, () => this.#watch.refresh());
    this.#rooms = new RoomsArea(api, this.#watch, announcer);
    this.#watch.clusterSeen.on((cluster) => this.#onCluster(cluster));
    this.#watch.roomsSeen.on((rooms) => this.#summary.showRooms(rooms.length));
    this.#watch.troubleChanged.on((trouble) => {
      this.#banners.showTrouble(trouble);
      this.#showLive(trouble?.isUnreachable === true);
    });
    this.#watch.refused.on(onLeave);
    this.#showLive(false);
    const forget = el('button', { type: 'button', className: 'forget', title: 'Forget key', onclick: () => onLeave(null) }, icon('key'), el('span', {}, 'Forget key'));
    this.element = el(
      'div',
      { className: 'admin' },
      el('header', { className: 'admin-header' }, brand(), this.#heading, this.#live, api.key !== null && forget, themeButton()),
      this.#banners.element,
      el('main', { className: 'admin-main' }, this.#summary.element, this.#instances.element, this.#rooms.element),
    );
  }

  focus(): void {
    this.#heading.focus();
  }

  close(): void {
    this.#watch.close();
    this.#rooms.close();
  }

  #onCluster(cluster: Cluster): void {
    const before = this.#cluster;
    this.#cluster = cluster;
    this.#rates.add(cluster, performance.now());
    this.#banners.showRedis(cluster.redis);
    this.#summary.showCluster(cluster, this.#rates);
    this.#instances.show(cluster);
    if (before) {
      newsOf(before, cluster).forEach((news) => this.#announcer.show(news));
    } else {
      // Only now the page has its height.
      this.#rooms.reveal();
    }
  }

  #showLive(isLost: boolean): void {
    this.#live.textContent = isLost ? 'Not reachable' : 'Live';
    this.#live.dataset.state = isLost ? 'closed' : 'joined';
  }
}
