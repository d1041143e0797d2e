export interface ItemView<T> {
  readonly element: HTMLElement;
  update(item: T): void;
}

/** Shows items in place: an element stays the same as long as its item is there, so that focus, selection and what is open in it stay, too. */
export class KeyedList<T> {
  readonly #container: HTMLElement;
  readonly #keyOf: (item: T) => string;
  readonly #create: (item: T) => ItemView<T>;
  readonly #onFocusLost: () => void;
  #views = new Map<string, ItemView<T>>();

  /** @param onFocusLost finds a new place for the focus after the item that had it is gone. */
  constructor(container: HTMLElement, keyOf: (item: T) => string, create: (item: T) => ItemView<T>, onFocusLost: () => void) {
    this.#container = container;
    this.#keyOf = keyOf;
    this.#create = create;
    this.#onFocusLost = onFocusLost;
  }

  show(items: readonly T[]): void {
    const before = this.#views;
    this.#views = new Map(items.map((item) => [this.#keyOf(item), before.get(this.#keyOf(item)) ?? this.#create(item)]));
    const focused = this.#container.contains(document.activeElement) ? document.activeElement : null;
    for (const [key, view] of before) {
      if (!this.#views.has(key)) {
        view.element.remove();
      }
    }

    this.#arrange(focused);
    for (const item of items) {
      this.#views.get(this.#keyOf(item))!.update(item);
    }

    if (focused && !focused.isConnected) {
      this.#onFocusLost();
    }
  }

  /** Moves elements to their places, but never the one with the focus, which would lose it. */
  #arrange(focused: Element | null): void {
    let place = this.#container.firstElementChild;
    for (const { element } of this.#views.values()) {
      while (place !== element && element.contains(focused) && place) {
        const next: Element | null = place.nextElementSibling;
        this.#container.append(place);
        place = next;
      }

      if (place === element) {
        place = place.nextElementSibling;
      } else {
        this.#container.insertBefore(element, place);
      }
    }
  }
}
