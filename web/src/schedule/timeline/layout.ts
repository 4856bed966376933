import type { Shift } from '../../api/schedules';
import { shortDay, time, weekday } from '../../i18n/format';
import { viewing } from '../../state/viewing.svelte';
import type { GridDay, WeekGrid } from '../../time/weekGrid';
import { endOf, startOf, type DeskShift, type Plan } from '../editor/plan';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The stretch of time that a timeline shows, and how wide it is. */
export interface TimeWindow {
  from: number;
  to: number;
  width: number;
}

export interface Mark {
  x: number;
  text: string;
  /** Whether a local day begins here. */
  midnight: boolean;
}

export const shiftEnd = (shift: Shift): number => Date.parse(shift.startDate) + shift.lengthMinutes * MINUTE_MS;

export const xOf = (instant: number, { from, to, width }: TimeWindow): number => ((instant - from) / (to - from)) * width;
export const instantOf = (x: number, { from, to, width }: TimeWindow): number => from + (x / width) * (to - from);

/** Rows that are drawn together, on a canvas of their own: a scroll draws what comes into sight and nothing else. */
export const TILE_ROWS = 8;

/** The rows to draw: those in sight and a tile more on either side, so that a short scroll draws nothing. */
export function drawnRows(scrollTop: number, height: number, rowHeight: number, count: number): [number, number] {
  const first = Math.floor(scrollTop / rowHeight / TILE_ROWS) * TILE_ROWS - TILE_ROWS;
  const inSight = Math.ceil(height / rowHeight / TILE_ROWS) * TILE_ROWS;
  return [Math.min(Math.max(0, first), count), Math.max(0, Math.min(count, first + inSight + 3 * TILE_ROWS))];
}

/** A tile of rows, half-open. Tiles that scroll out of sight give their canvas, by its key, to those that come. */
export interface Tile {
  key: number;
  first: number;
  end: number;
}

export function tilesOf(first: number, end: number, height: number, rowHeight: number): Tile[] {
  const canvases = Math.ceil(height / rowHeight / TILE_ROWS) + 3;
  return Array.from({ length: Math.ceil((end - first) / TILE_ROWS) }, (_, index) => {
    const from = first + index * TILE_ROWS;
    return { key: (from / TILE_ROWS) % canvases, first: from, end: Math.min(end, from + TILE_ROWS) };
  });
}

/** The hours of a day that hold all its shifts, whole hours, so that a night without work takes no room. */
export function trimmed(plan: Plan, from: number, to: number): [number, number] {
  let [first, last] = [to, from];
  for (const line of plan.values()) {
    for (const shift of line) {
      const [start, end] = [startOf(shift), endOf(shift)];
      if (end <= from || start >= to) continue;
      first = Math.min(first, Math.max(start, from));
      last = Math.max(last, Math.min(end, to));
    }
  }
  if (first >= last) return [from, to];
  // An hour more on either side leaves room to drag into.
  return [from + Math.max(0, Math.floor((first - from) / HOUR_MS) - 1) * HOUR_MS, Math.min(to, from + (Math.ceil((last - from) / HOUR_MS) + 1) * HOUR_MS)];
}

/**
 * Hours and days along the top. Hours are of real time from the day's beginning, told as the clocks show them: on a day of
 * 25 hours one stands twice, on one of 23 one is left out.
 */
export function marksOf(grid: WeekGrid, days: readonly GridDay[], window: TimeWindow): Mark[] {
  const hourWidth = xOf(window.from + HOUR_MS, window);
  const every = [1, 2, 3, 6, 12].find((hours) => hours * hourWidth >= 40) ?? 24;
  const marks: Mark[] = [];
  for (const day of days) {
    const opens = grid.startOf(day.firstInterval);
    const hours = (day.intervals * grid.intervalMinutes) / 60;
    for (let hour = 0; hour < hours; hour += every) {
      const at = opens + hour * HOUR_MS;
      if (at < window.from || at >= window.to) continue;
      marks.push({ x: xOf(at, window), text: hour > 0 ? time(at, grid.zone) : dayMark(day.date, at, grid.zone, days.length > 1), midnight: hour === 0 });
    }
  }
  return marks;
}

/** Days are the site's; on other clocks its midnight has a time of its own. */
function dayMark(date: string, at: number, zone: string, short: boolean): string {
  const name = short ? weekday(date) : shortDay(date);
  return viewing.isForeignTo(zone) ? `${name} · ${time(at, zone)}` : name;
}

/** The shift at an instant of a line, else the one nearest to it on that day. */
export function shiftNear(line: readonly DeskShift[], at: number, grid: WeekGrid): DeskShift | undefined {
  const day = dayAt(grid, at);
  const distance = (shift: DeskShift) => Math.max(startOf(shift) - at, at - endOf(shift), 0);
  return line
    .filter((shift) => distance(shift) === 0 || dayAt(grid, startOf(shift)) === day)
    .toSorted((left, right) => distance(left) - distance(right))[0];
}

export const dayAt = (grid: WeekGrid, at: number): GridDay | undefined => grid.dayOf(Math.floor((at - grid.start) / (grid.intervalMinutes * MINUTE_MS)));
