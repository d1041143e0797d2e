import { levelOfTrack } from '../call/audioLevel';
import type { Device, LocalMedia } from '../call/localMedia';
import { avatar } from './avatar';
import { el } from './el';
import { iconButton } from './iconButton';

/** A preview of the user before joining. Nothing is asked of the browser until the user wants it. */
export class Preview {
  readonly element: HTMLElement;
  readonly #media: LocalMedia;
  readonly #getName: () => string;
  readonly #video = el('video', { autoplay: true, muted: true, playsInline: true, hidden: true, aria: { label: 'What your camera sees' } });
  readonly #empty = el('div', { className: 'preview-empty' });
  readonly #caption = el('p');
  readonly #meter = el('span', { className: 'meter', hidden: true, aria: { hidden: true } }, el('span'));
  readonly #status = el('p', { className: 'preview-status', role: 'status' });
  readonly #microphone = iconButton('microphoneOff', 'Turn microphone on', 'round', () => void this.#toggle('microphone'));
  readonly #camera = iconButton('cameraOff', 'Turn camera on', 'round', () => void this.#toggle('camera'));
  readonly #stopListening: () => void;
  #level: { track: MediaStreamTrack; level: () => number; stop: () => void } | undefined;
  #frame = 0;

  constructor(media: LocalMedia, getName: () => string) {
    this.#media = media;
    this.#getName = getName;
    this.element = el(
      'section',
      { className: 'preview', aria: { label: 'Camera and microphone' } },
      el('div', { className: 'preview-picture' }, this.#video, this.#empty, el('div', { className: 'preview-controls' }, this.#microphone.element, this.#camera.element), this.#meter),
      this.#status,
    );
    this.#stopListening = media.changed.on(() => this.refresh());
    this.refresh();
  }

  refresh(): void {
    const { hasAudio, hasCamera, videoTrack, audioTrack } = this.#media;
    this.#video.hidden = !hasCamera;
    this.#empty.hidden = hasCamera;
    if (hasCamera && (this.#video.srcObject as MediaStream | null)?.getVideoTracks()[0] !== videoTrack) {
      this.#video.srcObject = new MediaStream([videoTrack!]);
    } else if (!hasCamera) {
      this.#video.srcObject = null;
    }

    const name = this.#getName();
    this.#caption.textContent = 'Your camera is off. You can join without it.';
    this.#empty.replaceChildren(avatar(name, name || '?', 'avatar-large'), this.#caption);
    this.#microphone.set(hasAudio ? 'microphone' : 'microphoneOff', hasAudio ? 'Turn microphone off' : 'Turn microphone on');
    this.#microphone.element.classList.toggle('is-off', !hasAudio);
    this.#camera.set(hasCamera ? 'camera' : 'cameraOff', hasCamera ? 'Turn camera off' : 'Turn camera on');
    this.#camera.element.classList.toggle('is-off', !hasCamera);
    this.#listen(audioTrack);
  }

  close(): void {
    this.#stopListening();
    this.#listen(null);
  }

  async #toggle(device: Device): Promise<void> {
    this.#status.textContent = '';
    try {
      await (device === 'camera' ? this.#media.setCamera(!this.#media.hasCamera) : this.#media.setMicrophone(!this.#media.hasAudio));
    } catch (error) {
      this.#status.textContent = (error as Error).message;
    }
  }

  #listen(track: MediaStreamTrack | null): void {
    if (track === (this.#level?.track ?? null)) {
      return;
    }

    cancelAnimationFrame(this.#frame);
    this.#level?.stop();
    this.#level = track ? { track, ...levelOfTrack(track) } : undefined;
    this.#meter.hidden = !track;
    if (this.#level) {
      this.#show();
    }
  }

  #show(): void {
    const bar = this.#meter.firstElementChild as HTMLElement;
    bar.style.transform = `scaleX(${Math.min(1, (this.#level?.level() ?? 0) * 6)})`;
    this.#frame = requestAnimationFrame(() => this.#show());
  }
}
