import { difference, type Fit } from '../../coverage/overUnder';
import type { WeekGrid } from '../../time/weekGrid';

/** One cell of the strip of over- and understaffing: one interval, or the worst of several where there is no room for each. */
export interface StripCell {
  /** Half-open, as intervals of the grid. */
  first: number;
  end: number;
  fit: Fit | 'unknown';
  /** Scheduled less required; heads on queue where no requirement is known. */
  figure: number;
}

/** A red or amber cell never reads 0. */
const awayFromZero = (value: number) => Math.sign(value) * Math.max(1, Math.round(Math.abs(value)));

/** How many intervals share a cell that is at least `narrowest` pixels wide: a divisor of the hour, or whole hours of the day. */
export function intervalsACell(intervalPixels: number, intervalsAnHour: number, narrowest: number): number {
  const hours = [1, 2, 3, 4, 6, 8, 12, 24].map((hour) => hour * intervalsAnHour);
  const parts = [1, 2, 3, 4, 6].filter((part) => part < intervalsAnHour && intervalsAnHour % part === 0);
  const sizes = [...parts, ...hours];
  return sizes.find((size) => size * intervalPixels >= narrowest) ?? sizes.at(-1) ?? 1;
}

/**
 * Cells of `size` intervals from every local midnight on. A cell tells the most missing of its intervals where any is
 * short, else the most to spare: a gap is never averaged away.
 */
export function stripCells(grid: WeekGrid, required: readonly number[] | null, heads: ArrayLike<number>, size: number, [from, to]: [number, number]): StripCell[] {
  const cells: StripCell[] = [];
  for (const day of grid.days) {
    const dayEnd = day.firstInterval + day.intervals;
    for (let first = day.firstInterval; first < dayEnd; first += size) {
      const end = Math.min(first + size, dayEnd);
      if (end <= from || first >= to) continue;
      cells.push(cellOf(first, end, required, heads));
    }
  }
  return cells;
}

function cellOf(first: number, end: number, required: readonly number[] | null, heads: ArrayLike<number>): StripCell {
  let [least, most, open] = [0, 0, false];
  for (let interval = first; interval < end; interval += 1) {
    const scheduled = heads[interval] ?? 0;
    if (!required) {
      most = Math.max(most, scheduled);
      continue;
    }
    // Sums of parts of heads carry rounding that is no head.
    const one = difference(interval, required[interval] ?? 0, Math.abs(scheduled) < 1e-6 ? 0 : scheduled);
    if (one.fit !== 'closed') open = true;
    if (one.fit === 'under') least = Math.min(least, one.difference);
    if (one.fit === 'over') most = Math.max(most, one.difference);
  }
  if (!required) return { first, end, fit: most > 0 ? 'unknown' : 'closed', figure: Math.round(most) };
  if (least < 0) return { first, end, fit: 'under', figure: awayFromZero(least) };
  if (most > 0) return { first, end, fit: 'over', figure: awayFromZero(most) };
  return { first, end, fit: open ? 'fit' : 'closed', figure: 0 };
}
