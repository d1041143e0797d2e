import { el } from '../../ui/el';
import { ApiError, messageOf } from '../api/apiError';

export interface Question {
  title: string;
  content: (Node | string)[];
  /** What the button says that does it. */
  action: string;
  /** Does it. What is gone already is as good as done. */
  run(): Promise<void>;
}

/** Asks before something is done that cannot be taken back. @returns whether it is done. */
export function confirmDialog({ title, content, action, run }: Question): Promise<boolean> {
  const heading = el('h2', { id: 'dialog-heading' }, title);
  const body = el('div', { id: 'dialog-body' }, ...content);
  const problem = el('p', { className: 'field-error', role: 'alert' });
  const confirm = el('button', { type: 'button', className: 'danger' }, action);
  const cancel = el('button', { type: 'button', autofocus: true }, 'Cancel');
  const dialog = el('dialog', { className: 'dialog', aria: { labelledby: heading.id, describedby: body.id } }, heading, body, problem, el('div', { className: 'dialog-actions' }, cancel, confirm));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    let isDone = false;
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(isDone);
    });
    cancel.onclick = () => dialog.close();
    confirm.onclick = async () => {
      // Stays focusable, which a disabled button does not.
      if (confirm.ariaDisabled === 'true') {
        return;
      }

      confirm.ariaDisabled = 'true';
      problem.textContent = '';
      try {
        await run();
        isDone = true;
      } catch (error) {
        isDone = error instanceof ApiError && error.status === 404;
        problem.textContent = messageOf(error);
      }

      confirm.ariaDisabled = null;
      if (isDone) {
        dialog.close();
      }
    };
  });
}
