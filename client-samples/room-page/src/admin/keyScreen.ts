import { brand } from '../ui/brand';
import { el } from '../ui/el';
import { countOf } from '../ui/format';
import { icon } from '../ui/icon';
import { themeButton } from '../ui/themeButton';
import { ApiError, messageOf } from './api/apiError';

/** The screen that asks for the key. */
export class KeyScreen {
  readonly element: HTMLElement;
  readonly #input = el('input', { type: 'password', id: 'key', name: 'key', autocomplete: 'off', spellcheck: false, required: true });
  readonly #submit = el('button', { type: 'submit', className: 'primary' }, 'Open');
  readonly #problem = el('div', { className: 'problem', hidden: true });
  readonly #onKey: (key: string) => void;
  #waitTimer: ReturnType<typeof setInterval> | undefined;
  #isBusy = false;
  #wait = 0;

  constructor(onKey: (key: string) => void) {
    this.#onKey = onKey;
    const form = el(
      'form',
      { noValidate: true },
      el('div', { role: 'alert' }, this.#problem),
      el(
        'div',
        { className: 'field' },
        el('label', { htmlFor: this.#input.id }, 'API key'),
        this.#input,
        el('p', { className: 'hint', id: 'key-hint' }, 'What the server’s setting Protoo:Admin:ApiKey says. It is kept for this tab only.'),
      ),
      el('div', { className: 'join-actions' }, this.#submit),
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#send();
    };
    this.#input.setAttribute('aria-describedby', 'key-hint');
    this.element = el(
      'div',
      { className: 'join' },
      el('header', { className: 'join-header' }, brand(), themeButton()),
      el(
        'main',
        { className: 'key-main' },
        el('section', { className: 'join-card' }, el('h1', {}, 'Operator'), el('p', { className: 'lead' }, 'See the instances and rooms of this room server, and what goes through them.'), form),
      ),
    );
  }

  focus(): void {
    this.#input.focus();
  }

  /** Shows why the server does not let us in; null if it only needs a key. */
  show(problem: unknown): void {
    this.#isBusy = false;
    this.#problem.hidden = problem === null;
    if (problem === null) {
      this.#refresh();
      return;
    }

    const { title, text } = wordsFor(problem);
    this.#problem.replaceChildren(icon('warning'), el('div', {}, el('strong', {}, title), text && el('p', {}, text)));
    if (problem instanceof ApiError && problem.status === 401) {
      this.#input.setAttribute('aria-invalid', 'true');
      this.#input.select();
    } else if (problem instanceof ApiError && problem.status === 429) {
      this.#countDown(problem.retryAfter);
    }

    this.#refresh();
    this.#input.focus();
  }

  close(): void {
    clearInterval(this.#waitTimer);
  }

  #send(): void {
    if (this.#isBusy || this.#wait > 0) {
      return;
    }

    this.#problem.hidden = true;
    this.#input.removeAttribute('aria-invalid');
    if (this.#input.value === '') {
      this.#input.focus();
      return;
    }

    // Other characters cannot be sent, so that no key has them.
    if (/[^\x20-\x7e]/.test(this.#input.value)) {
      this.show(new ApiError(401, ''));
      return;
    }

    this.#isBusy = true;
    this.#refresh();
    this.#onKey(this.#input.value);
  }

  #countDown(seconds: number): void {
    clearInterval(this.#waitTimer);
    this.#wait = seconds;
    this.#waitTimer = setInterval(() => {
      this.#wait--;
      if (this.#wait <= 0) {
        clearInterval(this.#waitTimer);
        this.#problem.hidden = true;
      }

      this.#refresh();
    }, 1000);
  }

  #refresh(): void {
    this.#submit.ariaDisabled = String(this.#isBusy || this.#wait > 0);
    this.#submit.textContent = this.#wait > 0 ? `Wait ${this.#wait} s` : this.#isBusy ? 'Opening…' : 'Open';
  }
}

function wordsFor(problem: unknown): { title: string; text?: string } {
  const status = problem instanceof ApiError ? problem.status : -1;
  switch (status) {
    case 401:
      return { title: 'The key is wrong.' };
    case 403:
      return { title: 'You are not allowed to see this.' };
    case 404:
      return { title: 'The operator’s API is off.', text: 'The server’s setting Protoo:Admin:ApiKey turns it on.' };
    case 429:
      return { title: 'Too many wrong keys.', text: `Wait ${countOf((problem as ApiError).retryAfter, 'second')}. Until then, no key is looked at.` };
    default:
      return { title: 'The server cannot be asked.', text: messageOf(problem) };
  }
}
