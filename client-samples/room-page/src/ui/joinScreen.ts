import type { LocalMedia } from '../call/localMedia';
import type { ClosedReason } from '../connection/closedReason';
import type { Transport } from '../connection/roomConnection';
import { idRule, isId, randomText, toId } from '../ids';
import { brand } from './brand';
import { el } from './el';
import { icon } from './icon';
import { Preview } from './preview';
import { recall, remember } from './storage';
import { themeButton } from './themeButton';

export interface JoinChoice {
  roomId: string;
  peerId: string;
  name: string;
  transport: Transport;
}

const transports: Record<Transport, [title: string, text: string]> = {
  native: ['protoo', 'protoo-client over a WebSocket'],
  signalr: ['SignalR', '@microsoft/signalr, with its fall-backs'],
};

/** The screen on which users choose a room, a name, and a transport, and see a preview of themselves. */
export class JoinScreen {
  readonly element: HTMLElement;
  readonly #preview: Preview;
  readonly #heading = el('h1', { tabIndex: -1 }, 'Join a room');
  readonly #room = el('input', { id: 'room', name: 'room', autocomplete: 'off', spellcheck: false, maxLength: 128, required: true });
  readonly #name = el('input', { id: 'name', name: 'name', autocomplete: 'name', maxLength: 60, required: true });
  readonly #peerId = el('input', { id: 'peer-id', name: 'peerId', autocomplete: 'off', spellcheck: false, maxLength: 128 });
  readonly #peerIdShown = el('code');
  readonly #peerIdDetails = el('details', { className: 'peer-id' });
  readonly #submit = el('button', { type: 'submit', className: 'primary' }, 'Join room');
  readonly #cancel = el('button', { type: 'button', hidden: true }, 'Cancel');
  readonly #status = el('p', { className: 'join-status', role: 'status' });
  readonly #problem = el('div', { className: 'problem', hidden: true, tabIndex: -1, role: 'alert' });
  readonly #form: HTMLFormElement;
  readonly #suffix: string;
  readonly #onJoin: (choice: JoinChoice) => void;
  #hasOwnPeerId = false;

  constructor(media: LocalMedia, last: JoinChoice | undefined, onJoin: (choice: JoinChoice) => void, onCancel: () => void) {
    this.#onJoin = onJoin;
    this.#preview = new Preview(media, () => this.#name.value.trim());
    // Stays the same in this tab after a reload, so that the new connection replaces the old one.
    this.#suffix = recall('suffix', 'session') ?? randomText(4);
    remember('suffix', this.#suffix, 'session');
    this.#cancel.onclick = onCancel;
    this.#form = this.#makeForm();
    this.#fill(last);
    this.element = el(
      'div',
      { className: 'join' },
      el('header', { className: 'join-header' }, brand(), themeButton()),
      el(
        'main',
        { className: 'join-main' },
        this.#preview.element,
        el(
          'section',
          { className: 'join-card' },
          this.#heading,
          el('p', { className: 'lead' }, 'Chat and video calls, with every protocol message in plain sight. Whoever joins over protoo and over SignalR meets in the same room.'),
          this.#form,
        ),
      ),
    );
  }

  focus(): void {
    this.#heading.focus();
  }

  close(): void {
    this.#preview.close();
  }

  /** Shows that joining is under way. */
  showJoining(attempt: number, why: string | undefined): void {
    this.#problem.hidden = true;
    this.#setBusy(true);
    this.#status.textContent = attempt === 1 ? 'Joining…' : `${why ?? 'The server did not answer.'} Trying again (attempt ${attempt} of 11)…`;
  }

  /** Shows why joining has failed. */
  showProblem({ title, text, isPeerIdTaken }: ClosedReason): void {
    this.showReady();
    this.#problem.replaceChildren(icon('warning'), el('div', {}, el('strong', {}, title), el('p', {}, text)));
    this.#problem.hidden = false;
    this.#peerIdDetails.open ||= isPeerIdTaken === true;
    this.#problem.focus();
  }

  showReady(): void {
    this.#setBusy(false);
    this.#status.textContent = '';
  }

  #makeForm(): HTMLFormElement {
    this.#name.oninput = () => {
      this.#derivePeerId();
      this.#preview.refresh();
    };
    this.#peerId.oninput = () => {
      this.#hasOwnPeerId = this.#peerId.value !== '';
      this.#showPeerId();
    };
    this.#peerIdDetails.append(
      el('summary', {}, icon('chevron'), el('span', {}, 'Peer ID '), this.#peerIdShown),
      el('label', { htmlFor: 'peer-id' }, 'Peer ID'),
      this.#peerId,
      el('p', { className: 'hint', id: 'peer-id-hint' }, `What the protocol calls you. ${idRule}`),
    );
    this.#peerId.setAttribute('aria-describedby', 'peer-id-hint');
    const form = el(
      'form',
      { noValidate: true },
      this.#problem,
      field('Room', this.#room, idRule),
      field('Your name', this.#name),
      this.#peerIdDetails,
      el('fieldset', { className: 'transports' }, el('legend', {}, 'Transport'), transportOption('native'), transportOption('signalr')),
      el('div', { className: 'join-actions' }, this.#submit, this.#cancel),
      this.#status,
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#submitForm();
    };
    return form;
  }

  // Uses what was last chosen, otherwise what the address says, otherwise what is remembered.
  #fill(last: JoinChoice | undefined): void {
    const query = new URLSearchParams(location.search);
    this.#room.value = last?.roomId ?? query.get('room') ?? `room-${randomText(5)}`;
    this.#name.value = last?.name ?? query.get('name') ?? recall('name') ?? '';
    const peerId = last?.peerId ?? query.get('peerId') ?? '';
    this.#hasOwnPeerId = peerId !== '';
    this.#peerId.value = peerId;
    this.#derivePeerId();
    const transport = last?.transport ?? query.get('transport') ?? recall('transport');
    this.#transportInput(transport === 'signalr' ? 'signalr' : 'native').checked = true;
    this.#preview.refresh();
  }

  #derivePeerId(): void {
    if (!this.#hasOwnPeerId) {
      this.#peerId.value = `${toId(this.#name.value) || 'guest'}-${this.#suffix}`;
    }

    this.#showPeerId();
  }

  #showPeerId(): void {
    this.#peerIdShown.textContent = this.#peerId.value;
  }

  #submitForm(): void {
    const choice: JoinChoice = {
      roomId: this.#room.value.trim(),
      name: this.#name.value.trim(),
      peerId: this.#peerId.value.trim(),
      transport: this.#transportInput('signalr').checked ? 'signalr' : 'native',
    };
    const problems = [
      check(this.#room, isId(choice.roomId), choice.roomId ? idRule : 'Enter the name of a room.'),
      check(this.#name, choice.name !== '', 'Enter a name, for the others to know you.'),
      check(this.#peerId, isId(choice.peerId), idRule),
    ];
    this.#peerIdDetails.open ||= problems[2] !== null;
    const first = problems.find((input) => input !== null);
    if (first) {
      first.focus();
      return;
    }

    remember('name', choice.name);
    remember('transport', choice.transport);
    this.#onJoin(choice);
  }

  #transportInput(transport: Transport): HTMLInputElement {
    return this.#form.querySelector<HTMLInputElement>(`#transport-${transport}`)!;
  }

  #setBusy(isBusy: boolean): void {
    const hadFocus = document.activeElement === this.#cancel || document.activeElement === this.#submit;
    for (const control of this.#form.querySelectorAll<HTMLInputElement | HTMLButtonElement>('input, button')) {
      control.disabled = isBusy && control !== this.#cancel;
    }

    this.#cancel.hidden = !isBusy;
    this.#submit.textContent = isBusy ? 'Joining…' : 'Join room';
    if (hadFocus) {
      (isBusy ? this.#cancel : this.#submit).focus();
    }
  }
}

function field(label: string, input: HTMLInputElement, hint?: string): HTMLElement {
  const error = el('p', { className: 'field-error', id: `${input.id}-error`, hidden: true });
  input.setAttribute('aria-describedby', error.id);
  if (hint) {
    input.title = hint;
  }

  return el('div', { className: 'field' }, el('label', { htmlFor: input.id }, label), input, error);
}

// Says what is wrong beside the field, and tells a screen reader in the field.
function check(input: HTMLInputElement, isValid: boolean, problem: string): HTMLInputElement | null {
  input.setAttribute('aria-invalid', String(!isValid));
  const error = document.getElementById(`${input.id}-error`);
  if (error) {
    error.textContent = isValid ? '' : problem;
    error.hidden = isValid;
  }

  return isValid ? null : input;
}

function transportOption(transport: Transport): HTMLElement {
  const [title, text] = transports[transport];
  return el(
    'label',
    { className: `option option-${transport}` },
    el('input', { type: 'radio', name: 'transport', id: `transport-${transport}`, value: transport }),
    el('span', {}, el('strong', {}, title), el('small', {}, text)),
  );
}
