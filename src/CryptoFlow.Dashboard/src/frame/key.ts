import { button, el, on } from './dom';

const name = 'cryptoflow.key';

/** The key of the server, kept until the tab is closed. */
export const keptKey = (): string | null => sessionStorage.getItem(name);

/** Forgets a key that the server has refused. */
export const forgetKey = (): void => sessionStorage.removeItem(name);

/** Asks for the key if this session has none; null when the user cancels. */
export function askForKey(why: string): Promise<string | null> {
  const kept = keptKey();
  if (kept !== null)
    return Promise.resolve(kept);
  return new Promise((resolve) => {
    const input = el('input', { type: 'password', id: 'key', required: true, minlength: '16', autocomplete: 'off', spellcheck: 'false' });
    const dialog: HTMLDialogElement = el('dialog', { class: 'ask', 'aria-label': 'Key' });
    const form = el('form', { method: 'dialog' }, el('label', { for: 'key' }, 'Key of the server'), input,
      el('p', { class: 'hint' }, `${why} It is the value of CryptoFlow:Api:Key. This tab forgets it when you close it.`),
      el('div', { class: 'buttons' }, button('Cancel', () => dialog.close()), el('button', { type: 'submit', class: 'primary' }, 'Use the key')));
    let given: string | null = null;
    on(form, 'submit', () => {
      given = input.value;
      sessionStorage.setItem(name, given);
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(given);
    });
    dialog.append(form);
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}
