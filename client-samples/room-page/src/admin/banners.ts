import { el } from '../ui/el';
import { icon } from '../ui/icon';
import type { RedisState } from './api/model';
import type { Trouble } from './clusterWatch';
import { setText } from './ui/setText';

/** What the operator must not miss. */
export class Banners {
  readonly element: HTMLElement;
  readonly #redis = el('p', { className: 'banner banner-danger', hidden: true });
  readonly #trouble = el('p', { className: 'banner', hidden: true });

  constructor() {
    this.element = el('div', { className: 'banners', role: 'status' }, this.#redis, this.#trouble);
  }

  showRedis(state: RedisState): void {
    if (this.#redis.hidden === (state !== 'away')) {
      return;
    }

    this.#redis.hidden = state !== 'away';
    this.#redis.replaceChildren(...(state === 'away' ? [icon('warning'), el('span', {}, el('strong', {}, 'Redis is out of reach.'), ' Only this instance is seen, and rooms cannot be listed.')] : []));
  }

  showTrouble(trouble: Trouble | null): void {
    this.#trouble.hidden = trouble === null;
    const since = trouble?.since.toTimeString().slice(0, 8);
    setText(this.#trouble, trouble ? `${trouble.isUnreachable ? 'Not reachable' : 'The rooms are not known'} since ${since}. ${trouble.reason} Trying again every 2 seconds.` : '');
  }
}
