type Child = Node | string | false | null | undefined;
type Properties<T> = Partial<Omit<T, 'style' | 'dataset'>> & { aria?: Record<string, string | boolean>; data?: Record<string, string> };

/** Creates an element with properties, `aria-…` and `data-…` attributes, and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Properties<HTMLElementTagNameMap[K]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const { aria, data, ...rest } = properties;
  const element = Object.assign(document.createElement(name), rest);
  for (const [key, value] of Object.entries(aria ?? {})) {
    element.setAttribute(`aria-${key}`, String(value));
  }

  Object.assign(element.dataset, data);
  element.append(...children.filter((child): child is Node | string => child !== false && child !== null && child !== undefined));
  return element;
}
