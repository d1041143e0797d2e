import { LocalMedia } from '../call/localMedia';
import { el } from './el';
import type { IconName } from './icon';
import { icon } from './icon';
import { iconButton, type IconButton } from './iconButton';
import type { Panel } from './panel';

export interface PanelToggle {
  panel: Panel;
  name: IconName;
  title: string;
  onToggle: () => void;
}

/** The buttons of a call. */
export class ControlBar {
  readonly element: HTMLElement;
  readonly #media: LocalMedia;
  readonly #microphone: IconButton;
  readonly #camera: IconButton;
  readonly #screen: IconButton;
  readonly #toggles = new Map<Panel, HTMLButtonElement>();
  readonly #onProblem: (text: string) => void;
  readonly #stopListening: () => void;

  constructor(media: LocalMedia, toggles: PanelToggle[], onLeave: () => void, onProblem: (text: string) => void) {
    this.#media = media;
    this.#onProblem = onProblem;
    this.#microphone = iconButton('microphone', '', 'round', () => this.#try(() => media.setMicrophone(!media.hasAudio)));
    this.#camera = iconButton('camera', '', 'round', () => this.#try(() => media.setCamera(!media.hasCamera)));
    this.#screen = iconButton('screen', '', 'round', () => this.#try(() => media.setScreen(!media.hasScreen)));
    this.#screen.element.hidden = !LocalMedia.canShareScreen;
    const leave = iconButton('leave', 'Leave room', 'round danger', onLeave);
    this.element = el(
      'footer',
      { className: 'controls' },
      el('div', { className: 'control-group', role: 'group', aria: { label: 'Call' } }, this.#microphone.element, this.#camera.element, this.#screen.element, leave.element),
      el('div', { className: 'control-group', role: 'group', aria: { label: 'Panels' } }, ...toggles.map((toggle) => this.#toggle(toggle))),
    );
    this.#stopListening = media.changed.on(() => this.#show());
    this.#show();
  }

  close(): void {
    this.#stopListening();
  }

  /** Shows which panels are open. */
  refresh(): void {
    for (const [panel, button] of this.#toggles) {
      button.setAttribute('aria-expanded', String(panel.isOpen));
    }
  }

  /** Shows a count on the button of a closed panel. */
  setCount(panel: Panel, count: number, words: string): void {
    const button = this.#toggles.get(panel)!;
    button.querySelector('.count')?.remove();
    if (count > 0) {
      button.append(el('span', { className: 'count' }, String(count), el('span', { className: 'visually-hidden' }, ` ${words}`)));
    }
  }

  focus(panel: Panel): void {
    this.#toggles.get(panel)!.focus();
  }

  #toggle({ panel, name, title, onToggle }: PanelToggle): HTMLButtonElement {
    const button = el('button', { type: 'button', className: 'panel-toggle', title, onclick: onToggle, aria: { controls: panel.element.id } }, icon(name), el('span', { className: 'toggle-title' }, title));
    this.#toggles.set(panel, button);
    return button;
  }

  #show(): void {
    const { hasAudio, hasCamera, hasScreen } = this.#media;
    this.#microphone.set(hasAudio ? 'microphone' : 'microphoneOff', hasAudio ? 'Turn microphone off' : 'Turn microphone on');
    this.#microphone.element.classList.toggle('is-off', !hasAudio);
    this.#camera.set(hasCamera ? 'camera' : 'cameraOff', hasCamera ? 'Turn camera off' : 'Turn camera on');
    this.#camera.element.classList.toggle('is-off', !hasCamera);
    this.#screen.set('screen', hasScreen ? 'Stop sharing the screen' : 'Share the screen');
    this.#screen.element.classList.toggle('is-active', hasScreen);
  }

  #try(action: () => Promise<void>): void {
    action().catch((error: Error) => this.#onProblem(error.message));
  }
}
