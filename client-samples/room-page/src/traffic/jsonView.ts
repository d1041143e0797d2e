import { el } from '../ui/el';

const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Shows JSON, indented and colored. */
export function jsonView(text: string): HTMLElement {
  const indented = indent(text);
  const view = el('pre', { className: 'json' });
  let end = 0;
  for (const match of indented.matchAll(tokens)) {
    view.append(indented.slice(end, match.index));
    const [whole, string, colon] = match;
    const kind = colon ? 'key' : string ? 'string' : 'literal';
    view.append(el('span', { className: `json-${kind}` }, string ?? whole), colon ?? '');
    end = match.index + whole.length;
  }

  view.append(indented.slice(end));
  return view;
}

function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
