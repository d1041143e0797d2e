import { ProtooError } from '../connection/protooError';
import { randomText } from '../ids';
import { Signal } from '../signal';
import { callError, type Answer, type Candidate, type Offer } from './callMessage';
import { iceServers } from './iceServers';
import type { LocalMedia } from './localMedia';
import { audioPlaceholder, videoPlaceholder } from './placeholder';

const pause = 3000;

/** Carries a call's messages to the other end. */
export interface CallSignaling {
  offer(offer: Offer): Promise<Answer>;
  candidate(candidate: Candidate): void;
}

/** One end of a call between two. Either may offer at any time; if both do, the offer of the impolite one prevails (perfect negotiation). */
export class PeerCall {
  readonly session = randomText(12);
  readonly remote = new MediaStream();
  readonly stateChanged = new Signal<RTCPeerConnectionState>();
  /** The other end has been replaced, so this call is no longer of use. */
  readonly outdated = new Signal();
  readonly #connection = new RTCPeerConnection({ iceServers });
  readonly #isPolite: boolean;
  readonly #signaling: CallSignaling;
  readonly #stopListening: () => void;
  #remoteSession: string | undefined;
  #isOffering = false;
  #candidates: RTCIceCandidateInit[] = [];

  constructor(isPolite: boolean, signaling: CallSignaling, media: LocalMedia) {
    this.#isPolite = isPolite;
    this.#signaling = signaling;
    const connection = this.#connection;
    connection.ontrack = ({ track }) => this.remote.addTrack(track);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate) {
        signaling.candidate({ session: this.session, candidate: candidate.toJSON() });
      }
    };
    connection.onconnectionstatechange = () => {
      this.stateChanged.emit(connection.connectionState);
      if (connection.connectionState === 'failed') {
        connection.restartIce();
      }
    };

    const local = new MediaStream();
    const senders = [connection.addTrack(audioPlaceholder(), local), connection.addTrack(videoPlaceholder(), local)] as const;
    const replaceTracks = () => {
      void senders[0].replaceTrack(media.audioTrack);
      void senders[1].replaceTrack(media.videoTrack);
    };
    replaceTracks();
    this.#stopListening = media.changed.on(replaceTracks);
  }

  get state(): RTCPeerConnectionState {
    return this.#connection.connectionState;
  }

  get remoteSession(): string | undefined {
    return this.#remoteSession;
  }

  get audioReceiver(): RTCRtpReceiver | undefined {
    return this.#connection.getReceivers().find((receiver) => receiver.track.kind === 'audio');
  }

  /** Sends an offer, now and whenever it becomes necessary. */
  start(): void {
    this.#connection.onnegotiationneeded = () => void this.#offer();
  }

  /** Makes the call continue after signaling was interrupted. */
  renew(): void {
    this.#connection.restartIce();
    this.start();
  }

  async answer(offer: Offer): Promise<Answer> {
    const isCollision = this.#isOffering || this.#connection.signalingState !== 'stable';
    if (isCollision && !this.#isPolite) {
      throw new ProtooError(callError.collision, 'Both have offered: take mine.');
    }

    this.#remoteSession = offer.session;
    await this.#connection.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    await this.#addWaiting();
    await this.#connection.setLocalDescription();
    this.start();
    return { session: this.session, sdp: this.#connection.localDescription!.sdp };
  }

  async addCandidate({ candidate }: Candidate): Promise<void> {
    // A candidate may overtake the description that it belongs to.
    if (!this.#connection.remoteDescription || this.#connection.signalingState === 'have-local-offer') {
      this.#candidates.push(candidate);
      return;
    }

    // A candidate of an abandoned description is of no use.
    await this.#connection.addIceCandidate(candidate).catch(() => {});
  }

  close(): void {
    this.#stopListening();
    this.#connection.onnegotiationneeded = null;
    this.#connection.close();
    this.stateChanged.emit('closed');
  }

  async #offer(): Promise<void> {
    const connection = this.#connection;
    try {
      this.#isOffering = true;
      await connection.setLocalDescription();
      this.#isOffering = false;
      const sdp = connection.localDescription?.sdp;
      if (!sdp || connection.signalingState !== 'have-local-offer') {
        return;
      }

      const answer = await this.#signaling.offer({ session: this.session, to: this.#remoteSession, sdp });
      // In the meantime, the offer may have given way to one from the other side.
      if (connection.signalingState === 'have-local-offer' && connection.localDescription!.sdp.includes(identityOf(sdp))) {
        this.#remoteSession = answer.session;
        await connection.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
        await this.#addWaiting();
      }
    } catch (error) {
      await this.#onRefused(ProtooError.of(error));
    } finally {
      this.#isOffering = false;
    }
  }

  async #onRefused(error: ProtooError): Promise<void> {
    const connection = this.#connection;
    if (connection.signalingState === 'closed' || error.code === callError.collision) {
      return;
    }

    if (error.code === callError.gone) {
      this.outdated.emit();
      return;
    }

    // Does not try again at once, but only after a while.
    connection.onnegotiationneeded = null;
    if (connection.signalingState === 'have-local-offer') {
      await connection.setLocalDescription({ type: 'rollback' });
    }

    if (error.code !== callError.notFound) {
      setTimeout(() => connection.signalingState !== 'closed' && this.renew(), pause);
    }
  }

  async #addWaiting(): Promise<void> {
    const candidates = this.#candidates;
    this.#candidates = [];
    for (const candidate of candidates) {
      await this.#connection.addIceCandidate(candidate).catch(() => {});
    }
  }
}

// The ICE user name distinguishes one offer from another.
function identityOf(sdp: string): string {
  return /^a=ice-ufrag:.*$/m.exec(sdp)?.[0] ?? '';
}
