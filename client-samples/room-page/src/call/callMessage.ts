/** Two pages set up a call with `offer` requests, each answered by an `Answer`, and `candidate` notifications. */

export interface Offer {
  /** Identifies the offering end of the call. Changes with a reload. */
  session: string;
  /** Identifies the end that the offer is for; absent while it is not known. */
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
  /** The other end is not there, or does not take calls. */
  notFound: 404,
  /** The end that the offer is for is no longer there: start over. */
  gone: 409,
  /** Both ends have offered at once, and this offer gives way: the other offer is on its way. */
  collision: 491,
} as const;
