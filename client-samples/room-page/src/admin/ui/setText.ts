/** Changes an element's text only if it differs, so that a selection in it survives and screen readers are not told again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
