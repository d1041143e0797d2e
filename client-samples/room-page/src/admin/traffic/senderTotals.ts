import type { Flow } from '../api/model';

export interface SenderTotal {
  /** A peer; null for the server's app. */
  sender: string | null;
  messagesPerSecond: number;
  bytesPerSecond: number;
  messages: number;
  /** Whether it sends far more than the others do. */
  isFlooding: boolean;
}

interface Sums {
  messages: number;
  recent: { second: number; messages: number; bytes: number }[];
}

/** The rates are an average of so many seconds. */
const averaged = 5;

/** Far more than the others is this many times the median, but at least the floor. Above the ceiling, the others do not matter. */
const floods = { factor: 4, messages: { floor: 50, ceiling: 200 }, bytes: { floor: 200_000, ceiling: 1_000_000 } };

/** Counts what each peer sends. */
export class SenderTotals {
  readonly #senders = new Map<string | null, Sums>();
  #begin = 0;

  /** @param at when, in milliseconds. */
  clear(at: number): void {
    this.#senders.clear();
    this.#begin = at;
  }

  add({ from, size, omitted, omittedSize }: Flow, at: number): void {
    const second = Math.floor(at / 1000);
    let sums = this.#senders.get(from);
    if (!sums) {
      this.#senders.set(from, (sums = { messages: 0, recent: [] }));
    }

    sums.messages += 1 + omitted;
    let last = sums.recent.at(-1);
    if (last?.second !== second) {
      sums.recent.push((last = { second, messages: 0, bytes: 0 }));
      sums.recent.splice(0, sums.recent.length - averaged);
    }

    last.messages += 1 + omitted;
    last.bytes += size + omittedSize;
  }

  /** @returns those who send most first. */
  summarize(at: number): SenderTotal[] {
    const oldest = Math.floor(at / 1000) - averaged + 1;
    const seconds = Math.max(1, (at - Math.max(this.#begin, oldest * 1000)) / 1000);
    const totals = [...this.#senders].map(([sender, { messages, recent }]) => {
      const now = recent.filter(({ second }) => second >= oldest);
      return {
        sender,
        messages,
        messagesPerSecond: now.reduce((sum, part) => sum + part.messages, 0) / seconds,
        bytesPerSecond: now.reduce((sum, part) => sum + part.bytes, 0) / seconds,
        isFlooding: false,
      };
    });
    const active = totals.filter((total) => total.messagesPerSecond > 0);
    const messages = medianOf(active.map((total) => total.messagesPerSecond));
    const bytes = medianOf(active.map((total) => total.bytesPerSecond));
    for (const total of active) {
      total.isFlooding = total.sender !== null && (isFar(total.messagesPerSecond, messages, floods.messages) || isFar(total.bytesPerSecond, bytes, floods.bytes));
    }

    return totals.sort((a, b) => Number(b.isFlooding) - Number(a.isFlooding) || b.messagesPerSecond - a.messagesPerSecond || b.messages - a.messages);
  }
}

function isFar(rate: number, median: number, { floor, ceiling }: { floor: number; ceiling: number }): boolean {
  return rate >= ceiling || rate >= Math.max(floor, floods.factor * median);
}

// The lower one of two, for one peer beside a flooding one to count.
function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}
