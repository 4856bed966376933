import type uPlot from 'uplot';
import { offsetMs } from '../time/weekGrid';

/** The figures of a chart: a column a line, a row a place on the axis. */
export interface ChartTable {
  header: string[];
  rows: (string | number | null)[][];
}

const MINUTE_MS = 60_000;

/** An instant on a zone's clocks with their distance from UTC, so that an hour that is shown twice is told apart. */
export function stampOf(instant: number, zone: string): string {
  const offset = offsetMs(instant, zone);
  const minutes = Math.round(Math.abs(offset) / MINUTE_MS);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${new Date(instant + offset).toISOString().slice(0, 16)}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** What a drawing holds; `told` writes a place on the axis. */
export function tableOf(data: uPlot.AlignedData, labels: string[], told: (x: number) => string | number): ChartTable {
  const [axis, ...columns] = data;
  return { header: labels, rows: Array.from(axis, (x, row) => [told(x), ...columns.map((column) => column[row] ?? null)]) };
}
