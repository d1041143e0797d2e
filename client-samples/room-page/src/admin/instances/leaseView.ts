import { el } from '../../ui/el';
import { setText } from '../ui/setText';

const ends = 6;

/** Shows how long ago an instance renewed its lease: the nearer to its end, the louder. */
export class LeaseView {
  readonly element: HTMLElement;
  readonly #bar = el('span', { className: 'bar-fill' });
  readonly #text = el('span', { className: 'lease-text' });

  constructor() {
    this.element = el('div', { className: 'lease' }, el('span', { className: 'bar', aria: { hidden: true } }, this.#bar), this.#text);
  }

  show(age: number | null): void {
    this.element.dataset.level = age === null ? 'none' : age > 5 ? 'danger' : age > 2 ? 'warning' : 'good';
    this.element.title = age === null ? 'no lease is known' : `renewed ${age.toFixed(1)} s ago; it ends ${ends} s after that`;
    this.#bar.style.width = `${Math.min(100, ((age ?? 0) / ends) * 100)}%`;
    setText(this.#text, age === null ? '–' : `${age.toFixed(1)} s`);
  }
}
