import type { ActivityCategory } from '../../api/organisation';
import { LOOKS, CATEGORIES } from '../activityLook';

/** Colours and patterns as a canvas needs them: read once from the design system, again when light turns dark. */
export interface Ink {
  font: string;
  surface: string;
  sunken: string;
  line: string;
  lineStrong: string;
  text: string;
  soft: string;
  focus: string;
  accent: string;
  under: string;
  underSoft: string;
  over: string;
  overSoft: string;
  fit: string;
  fitSoft: string;
  activity: Record<ActivityCategory, { fill: string; ink: string; pattern: CanvasPattern | null }>;
}

const variable = (name: string) => /^var\((.+)\)$/.exec(name)?.[1] ?? name;

function tile(size: number, draw: (context: CanvasRenderingContext2D) => void): CanvasPattern | null {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d');
  if (!context) return null;
  draw(context);
  return context.createPattern(canvas, 'repeat');
}

function stroke(context: CanvasRenderingContext2D, color: string, width: number, lines: [number, number, number, number][]): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  for (const [x1, y1, x2, y2] of lines) {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.stroke();
}

const patterns = () => ({
  plain: null,
  stripes: tile(6, (context) => stroke(context, 'rgb(0 0 0 / 24%)', 1.6, [[-1, 7, 7, -1], [-1, 1, 1, -1], [5, 7, 7, 5]])),
  dots: tile(5, (context) => {
    context.fillStyle = 'rgb(0 0 0 / 32%)';
    context.fillRect(1.5, 1.5, 2, 2);
  }),
  cross: tile(6, (context) => stroke(context, 'rgb(255 255 255 / 38%)', 1, [[0, 0, 6, 6], [6, 0, 0, 6]])),
});

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const tiles = patterns();
  const activity = Object.fromEntries(
    CATEGORIES.map((category) => {
      const look = LOOKS[category];
      return [category, { fill: read(variable(look.color)), ink: read(variable(look.ink)), pattern: tiles[look.pattern] }];
    }),
  ) as Ink['activity'];
  return {
    font: style.fontFamily,
    surface: read('--surface'),
    sunken: read('--surface-sunken'),
    line: read('--line'),
    lineStrong: read('--line-strong'),
    text: read('--ink'),
    soft: read('--ink-soft'),
    focus: read('--focus'),
    accent: read('--accent'),
    under: read('--under'),
    underSoft: read('--under-soft'),
    over: read('--over'),
    overSoft: read('--over-soft'),
    fit: read('--fit'),
    fitSoft: read('--fit-soft'),
    activity,
  };
}
