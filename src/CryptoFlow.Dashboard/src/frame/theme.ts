import type { Settings } from './settings';
import type { Store } from '../store/store';

export type Theme = 'dark' | 'light';

/** Applies the theme to the document, and reports each change by the user or by the system. */
export function watchTheme(settings: Store<Settings>, onChange: (theme: Theme) => void): void {
  const systemIsLight = matchMedia('(prefers-color-scheme: light)');
  let applied: Theme | null = null;
  const apply = (): void => {
    const { theme } = settings.get();
    const next: Theme = theme === 'system' ? (systemIsLight.matches ? 'light' : 'dark') : theme;
    if (next === applied)
      return;
    applied = next;
    document.documentElement.dataset.theme = next;
    onChange(next);
  };
  systemIsLight.addEventListener('change', apply);
  settings.watch(apply);
}

/** A colour of the style sheet by its name, so that canvases and HTML agree. */
export const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
