// Storage may be forbidden; nothing is remembered then.

export function remember(key: string, value: string, storage: 'local' | 'session' = 'local'): void {
  try {
    (storage === 'local' ? localStorage : sessionStorage).setItem(key, value);
  } catch {}
}

export function recall(key: string, storage: 'local' | 'session' = 'local'): string | null {
  try {
    return (storage === 'local' ? localStorage : sessionStorage).getItem(key);
  } catch {
    return null;
  }
}

export function forget(key: string, storage: 'local' | 'session' = 'local'): void {
  try {
    (storage === 'local' ? localStorage : sessionStorage).removeItem(key);
  } catch {}
}
