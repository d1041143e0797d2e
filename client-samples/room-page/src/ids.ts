// Control characters, line breaks, and lone surrogates.
const forbidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** The server's rule for ids of rooms and peers. */
export const idRule = 'One line of text in any language, at most 128 characters, not "." or "..".';

export function isId(text: string): boolean {
  return text.length > 0 && text.length <= 128 && text === text.trim() && text !== '.' && text !== '..' && !forbidden.test(text);
}

/** Makes an id that is easy to type from what the user has typed: "Zoë Müller" becomes "zoe-muller". */
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
