import type uPlot from 'uplot';
import type { ChartHand } from './chartHand.svelte';

/** A day of the calendar that is shown in the graph, in epoch seconds. */
export interface MarkedDay {
  name: string;
  start: number;
  end: number;
}

const DOT_PX = 5;
const LABEL_PX = 12;

/** Draws what the hand chose and moved, over the lines. */
export function paintHand(plot: uPlot, hand: ChartHand, values: number[], start: (interval: number) => number, color: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const x = (interval: number) => plot.valToPos(start(interval), 'x', true);
  const laid = hand.laidOver(values);
  const dot = (interval: number, fill: string, size: number) => {
    ctx.beginPath();
    ctx.arc(x(interval), plot.valToPos(laid[interval] ?? 0, 'y', true), size * devicePixelRatio, 0, 2 * Math.PI);
    ctx.fillStyle = fill;
    ctx.fill();
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.strokeStyle = color('--surface');
    ctx.stroke();
  };
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (hand.range) {
    const [left, right] = [x(hand.range.start), x(hand.range.end + 1)];
    ctx.fillStyle = color('--chart-chosen');
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.strokeStyle = color('--focus');
    ctx.lineWidth = devicePixelRatio;
    ctx.strokeRect(left, bbox.top, right - left, bbox.height);
  }
  for (const interval of hand.moves.points.keys()) dot(interval, color('--focus'), DOT_PX - 1);
  if (hand.cursor !== null) dot(hand.cursor, hand.moves.points.has(hand.cursor) ? color('--focus') : color('--accent'), DOT_PX);
  ctx.restore();
}

/** Draws the days of the calendar behind the lines, each with its name where there is room. */
export function paintDays(plot: uPlot, days: MarkedDay[], color: (name: string) => string): void {
  const { ctx, bbox } = plot;
  const scale = plot.scales.x;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${LABEL_PX * devicePixelRatio}px sans-serif`;
  for (const day of days) {
    if (day.end <= (scale?.min ?? 0) || day.start >= (scale?.max ?? 0)) continue;
    const left = Math.max(bbox.left, plot.valToPos(day.start, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(day.end, 'x', true));
    ctx.fillStyle = color('--chart-event');
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.fillStyle = color('--ink-soft');
    ctx.textBaseline = 'top';
    ctx.fillText(fitting(ctx, day.name, right - left - 8 * devicePixelRatio), left + 4 * devicePixelRatio, bbox.top + 3 * devicePixelRatio);
  }
  ctx.restore();
}

/** As much of a name as there is room for. */
function fitting(ctx: CanvasRenderingContext2D, name: string, room: number): string {
  if (ctx.measureText(name).width <= room) return name;
  const letters = [...name];
  while (letters.length > 0 && ctx.measureText(`${letters.join('')}…`).width > room) letters.pop();
  return letters.length > 0 ? `${letters.join('')}…` : '';
}
