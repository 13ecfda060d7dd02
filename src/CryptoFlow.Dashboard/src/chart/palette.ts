import { ColorType, CrosshairMode, LineStyle } from 'lightweight-charts';
import { color } from '../frame/theme';

/** Colours and font of the chart, read from the style sheet. */
export interface Palette {
  readonly up: string;
  readonly down: string;
  readonly upSoft: string;
  readonly downSoft: string;
  readonly neutral: string;
  readonly accent: string;
  readonly lineOne: string;
  readonly lineTwo: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly border: string;
  readonly surface: string;
  readonly label: string;
  readonly hole: string;
  readonly holeLine: string;
  readonly font: string;
}

const names = {
  up: 'up', down: 'down', upSoft: 'up-soft', downSoft: 'down-soft', neutral: 'neutral', accent: 'accent', lineOne: 'line-one', lineTwo: 'line-two', text: 'text', muted: 'muted', grid: 'grid',
  border: 'border', surface: 'surface', label: 'label', hole: 'hole', holeLine: 'hole-line', font: 'font',
} as const satisfies Record<keyof Palette, string>;

export const readPalette = (): Palette =>
  Object.fromEntries(Object.entries(names).map(([field, name]) => [field, color(name)])) as unknown as Palette;

/** The look of the chart. The library's logo is off, because it would inject a style element. The frame names the library and links to it instead. */
export function chartOptions(palette: Palette) {
  return {
    layout: {
      background: { type: ColorType.Solid, color: palette.surface },
      textColor: palette.muted,
      fontFamily: palette.font,
      fontSize: 11,
      attributionLogo: false,
      panes: { separatorColor: palette.border, separatorHoverColor: palette.grid, enableResize: true },
    },
    grid: { vertLines: { color: palette.grid }, horzLines: { color: palette.grid } },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: palette.muted, style: LineStyle.Dashed, labelBackgroundColor: palette.label },
      horzLine: { color: palette.muted, style: LineStyle.Dashed, labelBackgroundColor: palette.label },
    },
    rightPriceScale: { borderColor: palette.border, minimumWidth: 72 },
    timeScale: { borderColor: palette.border, timeVisible: true, secondsVisible: false, minBarSpacing: 0.6, rightOffset: 3, fixLeftEdge: false },
    kineticScroll: { mouse: false, touch: !matchMedia('(prefers-reduced-motion: reduce)').matches },
  };
}
