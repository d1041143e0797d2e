import { el } from './el';

const shownFor = 5000;

/** Announces things briefly: to screen readers, or to everybody as a toast. */
export class Announcer {
  readonly element: HTMLElement;
  readonly #spoken = el('div', { className: 'visually-hidden', role: 'status' });
  readonly #toasts = el('div', { className: 'toasts', role: 'status' });

  constructor() {
    this.element = el('div', {}, this.#spoken, this.#toasts);
  }

  say(text: string): void {
    this.#spoken.textContent = text;
  }

  show(text: string): void {
    const toast = el('p', { className: 'toast' }, text);
    this.#toasts.append(toast);
    setTimeout(() => toast.remove(), shownFor);
  }
}
