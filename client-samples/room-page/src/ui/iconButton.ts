import { el } from './el';
import { icon, type IconName } from './icon';

export interface IconButton {
  readonly element: HTMLButtonElement;
  set(name: IconName, label: string): void;
}

/** A button with a picture, whose name is read to those who do not see it, and shown to those who point at it. */
export function iconButton(name: IconName, label: string, className: string, onClick: () => void): IconButton {
  const element = el('button', { type: 'button', className: `icon-button ${className}`, onclick: onClick });
  const set = (nextName: IconName, nextLabel: string) => {
    element.replaceChildren(icon(nextName));
    element.setAttribute('aria-label', nextLabel);
    element.title = nextLabel;
  };
  set(name, label);
  return { element, set };
}
