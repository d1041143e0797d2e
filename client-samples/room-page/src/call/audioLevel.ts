/** Returns how loud something is, from 0 to 1. */
export type AudioLevel = () => number;

/** Measures the level of one of the user's own tracks. */
export function levelOfTrack(track: MediaStreamTrack): { level: AudioLevel; stop: () => void } {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 512 });
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    },
    stop: () => void context.close(),
  };
}

/** Returns the level of somebody else, which the browser knows from the packets. */
export function levelOfReceiver(receiver: RTCRtpReceiver): number {
  return receiver.getSynchronizationSources()[0]?.audioLevel ?? 0;
}
