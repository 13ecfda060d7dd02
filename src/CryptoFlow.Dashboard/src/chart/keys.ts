import type { ChartCanvas } from './canvas';

/** Moves and zooms the chart by keys. The page names the keys below the chart. */
export function pressKey(event: KeyboardEvent, canvas: ChartCanvas | null, goToEnd: () => void): void {
  const step = event.shiftKey ? 10 : 1;
  const actions: Record<string, () => void> = {
    ArrowLeft: () => canvas?.point(-step),
    ArrowRight: () => canvas?.point(step),
    '+': () => canvas?.zoom(0.8),
    '-': () => canvas?.zoom(1.25),
    Home: () => canvas?.showStart(),
    End: goToEnd,
    Escape: () => canvas?.unpoint(),
  };
  const action = actions[event.key];
  if (action !== undefined && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    action();
  }
}
