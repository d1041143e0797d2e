import { el } from './el';

export function brand(): HTMLElement {
  return el('span', { className: 'brand' }, el('img', { src: './icon.svg', alt: '', width: 28, height: 28 }), el('span', {}, 'Protoo.Hub'));
}
