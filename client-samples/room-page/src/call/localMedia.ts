import { Signal } from '../signal';

export type Device = 'microphone' | 'camera';

/** The user's own microphone, camera, and screen. Calls also work with none of them. */
export class LocalMedia {
  readonly changed = new Signal();
  #audio: MediaStreamTrack | null = null;
  #camera: MediaStreamTrack | null = null;
  #screen: MediaStreamTrack | null = null;
  #isMuted = false;
  #turn: Promise<unknown> = Promise.resolve();

  /** What the others hear; null if nothing. */
  get audioTrack(): MediaStreamTrack | null {
    return this.#isMuted ? null : this.#audio;
  }

  /** What the others see: the screen, or otherwise the camera. */
  get videoTrack(): MediaStreamTrack | null {
    return this.#screen ?? this.#camera;
  }

  get hasAudio(): boolean {
    return this.audioTrack !== null;
  }

  get hasCamera(): boolean {
    return this.#camera !== null;
  }

  get hasScreen(): boolean {
    return this.#screen !== null;
  }

  static get canShareScreen(): boolean {
    return typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  }

  /** Rejects with an error whose message is for the user. */
  setMicrophone(on: boolean): Promise<void> {
    return this.#inTurn(() => this.#setMicrophone(on));
  }

  /** Rejects with an error whose message is for the user. */
  setCamera(on: boolean): Promise<void> {
    return this.#inTurn(() => this.#setCamera(on));
  }

  /** Rejects with an error whose message is for the user; does nothing if the user changes their mind. */
  setScreen(on: boolean): Promise<void> {
    return this.#inTurn(() => this.#setScreen(on));
  }

  stop(): void {
    for (const track of [this.#audio, this.#camera, this.#screen]) {
      track?.stop();
    }

    this.#audio = this.#camera = this.#screen = null;
    this.changed.emit();
  }

  // While the browser asks the user, the button may be pressed again.
  #inTurn(action: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => {});
    return result;
  }

  async #setMicrophone(on: boolean): Promise<void> {
    if (on && !this.#audio) {
      this.#audio = await this.#open('microphone');
    }

    // A muted microphone stays open, so that it can be back at once.
    this.#isMuted = !on;
    if (this.#audio) {
      this.#audio.enabled = on;
    }

    this.changed.emit();
  }

  async #setCamera(on: boolean): Promise<void> {
    if (on) {
      this.#camera ??= await this.#open('camera');
    } else {
      // Turns off the camera's light.
      this.#camera?.stop();
      this.#camera = null;
    }

    this.changed.emit();
  }

  async #setScreen(on: boolean): Promise<void> {
    if (on) {
      this.#screen ??= await openScreen();
      this.#screen?.addEventListener('ended', () => void this.setScreen(false));
    } else {
      this.#screen?.stop();
      this.#screen = null;
    }

    this.changed.emit();
  }

  async #open(device: Device): Promise<MediaStreamTrack> {
    if (!navigator.mediaDevices) {
      throw new Error('Browsers give the microphone and the camera only to pages over HTTPS, or from localhost.');
    }

    try {
      const stream = await navigator.mediaDevices.getUserMedia(
        device === 'camera'
          ? { video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' } }
          : { audio: { echoCancellation: true, noiseSuppression: true } },
      );
      const [track] = stream.getTracks();
      track!.addEventListener('ended', () => this.#onEnded(track!));
      return track!;
    } catch (error) {
      throw new Error(problemWith(device, error));
    }
  }

  // The device was unplugged, or its permission was withdrawn in the browser's settings.
  #onEnded(track: MediaStreamTrack): void {
    if (track === this.#audio) {
      this.#audio = null;
    } else if (track === this.#camera) {
      this.#camera = null;
    }

    this.changed.emit();
  }
}

async function openScreen(): Promise<MediaStreamTrack | null> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: true });
    return stream.getVideoTracks()[0] ?? null;
  } catch (error) {
    if ((error as DOMException).name === 'NotAllowedError') {
      return null;
    }

    throw new Error('The screen cannot be shared.');
  }
}

function problemWith(device: Device, error: unknown): string {
  switch ((error as DOMException).name) {
    case 'NotAllowedError':
      return `The browser does not let this page use the ${device}. Its settings for this page can allow it.`;
    case 'NotFoundError':
      return `There is no ${device}.`;
    case 'NotReadableError':
      return `The ${device} is in use by another program.`;
    default:
      return `The ${device} cannot be used.`;
  }
}
