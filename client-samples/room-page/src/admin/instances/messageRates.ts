import type { Cluster, Instance } from '../api/model';

/** Messages per second. */
export interface Rate {
  received: number;
  sent: number;
}

// The instances stop to count when nobody has asked for 10 seconds: over longer times the difference says nothing.
const longest = 10_000;
const samples = 60;

/** Finds out messages per second from how many there were at each look. */
export class MessageRates {
  /** How many looks the history has at most. */
  static readonly samples = samples;

  #counts = new Map<string, Rate>();
  #rates = new Map<string, Rate>();
  #histories = new Map<string, (Rate | null)[]>();
  readonly #totals: (Rate | null)[] = [];
  #at = Number.NEGATIVE_INFINITY;

  /** @param at when it was looked at, in milliseconds. */
  add(cluster: Cluster, at: number): void {
    const elapsed = at - this.#at;
    const before = this.#counts;
    this.#at = at;
    this.#counts = new Map();
    this.#rates = new Map();
    for (const instance of cluster.instances) {
      if (instance.status !== 'silent') {
        this.#counts.set(instance.instance, instance.messages);
        const rate = elapsed <= longest ? rateOf(before.get(instance.instance), instance.messages, elapsed / 1000) : null;
        if (rate) {
          this.#rates.set(instance.instance, rate);
        }
      }
    }

    this.#histories = new Map(cluster.instances.map(({ instance }) => [instance, [...(this.#histories.get(instance) ?? []), this.#rates.get(instance) ?? null].slice(-samples)]));
    this.#totals.push(this.total);
    this.#totals.splice(0, this.#totals.length - samples);
  }

  /** @returns null if it is not known. */
  of({ instance }: Instance): Rate | null {
    return this.#rates.get(instance) ?? null;
  }

  historyOf({ instance }: Instance): readonly (Rate | null)[] {
    return this.#histories.get(instance) ?? [];
  }

  /** Of all instances together; null if it is not known of any. */
  get total(): Rate | null {
    const rates = [...this.#rates.values()];
    return rates.length === 0 ? null : { received: sum(rates.map((rate) => rate.received)), sent: sum(rates.map((rate) => rate.sent)) };
  }

  get totalHistory(): readonly (Rate | null)[] {
    return this.#totals;
  }
}

function rateOf(before: Rate | undefined, now: Rate, seconds: number): Rate | null {
  // Fewer than before: it has begun to count anew.
  return before && now.received >= before.received && now.sent >= before.sent
    ? { received: (now.received - before.received) / seconds, sent: (now.sent - before.sent) / seconds }
    : null;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
