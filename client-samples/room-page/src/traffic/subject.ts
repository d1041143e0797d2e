interface Subject {
  /** The method, with the one that it passes on, if any: "notify › chat". */
  subject: string;
  /** The sender or the receivers. */
  peer?: string;
}

/** Finds out what a message is about, from its method and data in the form of the room server. */
export function subjectOf(direction: 'in' | 'out', method: string, data: unknown): Subject {
  const { method: inner, peerId, to } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  if (direction === 'in') {
    return { subject: method, peer: typeof peerId === 'string' ? peerId : undefined };
  }

  const receivers = Array.isArray(to) ? to : [peerId];
  return {
    subject: typeof inner === 'string' && ['notify', 'request', 'spread'].includes(method) ? `${method} › ${inner}` : method,
    peer: receivers.every((receiver) => typeof receiver === 'string') ? receivers.join(', ') : undefined,
  };
}
