interface Subject {
  /** The method, and the one that it hands on, if it does: "notify › chat". */
  subject: string;
  /** Who it is from, or for. */
  peer?: string;
}

/** Tells what a message is about, from its method and data as the room server has them. */
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
