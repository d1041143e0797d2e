const prefix = '#room=';

/** The part of the page's address that opens a room. */
export function hashOf(roomId: string): string {
  return prefix + encodeURIComponent(roomId);
}

/** @returns the room that the page's address opens. */
export function openedRoom(): string | null {
  if (!location.hash.startsWith(prefix)) {
    return null;
  }

  try {
    return decodeURIComponent(location.hash.slice(prefix.length)) || null;
  } catch {
    return null;
  }
}
