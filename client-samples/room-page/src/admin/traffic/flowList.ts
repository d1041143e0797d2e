import { el } from '../../ui/el';
import { count } from '../../ui/format';
import { iconButton } from '../../ui/iconButton';
import type { Flow } from '../api/model';
import { setText } from '../ui/setText';
import { SearchField } from '../ui/searchField';
import { flowRow, textOf } from './flowRow';

const limit = 500;

/** How often new rows are shown, in milliseconds: thousands a second come in few lots. */
const pace = 200;

type Pause = 'none' | 'button' | 'reading';

/** The latest messages, which follow the end until the reader looks at earlier ones. */
export class FlowList {
  readonly element: HTMLElement;
  readonly search = new SearchField('traffic-filter', 'Filter messages by peer, method or kind', () => this.#showAll());
  readonly pauseButton = iconButton('pause', 'Pause', 'quiet', () => this.#setPause(this.#pause === 'none' ? 'button' : 'none'));
  readonly #list = el('ol', { className: 'traffic-list' });
  readonly #empty = el('p', { className: 'empty' });
  readonly #scroller: HTMLElement;
  readonly #paused = el('p', { className: 'traffic-paused', hidden: true });
  #flows: Flow[] = [];
  #new: Flow[] = [];
  #missed = 0;
  #pause: Pause = 'none';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#scroller = el('div', { className: 'traffic-scroller', tabIndex: 0, role: 'region', aria: { label: 'Messages of the room' } }, this.#list, this.#empty);
    this.#scroller.addEventListener('scroll', () => this.#onScroll());
    // Toggle events do not bubble.
    this.#list.addEventListener('toggle', (event) => this.#onToggle(event.target as HTMLDetailsElement), true);
    this.element = el('div', { className: 'flows' }, this.#scroller, this.#paused);
    this.#showAll();
  }

  add(flow: Flow): void {
    this.#new.push(flow);
    if (this.#new.length > limit) {
      this.#new.splice(0, this.#new.length - limit);
    }

    this.#missed++;
    this.#timer ??= setTimeout(() => this.#flush(), pace);
  }

  clear(): void {
    this.#flows = [];
    this.#new = [];
    this.#setPause('none');
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    if (this.#pause !== 'none') {
      setText(this.#paused, `Paused. ${count(this.#missed)} new.`);
      return;
    }

    const rows = this.#take().filter((flow) => this.#matches(flow)).map(flowRow);
    this.#list.append(...rows);
    while (this.#list.childElementCount > limit) {
      this.#list.firstElementChild!.remove();
    }

    this.#showEmpty();
    this.#scrollToEnd();
  }

  #take(): Flow[] {
    // The instances report by turns what has happened at the same time.
    const flows = this.#new.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
    this.#new = [];
    this.#missed = 0;
    this.#flows = [...this.#flows, ...flows].slice(-limit);
    return flows;
  }

  #setPause(pause: Pause): void {
    this.#pause = pause;
    const isPaused = pause !== 'none';
    this.pauseButton.set(isPaused ? 'play' : 'pause', isPaused ? 'Resume' : 'Pause');
    this.#paused.hidden = !isPaused;
    this.#paused.textContent = isPaused ? 'Paused.' : '';
    if (!isPaused) {
      this.#take();
      this.#showAll();
    }
  }

  #onToggle(details: HTMLDetailsElement): void {
    if (details.open) {
      if (this.#pause === 'none') {
        this.#setPause('reading');
      }

      // After the payload is there.
      requestAnimationFrame(() => details.scrollIntoView({ block: 'nearest' }));
    }
  }

  #onScroll(): void {
    const isAtEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight < 40;
    if (!isAtEnd && this.#pause === 'none') {
      this.#setPause('reading');
    } else if (isAtEnd && this.#pause === 'reading' && !this.#list.querySelector('details[open]')) {
      this.#setPause('none');
    }
  }

  #showAll(): void {
    this.#list.replaceChildren(...this.#flows.filter((flow) => this.#matches(flow)).map(flowRow));
    this.#showEmpty();
    this.#scrollToEnd();
  }

  #showEmpty(): void {
    this.#empty.hidden = this.#list.childElementCount > 0;
    setText(this.#empty, this.#flows.length > 0 ? 'Nothing matches the filter.' : 'No messages yet.');
  }

  #scrollToEnd(): void {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #matches(flow: Flow): boolean {
    return !this.search.text || textOf(flow).includes(this.search.text);
  }
}
