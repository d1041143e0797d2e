/** What can be learned about a server that refuses a WebSocket, because a browser does not reveal why it did. */
export type ServerHealth = 'unreachable' | 'notReady' | 'ready';

export async function askServerHealth(): Promise<ServerHealth> {
  try {
    const response = await fetch('/healthz/ready', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
    return response.ok ? 'ready' : 'notReady';
  } catch {
    return 'unreachable';
  }
}

export const healthInWords: Record<ServerHealth, string> = {
  unreachable: 'The server cannot be reached.',
  notReady: 'The server is there, but takes no new connections at the moment.',
  ready: 'The server is up, but has refused the connection. A browser is not told why.',
};
