import { Announcer } from '../ui/announcer';
import { el } from '../ui/el';
import { forget, recall, remember } from '../ui/storage';
import { AdminApi } from './api/adminApi';
import { ApiError } from './api/apiError';
import { Dashboard } from './dashboard';
import { KeyScreen } from './keyScreen';

const storageKey = 'operator-key';

/** Leads from the key screen to the dashboard, and back. */
export class AdminApp {
  readonly #root = el('div', { className: 'app' });
  readonly #announcer = new Announcer();
  #keyScreen: KeyScreen | undefined;
  #dashboard: Dashboard | undefined;

  start(): void {
    this.#root.append(el('p', { className: 'empty' }, 'Asking the server…'));
    document.body.append(this.#root, this.#announcer.element);
    void this.#enter(recall(storageKey, 'session'));
    addEventListener('pageshow', (event) => event.persisted && location.reload());
  }

  /** Finds out whether the server lets us in: with a key, or without one. */
  async #enter(key: string | null): Promise<void> {
    const api = new AdminApi(key);
    try {
      await api.getCluster();
    } catch (error) {
      // What may pass is shown by the dashboard, which tries again; but not with a key that has never been good.
      const status = error instanceof ApiError ? error.status : 0;
      if (this.#keyScreen || [401, 403, 404].includes(status) || (status === 429 && key === null)) {
        this.#showKeyScreen(key === null && status === 401 ? null : error);
        return;
      }
    }

    if (key !== null) {
      remember(storageKey, key, 'session');
    }

    this.#showDashboard(api);
  }

  #showDashboard(api: AdminApi): void {
    const hadKeyScreen = this.#keyScreen !== undefined;
    this.#keyScreen?.close();
    this.#keyScreen = undefined;
    this.#dashboard = new Dashboard(api, this.#announcer, (refusal) => this.#leave(refusal));
    this.#root.replaceChildren(this.#dashboard.element);
    if (hadKeyScreen) {
      this.#dashboard.focus();
    }
  }

  #leave(refusal: ApiError | null): void {
    // Otherwise the key may still be good.
    if (refusal === null || refusal.status === 401) {
      forget(storageKey, 'session');
    }

    this.#dashboard?.close();
    this.#dashboard = undefined;
    this.#showKeyScreen(refusal);
  }

  /** @param problem why the server does not let us in; null if it only needs a key. */
  #showKeyScreen(problem: unknown): void {
    if (!this.#keyScreen) {
      document.title = 'Operator – Protoo.Hub';
      // What a dialog asks about is out of reach.
      document.querySelector('dialog')?.close();
      this.#keyScreen = new KeyScreen((key) => void this.#enter(key));
      this.#root.replaceChildren(this.#keyScreen.element);
      this.#keyScreen.focus();
    }

    this.#keyScreen.show(problem);
  }
}
