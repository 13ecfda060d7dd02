import { ApiError } from '../api/client';
import { button, el, on } from './dom';

const name = 'cryptoflow.key';

/**
 * Sends a request that needs the key, and asks the user for the key if this tab has none. Forgets a key that the server refuses, so that the next request asks
 * again. Tells the user why a request failed. Null if the user cancels or the request fails.
 */
export async function withKey<T>(why: string, send: (key: string) => Promise<T>, notify: (message: string) => void): Promise<T | null> {
  const key = await askForKey(why);
  if (key === null)
    return null;
  try {
    return await send(key);
  } catch (failure) {
    if (failure instanceof ApiError && (failure.status === 401 || failure.status === 403))
      sessionStorage.removeItem(name);
    notify((failure as Error).message);
    return null;
  }
}

/** Asks for the key if this session has none; null when the user cancels. The key is kept until the tab is closed. */
function askForKey(why: string): Promise<string | null> {
  const kept = sessionStorage.getItem(name);
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
