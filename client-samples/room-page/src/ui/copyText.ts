import { el } from './el';

/** @returns whether the text is now in the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Only pages over HTTPS or from localhost have a clipboard; this older way has no such restriction.
    const field = el('textarea', { value: text, className: 'visually-hidden' });
    const focused = document.activeElement as HTMLElement | null;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand('copy');
    field.remove();
    focused?.focus();
    return isCopied;
  }
}
