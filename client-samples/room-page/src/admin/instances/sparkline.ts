import { count } from '../../ui/format';
import { MessageRates, type Rate } from './messageRates';

const width = 100;
const height = 24;

/** Draws messages per second over the last two minutes: received and sent. */
export class Sparkline {
  readonly element = svg('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', class: 'sparkline', role: 'img' });
  readonly #sent = svg('path', { class: 'sparkline-sent' });
  readonly #received = svg('path', { class: 'sparkline-received' });

  constructor() {
    this.element.append(this.#sent, this.#received);
    this.show([]);
  }

  show(history: readonly (Rate | null)[]): void {
    const known = history.filter((rate) => rate !== null);
    const highest = Math.max(...known.flatMap((rate) => [rate.received, rate.sent]), 1);
    this.#sent.setAttribute('d', pathOf(history.map((rate) => rate && rate.sent / highest)));
    this.#received.setAttribute('d', pathOf(history.map((rate) => rate && rate.received / highest)));
    this.element.setAttribute('aria-label', labelOf(known));
  }
}

function labelOf(known: Rate[]): string {
  if (known.length === 0) {
    return 'Messages per second: not known yet';
  }

  const range = (values: number[]) => `${count(Math.round(Math.min(...values)))} to ${count(Math.round(Math.max(...values)))}`;
  return `Messages per second over the last two minutes: ${range(known.map((rate) => rate.received))} in, ${range(known.map((rate) => rate.sent))} out`;
}

/** A line through values from 0 to 1, with gaps where there are none; the latest is at the right. */
function pathOf(values: (number | null)[]): string {
  const left = MessageRates.samples - values.length;
  return values
    .map((value, index) => {
      if (value === null) {
        return '';
      }

      const x = ((left + index) / (MessageRates.samples - 1)) * width;
      const y = height - 2 - value * (height - 4);
      const isFirst = (values[index - 1] ?? null) === null;
      return `${isFirst ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`;
    })
    .join('');
}

function svg<K extends 'svg' | 'path'>(name: K, attributes: Record<string, string>): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}
