import { el } from '../../ui/el';
import { icon } from '../../ui/icon';

/** A field to search with. */
export class SearchField {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;

  constructor(id: string, label: string, onInput: () => void) {
    this.#input = el('input', { type: 'search', id, placeholder: 'Filter', autocomplete: 'off', spellcheck: false, aria: { label } });
    this.#input.oninput = onInput;
    this.element = el('span', { className: 'search' }, icon('search'), this.#input);
  }

  get text(): string {
    return this.#input.value.trim().toLowerCase();
  }

  clear(): void {
    this.#input.value = '';
  }
}
