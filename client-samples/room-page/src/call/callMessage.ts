/** How two pages set up a call: requests `offer`, each answered by an answer, and notifications `candidate`. */

export interface Offer {
  /** The offering end of the call. It is another one after a reload. */
  session: string;
  /** The end that is meant; absent while it is not known. */
  to?: string;
  sdp: string;
}

export interface Answer {
  session: string;
  sdp: string;
}

export interface Candidate {
  session: string;
  candidate: RTCIceCandidateInit;
}

/** Error codes of `offer`. */
export const callError = {
  /** There is nobody, or nobody who takes calls. */
  notFound: 404,
  /** The end that is meant is no longer there: start over. */
  gone: 409,
  /** Both have offered at once, and this one gives way: the other offer is on its way. */
  collision: 491,
} as const;
