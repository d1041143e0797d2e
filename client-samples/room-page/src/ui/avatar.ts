import { el } from './el';

const colours = 8;

/** Shows a person's initials, in a color that depends on the peer ID. */
export function avatar(peerId: string, name: string, className = ''): HTMLElement {
  const colour = Array.from(peerId).reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 1009, 7) % colours;
  return el('span', { className: `avatar avatar-${colour} ${className}`, aria: { hidden: true } }, initials(name));
}

function initials(name: string): string {
  const words = name.split(/[\s._~@:-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => Array.from(word ?? '?')[0]!.toUpperCase()).join('');
}
