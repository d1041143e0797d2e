import { el } from './el';
import { icon, type IconName } from './icon';

export interface IconButton {
  readonly element: HTMLButtonElement;
  set(name: IconName, label: string): void;
}

/** Creates a button with a picture. Screen readers read its name, and pointing at the button shows it. */
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
