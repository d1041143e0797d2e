import { ApiError } from './apiError';
import type { Cluster, RoomDetails, RoomSummary } from './model';

const timeout = 10_000;

/** The operator's HTTP API. Each call throws an {@link ApiError} if it fails. */
export class AdminApi {
  readonly key: string | null;

  /** @param key null where the browser itself says who is asking, with a cookie. */
  constructor(key: string | null) {
    this.key = key;
  }

  getCluster(): Promise<Cluster> {
    return this.#get<Cluster>('instances');
  }

  async getRooms(): Promise<RoomSummary[]> {
    return (await this.#get<{ rooms: RoomSummary[] }>('rooms')).rooms;
  }

  getRoom(roomId: string): Promise<RoomDetails> {
    return this.#get<RoomDetails>(path('rooms', roomId));
  }

  async drain(instance: string): Promise<void> {
    await this.#call('POST', path('instances', instance, 'drain'));
  }

  async closeRoom(roomId: string): Promise<void> {
    await this.#call('DELETE', path('rooms', roomId));
  }

  async closePeer(roomId: string, peerId: string): Promise<void> {
    await this.#call('DELETE', path('rooms', roomId, 'peers', peerId));
  }

  /** Opens the stream of a room's messages, which lasts until the room ends or the signal aborts it. */
  async openTraffic(roomId: string, withPayloads: boolean, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const response = await this.#call('GET', `${path('rooms', roomId, 'traffic')}${withPayloads ? '?payloads=true' : ''}`, signal);
    return response.body!;
  }

  async #get<T>(url: string): Promise<T> {
    const response = await this.#call('GET', url);
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw error instanceof SyntaxError ? new ApiError(response.status, 'The answer is not what the API says.') : unanswered(error);
    }
  }

  async #call(method: string, url: string, signal: AbortSignal = AbortSignal.timeout(timeout)): Promise<Response> {
    let response: Response;
    try {
      // An app that wants to see its login page instead redirects.
      response = await fetch(url, { method, headers: this.key === null ? {} : { 'X-Api-Key': this.key }, cache: 'no-store', redirect: 'manual', signal });
    } catch (error) {
      throw unanswered(error);
    }

    if (response.type === 'opaqueredirect') {
      throw new ApiError(302, 'You are not signed in any more. Reload the page.');
    }

    if (!response.ok) {
      throw await ApiError.of(response);
    }

    return response;
  }
}

function unanswered(error: unknown): ApiError {
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return new ApiError(0, isLate ? 'The server takes too long to answer.' : 'The server does not answer.');
}

/** Relative to the page, which may be below another path than `/`. */
function path(...segments: string[]): string {
  // Browsers resolve these two, however they are encoded, before they send the request.
  const unreachable = segments.find((segment) => segment === '.' || segment === '..');
  if (unreachable !== undefined) {
    throw new ApiError(404, `A browser cannot ask for “${unreachable}”.`);
  }

  return segments.map(encodeURIComponent).join('/');
}
