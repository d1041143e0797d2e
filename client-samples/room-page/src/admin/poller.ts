const interval = 2000;

/** Does some work again and again while the page is visible, never twice at once. */
export class Poller {
  readonly #work: () => Promise<void>;
  readonly #onVisibility = () => this.#next(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  #isWorking = false;
  #isWanted = false;

  constructor(work: () => Promise<void>) {
    this.#work = work;
    document.addEventListener('visibilitychange', this.#onVisibility);
    void this.#run();
  }

  /** Does the work soon, out of turn: at once, or after what is under way. */
  hurry(): void {
    this.#isWanted = this.#isWorking;
    this.#next(0);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisibility);
  }

  #next(delay: number): void {
    clearTimeout(this.#timer);
    if (!this.#isStopped && !this.#isWorking && !document.hidden) {
      this.#timer = setTimeout(() => void this.#run(), delay);
    }
  }

  async #run(): Promise<void> {
    this.#isWorking = true;
    this.#isWanted = false;
    const begin = performance.now();
    await this.#work();
    this.#isWorking = false;
    this.#next(this.#isWanted ? 0 : Math.max(200, interval - (performance.now() - begin)));
  }
}
