import type { RoomState } from '../room/room';
import { el } from './el';

/** Shows the state of the connection. */
export class ConnectionStatus {
  readonly element = el('p', { className: 'connection', role: 'status' });
  readonly banner = el('p', { className: 'banner', hidden: true });

  show(state: RoomState): void {
    const isTrying = state.kind === 'joining' || state.kind === 'rejoining';
    this.element.textContent = isTrying ? 'Reconnecting…' : state.kind === 'joined' ? 'Connected' : 'Disconnected';
    this.element.dataset.state = state.kind;
    this.banner.hidden = !isTrying;
    this.banner.textContent = isTrying ? `The connection is lost, attempt ${state.attempt} of 11 to get it back. ${state.why ?? ''}` : '';
  }
}
