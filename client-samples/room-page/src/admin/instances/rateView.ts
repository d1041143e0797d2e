import { el } from '../../ui/el';
import { rate as format } from '../../ui/format';
import { setText } from '../ui/setText';
import type { Rate } from './messageRates';
import { Sparkline } from './sparkline';

/** Shows messages per second, in and out, as numbers and as a line. */
export class RateView {
  readonly element: HTMLElement;
  readonly #received = el('span', { className: 'rate-number' });
  readonly #sent = el('span', { className: 'rate-number' });
  readonly #sparkline = new Sparkline();

  constructor() {
    this.element = el(
      'div',
      { className: 'rate' },
      el('span', { className: 'rate-received', title: 'received from peers' }, el('span', { aria: { hidden: true } }, '↓'), this.#received, el('span', { className: 'visually-hidden' }, ' in, ')),
      el('span', { className: 'rate-sent', title: 'sent to peers' }, el('span', { aria: { hidden: true } }, '↑'), this.#sent, el('span', { className: 'visually-hidden' }, ' out ')),
    );
    this.element.append(this.#sparkline.element);
  }

  show(rate: Rate | null, history: readonly (Rate | null)[]): void {
    setText(this.#received, rate ? format(rate.received) : '–');
    setText(this.#sent, rate ? format(rate.sent) : '–');
    this.#sparkline.show(history);
  }
}
