const allowed = /^[A-Za-z0-9._\-~@:]{1,128}$/;

/** The server's rule for ids of rooms and peers. */
export const idRule = 'Letters a–z, digits and . _ - ~ @ : without blanks, at most 128.';

export function isId(text: string): boolean {
  return allowed.test(text);
}

/** Makes an id from what the user has typed: "Zoë Müller" becomes "zoe-muller". */
export function toId(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._~@:]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

export function randomText(length: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => letters[byte % letters.length]).join('');
}
