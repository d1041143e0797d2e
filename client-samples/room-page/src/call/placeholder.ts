// Tracks that carry nothing. Adding a track makes a place in a call for what may come later, from the microphone, the camera, or the
// screen, without another negotiation. Unlike a place made by addTransceiver, an offer from the other side finds this one again.

let audio: MediaStreamTrack | undefined;
let video: MediaStreamTrack | undefined;

export function audioPlaceholder(): MediaStreamTrack {
  return (audio ??= new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!);
}

export function videoPlaceholder(): MediaStreamTrack {
  if (!video) {
    const canvas = document.createElement('canvas');
    canvas.getContext('2d');
    video = canvas.captureStream(0).getVideoTracks()[0]!;
  }

  return video;
}
