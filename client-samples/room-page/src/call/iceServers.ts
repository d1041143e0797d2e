/**
 * STUN and TURN servers, given at build time: VITE_ICE_SERVERS='[{"urls":"stun:stun.example.org"}]'.
 * Without any, calls work only between ends that can reach each other: on one machine or in one network.
 */
export const iceServers: RTCIceServer[] = JSON.parse(import.meta.env.VITE_ICE_SERVERS || '[]');
