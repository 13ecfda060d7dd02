import type { Symbols } from '../api/client';
import { el, on, put } from '../frame/dom';

/** An instrument of one exchange. */
export interface Choice {
  readonly exchange: string;
  readonly symbol: string;
}

/** The instruments that contain every word of the text, in exchange or symbol. */
export function search(symbols: Symbols, text: string): Choice[] {
  const words = text.toLowerCase().split(/[\s:/]+/).filter((word) => word !== '');
  return Object.entries(symbols.exchanges)
    .flatMap(([exchange, names]) => names.map((symbol) => ({ exchange, symbol })))
    .filter(({ exchange, symbol }) => words.every((word) => exchange.includes(word) || symbol.toLowerCase().includes(word)));
}

/** A dialog that finds an instrument by typing. Arrow keys move, Enter chooses, Escape closes the dialog. */
export interface Picker {
  readonly element: HTMLDialogElement;

  /** Opens at once, so that no key that the user types is lost. `symbols` is null until the server has answered. */
  readonly open: (symbols: Symbols | null, current: Choice) => void;

  /** Takes a newer list. What the user has typed stays. */
  readonly update: (symbols: Symbols) => void;
}

export function createPicker(onPick: (choice: Choice) => void): Picker {
  const input = el('input', {
    type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'picker-list', 'aria-label': 'Exchange or symbol', placeholder: 'Exchange or symbol', autocomplete: 'off', spellcheck: 'false',
  });
  const list = el('ul', { role: 'listbox', id: 'picker-list', 'aria-label': 'Instruments' });
  const none = el('p', { class: 'picker-none', hidden: true }, 'No collected instrument has this name.');
  const dialog = el('dialog', { class: 'picker', 'aria-label': 'Choose an instrument' }, input, list, none);
  let found: Choice[] = [];
  let active = 0;
  let all: Symbols | null = null;

  const mark = (index: number): void => {
    active = Math.min(Math.max(index, 0), found.length - 1);
    [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === active)));
    list.children[active]?.scrollIntoView({ block: 'nearest' });
    if (found.length > 0)
      input.setAttribute('aria-activedescendant', `picker-${active}`);
    else
      input.removeAttribute('aria-activedescendant');
  };
  const take = (index: number): void => {
    const choice = found[index];
    if (choice !== undefined) {
      dialog.close();
      onPick(choice);
    }
  };
  const show = (): void => {
    found = all === null ? [] : search(all, input.value);
    put(list, ...found.map(({ exchange, symbol }, at) => {
      const item = el('li', { role: 'option', id: `picker-${at}`, 'aria-selected': 'false' }, el('span', { class: 'picker-symbol' }, symbol), el('span', { class: 'picker-exchange' }, exchange));
      on(item, 'click', () => take(at));
      return item;
    }));
    none.hidden = found.length > 0 || all === null;
    list.hidden = found.length === 0;
    mark(0);
  };

  on(input, 'input', () => show());
  on(input, 'keydown', (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      mark(active + move);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(active);
    }
  });
  on(dialog, 'click', (event) => {
    if (event.target === dialog)
      dialog.close();
  });

  return {
    element: dialog,
    open(symbols, current) {
      all = symbols;
      input.value = '';
      show();
      mark(found.findIndex(({ exchange, symbol }) => exchange === current.exchange && symbol === current.symbol));
      dialog.showModal();
      input.focus();
    },
    update(symbols) {
      const marked = found[active];
      all = symbols;
      show();
      if (marked !== undefined)
        mark(found.findIndex(({ exchange, symbol }) => exchange === marked.exchange && symbol === marked.symbol));
    },
  };
}
