/** Why a connection is permanently closed, in words for the user. */
export interface ClosedReason {
  /** The server's code, such as 409, if it is known. */
  code?: number;
  title: string;
  text: string;
  /** Whether the server may accept another peer ID. */
  isPeerIdTaken?: boolean;
}

const words: Record<number, [title: string, text: string]> = {
  400: ['The server does not accept this room or peer ID', 'Change it and try again.'],
  401: ['The server wants you to sign in', 'This page cannot do that for you.'],
  403: ['The server does not let you into this room', 'Ask whoever runs it for access.'],
  409: ['Somebody with this peer ID is already in the room', 'Choose another peer ID, or leave the room where you joined it before.'],
  410: ['The room was closed', 'You can open it again by joining.'],
  426: ['The server wants a WebSocket', 'Something between you and the server does not let WebSockets through. Try SignalR, which has other ways.'],
  503: ['The server takes no new connections at the moment', 'It is being restarted, or has lost touch with its other instances. Try again in a moment.'],
};

/** The server has refused, with a code. */
export function refused(code: number, reason: string): ClosedReason {
  const [title, advice] = words[code] ?? ['The server does not let you in', 'Try again, or ask whoever runs it.'];
  return { code, title, text: `${advice} The server says: “${`${code} ${reason}`.trimEnd()}”`, isPeerIdTaken: code === 409 };
}

/** The server has closed the connection and does not want it to come back. */
export function ended(): ClosedReason {
  return {
    title: 'The server has ended your connection',
    text: 'Somebody joined with your peer ID (maybe you, in another tab), or the room was closed.',
  };
}

/** All attempts to connect have failed. */
export function unreachable(attempts: number, why: string | undefined): ClosedReason {
  return {
    title: 'There is no connection to the server',
    text: `After ${attempts} attempts. ${why ?? 'Check your network, and whether the server runs.'}`,
  };
}

/** The server is healthy but has refused a WebSocket. The browser knows the reason but keeps it to itself. */
export function refusedSilently(): ClosedReason {
  return {
    title: 'The server did not let you in',
    text:
      'A browser is not told why. The server itself is up, so most likely somebody with this peer ID is already in the room: choose another one. ' +
      'Or join over SignalR, which is told the reason.',
    isPeerIdTaken: true,
  };
}
