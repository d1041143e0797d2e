import type { ClosedReason } from '../connection/closedReason';
import { el } from './el';

/** Tells the user that the connection has ended, why, and what to do about it. */
export function showClosedDialog(reason: ClosedReason, onAgain: () => void, onLeave: () => void): HTMLDialogElement {
  const heading = el('h2', { id: 'closed-heading' }, reason.title);
  const again = el('button', { type: 'button', className: 'primary' }, 'Join again');
  const leave = el('button', { type: 'button' }, 'Leave');
  const dialog = el('dialog', { className: 'dialog', aria: { labelledby: heading.id } }, heading, el('p', {}, reason.text), el('div', { className: 'dialog-actions' }, again, leave));
  const close = (then: () => void) => {
    dialog.remove();
    then();
  };
  again.onclick = () => close(onAgain);
  leave.onclick = () => close(onLeave);
  dialog.addEventListener('cancel', () => close(onLeave));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
