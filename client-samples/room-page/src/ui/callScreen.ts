import type { LocalMedia } from '../call/localMedia';
import { Mesh } from '../call/mesh';
import { Speaking } from '../call/speaking';
import { Chat } from '../room/chat';
import type { Room } from '../room/room';
import type { TrafficLog } from '../traffic/trafficLog';
import { TrafficPanel } from '../traffic/trafficPanel';
import type { Announcer } from './announcer';
import { brand } from './brand';
import { ChatPanel } from './chatPanel';
import { showClosedDialog } from './closedDialog';
import { ConnectionStatus } from './connectionStatus';
import { ControlBar } from './controlBar';
import { copyText } from './copyText';
import { el } from './el';
import { icon } from './icon';
import type { Panel } from './panel';
import { PeoplePanel } from './peoplePanel';
import { Stage } from './stage';
import { themeButton } from './themeButton';
import { transportBadge } from './transportBadge';

export interface CallScreenActions {
  /** The user leaves, or the server has ended the connection and the user agrees. */
  leave(): void;
  /** The server has ended the connection, and the user wants to come back. */
  again(): void;
}

/** The screen of a room: videos, chat, people, and traffic. */
export class CallScreen {
  readonly element: HTMLElement;
  readonly #room: Room;
  readonly #media: LocalMedia;
  readonly #announcer: Announcer;
  readonly #actions: CallScreenActions;
  readonly #mesh: Mesh;
  readonly #speaking: Speaking;
  readonly #chat: Chat;
  readonly #stage: Stage;
  readonly #chatPanel: ChatPanel;
  readonly #people: PeoplePanel;
  readonly #traffic: TrafficPanel;
  readonly #controls: ControlBar;
  readonly #status = new ConnectionStatus();
  readonly #heading: HTMLElement;
  readonly #side: HTMLElement;
  readonly #isNarrow = matchMedia('(max-width: 860px)');
  readonly #stopListening: () => void;
  #unread = 0;

  constructor(room: Room, media: LocalMedia, traffic: TrafficLog, announcer: Announcer, actions: CallScreenActions) {
    this.#room = room;
    this.#media = media;
    this.#announcer = announcer;
    this.#actions = actions;
    this.#mesh = new Mesh(room, media);
    this.#speaking = new Speaking(room, this.#mesh, media);
    this.#chat = new Chat(room);
    const invite = () => void this.#copyInvite();
    this.#stage = new Stage(room, this.#mesh, media, this.#speaking, invite);
    this.#chatPanel = new ChatPanel(this.#chat, () => this.#toggle(this.#chatPanel.panel));
    this.#people = new PeoplePanel(room, () => this.#toggle(this.#people.panel));
    this.#traffic = new TrafficPanel(traffic, () => this.#toggle(this.#traffic.panel));
    this.#controls = new ControlBar(
      media,
      [
        { panel: this.#people.panel, name: 'people', title: 'People', onToggle: () => this.#toggle(this.#people.panel) },
        { panel: this.#chatPanel.panel, name: 'chat', title: 'Chat', onToggle: () => this.#toggle(this.#chatPanel.panel) },
        { panel: this.#traffic.panel, name: 'traffic', title: 'Traffic', onToggle: () => this.#toggle(this.#traffic.panel) },
      ],
      actions.leave,
      (problem) => announcer.show(problem),
    );
    this.#heading = el('h1', { tabIndex: -1 }, el('span', { className: 'visually-hidden' }, 'Room '), room.roomId);
    this.#side = el('div', { className: 'side' }, this.#people.panel.element, this.#chatPanel.panel.element);
    this.element = el(
      'div',
      { className: 'call' },
      el(
        'header',
        { className: 'call-header' },
        brand(),
        this.#heading,
        transportBadge(room.connection.transport),
        this.#status.element,
        el('button', { type: 'button', className: 'invite', onclick: invite, title: 'Copy invite link' }, icon('link'), el('span', {}, 'Copy invite link')),
        themeButton(),
      ),
      this.#status.banner,
      el('main', { className: 'call-main' }, el('div', { className: 'centre' }, this.#stage.element, this.#traffic.panel.element), this.#side),
      this.#controls.element,
    );
    this.#listen();
    this.#stopListening = media.changed.on(() => this.#tellMedia());
    this.#isNarrow.onchange = () => this.#openDefaults();
    this.#openDefaults();
  }

  focus(): void {
    this.#heading.focus();
  }

  close(): void {
    this.#isNarrow.onchange = null;
    this.#stopListening();
    this.#mesh.close();
    this.#speaking.stop();
    this.#stage.close();
    this.#traffic.close();
    this.#controls.close();
  }

  #listen(): void {
    const room = this.#room;
    room.stateChanged.on((state) => {
      this.#status.show(state);
      if (state.kind === 'closed' && room.hasJoined) {
        showClosedDialog(state.reason, this.#actions.again, this.#actions.leave);
      }
    });
    // People who are already there when the user enters are not announced.
    let isEntering = true;
    room.stateChanged.on((state) => {
      isEntering = state.kind !== 'joined';
    });
    room.arrived.on(({ peerId }) => {
      if (!isEntering) {
        this.#greet(peerId);
      }
    });
    room.left.on(({ name }) => this.#tell(`${name} left`));
    this.#chat.added.on((line) => this.#onChatLine(line.from?.isSelf ? null : line.from ? `${line.from.name}: ${line.text}` : null));
  }

  // A person who has just connected has no name yet: it comes in a moment, with the person's data.
  #greet(peerId: string): void {
    const greet = () => {
      clearTimeout(timer);
      stop();
      const person = this.#room.person(peerId);
      if (person) {
        this.#tell(`${person.name} joined`);
      }
    };
    const timer = setTimeout(greet, 1000);
    const stop = this.#room.changed.on((person) => person.peerId === peerId && greet());
  }

  #tell(text: string): void {
    this.#chat.tell(text);
    if (!this.#chatPanel.panel.isOpen) {
      this.#announcer.say(text);
    }
  }

  #onChatLine(said: string | null): void {
    if (said !== null && !this.#chatPanel.panel.isOpen) {
      this.#announcer.say(said);
      this.#controls.setCount(this.#chatPanel.panel, ++this.#unread, 'unread');
    }
  }

  #tellMedia(): void {
    const { hasAudio, hasCamera, hasScreen } = this.#media;
    this.#room.setData({ audio: hasAudio, video: hasCamera, screen: hasScreen });
  }

  // A phone has room for one panel, a desktop for all.
  #openDefaults(): void {
    const isWide = !this.#isNarrow.matches;
    for (const { panel } of [this.#chatPanel, this.#people, this.#traffic]) {
      panel.isOpen = isWide;
    }

    this.#refresh();
  }

  #toggle(panel: Panel): void {
    const isOpen = !panel.isOpen;
    if (isOpen && this.#isNarrow.matches) {
      for (const other of [this.#chatPanel, this.#people, this.#traffic]) {
        other.panel.isOpen = false;
      }
    }

    panel.isOpen = isOpen;
    this.#refresh();
    this.#chatPanel.showLatest();
    this.#traffic.showLatest();
    if (!isOpen) {
      this.#controls.focus(panel);
    } else if (panel === this.#chatPanel.panel) {
      this.#chatPanel.focusInput();
    } else if (this.#isNarrow.matches) {
      panel.focus();
    }
  }

  #refresh(): void {
    this.#side.hidden = !this.#chatPanel.panel.isOpen && !this.#people.panel.isOpen;
    if (this.#chatPanel.panel.isOpen) {
      this.#unread = 0;
      this.#controls.setCount(this.#chatPanel.panel, 0, 'unread');
    }

    this.#controls.refresh();
  }

  async #copyInvite(): Promise<void> {
    const link = new URL(`?${new URLSearchParams({ room: this.#room.roomId })}`, location.href).href;
    this.#announcer.show((await copyText(link)) ? 'Invite link copied.' : `The link to this room: ${link}`);
  }
}
