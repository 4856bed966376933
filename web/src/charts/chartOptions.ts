import uPlot from 'uplot';
import { dayAndTime, dayOfYear, monthTick, number, shortDay } from '../i18n/format';
import { t } from '../state/language.svelte';
import { viewing } from '../state/viewing.svelte';

/** One line of a chart. */
export interface ChartSeries {
  label: string;
  values: (number | null)[];
  /** Name of a colour of the design system, such as `--chart-mean`. */
  color: string;
  width?: number;
  dash?: number[];
  stepped?: boolean;
  digits?: number;
  /** Not drawn itself: the edge of a band. */
  edge?: boolean;
  /** A dot a value, with the line between them or alone. */
  dots?: 'withLine' | 'alone';
}

/** A chart over time: lines, perhaps a band between two of them, and the part of the time that is shown. */
export interface TimeChartModel {
  /** Epoch seconds of every interval's start. */
  starts: number[];
  series: ChartSeries[];
  /** Indices into `series`: the upper and the lower edge. */
  band?: [number, number];
  /** Interval indices, half-open. */
  shown: [number, number];
  zone: string;
  /** The starts are dates, as midnights of UTC, and marked by weeks or months rather than by the clock. */
  dates?: boolean;
  /** A moment that a line marks, in epoch seconds. */
  mark?: number;
}

const AXIS_TICKS_S = [3_600, 7_200, 10_800, 21_600, 43_200, 86_400];
const AXIS_TICKS_MONTHS = [1, 2, 3, 6, 12];
const MONDAY = 1;
const DAYS_A_WEEK = 7;
const WEEK_S = DAYS_A_WEEK * 86_400;

const DOT_PX = { withLine: 4, alone: 2.5 };

/** The room of one mark: a date is written longer in some languages than a month. */
const TICK_WIDTH = 90;

/** Where the axis has its marks: whole local hours, or local midnights where a week is shown. */
function splits(model: TimeChartModel, localHour: (at: number) => number, plot: uPlot): number[] {
  const [from, to] = [plot.scales.x?.min ?? 0, plot.scales.x?.max ?? 0];
  const room = Math.max(1, Math.floor(plot.width / TICK_WIDTH));
  if (model.dates) return dateSplits(model.starts, from, to, room);
  const step = AXIS_TICKS_S.find((seconds) => (to - from) / seconds <= room) ?? 86_400;
  const marks = model.starts.filter((at) => at >= from && at <= to && (localHour(at) * 3_600) % step === 0);
  const every = Math.ceil(marks.length / room);
  return marks.filter((_, index) => index % every === 0);
}

/** Mondays, or the starts of weeks where those are all there is, or every second one, where they have room; else the first days of every so many months. */
function dateSplits(starts: number[], from: number, to: number, room: number): number[] {
  const shown = starts.filter((at) => at >= from && at < to);
  const date = (at: number) => new Date(at * 1_000);
  const byWeek = (starts[1] ?? 0) - (starts[0] ?? 0) >= WEEK_S;
  const weeks = byWeek ? shown : shown.filter((at) => date(at).getUTCDay() === MONDAY);
  if (weeks.length <= room) return weeks;
  if (weeks.length <= 2 * room) return weeks.filter((_, index) => index % 2 === 0);
  const firsts = shown.filter((at) => date(at).getUTCDate() <= (byWeek ? DAYS_A_WEEK : 1));
  const step = AXIS_TICKS_MONTHS.find((months) => firsts.length / months <= room) ?? 12;
  return firsts.filter((at) => date(at).getUTCMonth() % step === 0);
}

/** Everything of a model but its values: a model of the same shape is drawn into the drawing of another. */
export function shapeOf(model: TimeChartModel): string {
  const { starts, series, ...frame } = model;
  return JSON.stringify([starts.length, starts[0], starts.at(-1), frame, series.map(({ values: _, ...look }) => look)]);
}

/**
 * What uPlot needs to draw a model in the colours and the language of the moment. `held` is the scale of values where it stays as
 * it is.
 */
export function chartOptions(
  model: TimeChartModel, width: number, height: number, color: (name: string) => string, held: () => [number, number] | null = () => null,
): uPlot.Options {
  const zone = viewing.toldIn(model.zone);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  const localHour = (at: number) => {
    const [hour = '0', minute = '0'] = clock.format(at * 1_000).split(':');
    return Number(hour) + Number(minute) / 60;
  };
  const axis = { stroke: color('--ink-soft'), grid: { stroke: color('--chart-grid'), width: 1 }, ticks: { show: false }, font: '12px sans-serif' };
  return {
    width,
    height,
    scales: { x: { time: true, range: () => range(model) }, y: { range: (_, min, max) => held() ?? [Math.min(0, (min ?? 0) * 1.08), Math.max(1, (max ?? 0) * 1.08)] } },
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    legend: { live: true },
    axes: [
      { ...axis, splits: (plot) => splits(model, localHour, plot), values: (_, at) => at.map((one) => (model.dates ? dateTick(one, at) : tick(one, localHour(one), zone))) },
      { ...axis, size: 52, values: (_, values) => values.map((value) => number(value, value % 1 === 0 ? 0 : 1)) },
    ],
    series: [
      { label: t(model.dates ? 'daily.day' : 'gantt.time'), value: (_, at) => (at === null ? '' : model.dates ? dayOfYear(dateOf(at)) : dayAndTime(at * 1_000, zone)) },
      ...model.series.map((one): uPlot.Series => ({
        label: one.label,
        stroke: one.edge ? 'transparent' : color(one.color),
        width: one.width ?? 1.5,
        dash: one.dash,
        points: one.dots ? { show: true, size: DOT_PX[one.dots], width: 0, fill: color(one.color) } : { show: false },
        paths: one.dots === 'alone' ? () => null : one.stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined,
        value: (_, value) => number(value, one.digits ?? 1),
      })),
    ],
    bands: model.band ? [{ series: [model.band[0] + 1, model.band[1] + 1], fill: color('--chart-band') }] : [],
    hooks: model.mark === undefined ? {} : { draw: [(plot) => drawMark(plot, model.mark ?? 0, color('--ink-soft'))] },
  };
}

function drawMark(plot: uPlot, at: number, color: string): void {
  const x = Math.round(plot.valToPos(at, 'x', true)) + 0.5;
  plot.ctx.save();
  plot.ctx.strokeStyle = color;
  plot.ctx.setLineDash([4, 4]);
  plot.ctx.beginPath();
  plot.ctx.moveTo(x, plot.bbox.top);
  plot.ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
  plot.ctx.stroke();
  plot.ctx.restore();
}

/** The data in the order uPlot takes it. */
export const chartData = (model: TimeChartModel): uPlot.AlignedData => [model.starts, ...model.series.map((one) => one.values)];

function range(model: TimeChartModel): [number, number] {
  const step = (model.starts[1] ?? 0) - (model.starts[0] ?? 0);
  const first = model.starts[model.shown[0]] ?? 0;
  const last = model.starts[model.shown[1] - 1] ?? first;
  return [first, last + step];
}

function tick(at: number, hour: number, zone: string): string {
  if (hour !== 0) return dayAndTime(at * 1_000, zone).split(/[\s,]+/).at(-1) ?? '';
  return dayAndTime(at * 1_000, zone).replace(/[\s,]*\d\d:\d\d$/, '');
}

const dateOf = (at: number): string => new Date(at * 1_000).toISOString().slice(0, 10);

function dateTick(at: number, all: number[]): string {
  const byMonth = all.every((one) => new Date(one * 1_000).getUTCDate() === 1);
  return byMonth ? monthTick(dateOf(at)) : shortDay(dateOf(at));
}
