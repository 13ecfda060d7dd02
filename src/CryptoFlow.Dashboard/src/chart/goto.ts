import { button, el, on } from '../frame/dom';
import { inputText, parseLocal } from '../time/text';
import type { ZoneClock } from '../time/zone';

/** A dialog that asks for a date and time in the zone of the chart. */
export function createGoTo(onGo: (utc: number) => void): { element: HTMLDialogElement; open: (clock: ZoneClock, at: number) => void } {
  const input = el('input', { type: 'datetime-local', id: 'goto-time', required: true });
  const zone = el('p', { class: 'hint' });
  const dialog: HTMLDialogElement = el('dialog', { class: 'goto', 'aria-label': 'Go to a date' });
  const form = el('form', { method: 'dialog' }, el('label', { for: 'goto-time' }, 'Date and time'), input, zone,
    el('div', { class: 'buttons' }, button('Cancel', () => dialog.close()), el('button', { type: 'submit', class: 'primary' }, 'Go')));
  dialog.append(form);
  let used: ZoneClock;
  on(form, 'submit', (event) => {
    event.preventDefault();
    const local = parseLocal(input.value);
    if (local === null)
      return;
    dialog.close();
    onGo(used.instantOf(local));
  });
  return {
    element: dialog,
    open(clock, at) {
      used = clock;
      zone.textContent = `In the time zone ${clock.zone}.`;
      input.value = inputText(clock.at(at));
      dialog.showModal();
      input.focus();
    },
  };
}
