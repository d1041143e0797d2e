import { LocalMedia } from './call/localMedia';
import type { Address, RoomConnection, Transport } from './connection/roomConnection';
import { NativeConnection } from './connection/nativeConnection';
import { SignalRConnection } from './connection/signalRConnection';
import { Room, type RoomState } from './room/room';
import { TrafficLog } from './traffic/trafficLog';
import { Announcer } from './ui/announcer';
import { CallScreen } from './ui/callScreen';
import { el } from './ui/el';
import { JoinScreen, type JoinChoice } from './ui/joinScreen';

const title = 'Protoo.Hub';

/** Leads from the join screen into a room, and back. */
export class App {
  readonly #media = new LocalMedia();
  readonly #announcer = new Announcer();
  readonly #root = el('div', { className: 'app' });
  #joinScreen: JoinScreen | undefined;
  #callScreen: CallScreen | undefined;
  #room: Room | undefined;
  #choice: JoinChoice | undefined;

  start(): void {
    document.body.append(this.#root, this.#announcer.element);
    this.#showJoinScreen();
    // Leaves at once, so that the others need not wait until the server notices.
    addEventListener('pagehide', () => this.#room?.leave());
    addEventListener('pageshow', (event) => event.persisted && location.reload());
  }

  #showJoinScreen(): JoinScreen {
    document.title = title;
    this.#joinScreen = new JoinScreen(this.#media, this.#choice, (choice) => this.#join(choice), () => this.#leave());
    this.#root.replaceChildren(this.#joinScreen.element);
    return this.#joinScreen;
  }

  #join(choice: JoinChoice): void {
    this.#choice = choice;
    const { roomId, peerId, name, transport } = choice;
    const { hasAudio, hasCamera, hasScreen } = this.#media;
    const traffic = new TrafficLog();
    const data = { name, transport, calls: true, audio: hasAudio, video: hasCamera, screen: hasScreen };
    const room = new Room(roomId, peerId, data, connectionOf(transport, { roomId, peerId }, traffic));
    this.#room = room;
    this.#callScreen = new CallScreen(room, this.#media, traffic, this.#announcer, {
      leave: () => this.#leave(),
      again: () => {
        this.#end();
        this.#showJoinScreen();
        this.#join(choice);
      },
    });
    room.stateChanged.on((state) => this.#onState(room, state));
    room.join();
  }

  #onState(room: Room, state: RoomState): void {
    if (room !== this.#room) {
      return;
    }

    if (state.kind === 'joining') {
      this.#joinScreen?.showJoining(state.attempt, state.why);
    } else if (state.kind === 'joined' && this.#joinScreen) {
      this.#enter(room);
    } else if (state.kind === 'closed' && !room.hasJoined) {
      this.#end();
      this.#joinScreen?.showProblem(state.reason);
    }
  }

  #enter(room: Room): void {
    this.#joinScreen?.close();
    this.#joinScreen = undefined;
    document.title = `${room.roomId} – ${title}`;
    history.replaceState(null, '', `?${new URLSearchParams({ room: room.roomId })}`);
    this.#root.replaceChildren(this.#callScreen!.element);
    this.#callScreen!.focus();
  }

  #leave(): void {
    const wasJoined = this.#room?.hasJoined;
    this.#end();
    if (wasJoined) {
      this.#media.stop();
      this.#showJoinScreen().focus();
    } else {
      this.#joinScreen?.showReady();
    }
  }

  #end(): void {
    const room = this.#room;
    this.#room = undefined;
    room?.leave();
    this.#callScreen?.close();
    this.#callScreen = undefined;
  }
}

function connectionOf(transport: Transport, address: Address, traffic: TrafficLog): RoomConnection {
  return transport === 'native' ? new NativeConnection(address, traffic) : new SignalRConnection(address, traffic);
}
