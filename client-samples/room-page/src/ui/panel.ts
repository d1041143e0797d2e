import { el } from './el';
import { iconButton } from './iconButton';

/** A part of the call screen that can be shown and hidden. */
export class Panel {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  readonly #closeButton: HTMLButtonElement;

  constructor(id: string, title: string, onClose: () => void, tools: Node[], ...content: Node[]) {
    this.heading = el('h2', { id: `${id}-heading` }, title);
    this.#closeButton = iconButton('close', `Close ${title.toLowerCase()}`, 'quiet', onClose).element;
    this.element = el(
      'section',
      { className: `panel panel-${id}`, id, aria: { labelledby: this.heading.id } },
      el('header', { className: 'panel-header' }, this.heading, ...tools, this.#closeButton),
      ...content,
    );
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  set isOpen(value: boolean) {
    this.element.hidden = !value;
  }

  focus(): void {
    this.#closeButton.focus();
  }
}
