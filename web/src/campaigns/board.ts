import type { Allocation, ShadowPrice } from '../api/allocations';
import { offsetMs, type GridDay, type WeekGrid } from '../time/weekGrid';

const HOUR_MS = 3_600_000;

/** A local hour of a day: the intervals that begin in it. */
export interface BoardHour {
  start: number;
  firstInterval: number;
  intervals: number;
}

/** The local hours of a day: an hour that the clocks jump over is not there, one that comes twice is two. */
export function hoursOf(grid: WeekGrid, day: GridDay): BoardHour[] {
  const hours: BoardHour[] = [];
  let last: number | null = null;
  for (let slot = 0; slot < day.intervals; slot += 1) {
    const start = grid.startOf(day.firstInterval + slot);
    const offset = offsetMs(start, grid.zone);
    // The same hour of the clock an hour later is another one.
    const hour = Math.floor((start + offset) / HOUR_MS) * HOUR_MS - offset;
    const current = hours.at(-1);
    if (current && hour === last) current.intervals += 1;
    else hours.push({ start, firstInterval: day.firstInterval + slot, intervals: 1 });
    last = hour;
  }
  return hours;
}

const within = (perInterval: number[], hour: BoardHour) => perInterval.slice(hour.firstInterval, hour.firstInterval + hour.intervals);

export const sumOf = (perInterval: number[], hour: BoardHour): number => within(perInterval, hour).reduce((sum, value) => sum + value, 0);

export const highestOf = (perInterval: number[], hour: BoardHour): number => Math.max(0, ...within(perInterval, hour));

/** The hours of a day in which anything is left over or handed out; the others say nothing. */
export function busyHours(allocation: Pick<Allocation, 'campaigns' | 'planningGroups'>, hours: BoardHour[]): BoardHour[] {
  return hours.filter(
    (hour) => allocation.campaigns.some((one) => sumOf(one.minutesPerInterval, hour) > 0) || allocation.planningGroups.some((one) => sumOf(one.surplusMinutesPerInterval, hour) > 0),
  );
}

/** Minutes that nobody took in an hour. */
export function unusedIn(allocation: Pick<Allocation, 'campaigns' | 'planningGroups'>, hour: BoardHour): number {
  const surplus = allocation.planningGroups.reduce((sum, one) => sum + sumOf(one.surplusMinutesPerInterval, hour), 0);
  const taken = allocation.campaigns.reduce((sum, one) => sum + sumOf(one.minutesPerInterval, hour), 0);
  return Math.max(0, surplus - taken);
}

/** What one more of something scarce would earn, and at how many further times it would earn the same. */
export interface ToldPrice extends Omit<ShadowPrice, 'text'> {
  furtherTimes: number;
}

/** What is scarce, dearest first: as the service tells it, else the hours in which one more agent-hour would bring most. */
export function dearest(allocation: Pick<Allocation, 'prices' | 'planningGroups'>, grid: WeekGrid): ToldPrice[] {
  const told = allocation.prices ?? [];
  // An allocation of before the service told prices has them by interval alone.
  return alike(told.length > 0 ? told : hourPrices(allocation, grid)).slice(0, TOLD);
}

const TOLD = 5;
const CENTS = 100;

/** Prices of the same thing that differ in their time alone, told once. */
function alike(prices: Omit<ShadowPrice, 'text'>[]): ToldPrice[] {
  const told = new Map<string, ToldPrice>();
  for (const { kind, planningGroupId, campaignId, at, price } of prices) {
    const key = [kind, planningGroupId, campaignId, Math.round(price * CENTS)].join(' ');
    const before = told.get(key);
    if (before) before.furtherTimes += 1;
    else told.set(key, { kind, planningGroupId, campaignId, at, price, furtherTimes: 0 });
  }
  return [...told.values()];
}

function hourPrices(allocation: Pick<Allocation, 'planningGroups'>, grid: WeekGrid): Omit<ShadowPrice, 'text'>[] {
  const all = grid.days.flatMap((day) =>
    hoursOf(grid, day).flatMap((hour) =>
      allocation.planningGroups.map((group) => ({
        kind: 'agentHour' as const, planningGroupId: group.planningGroupId, campaignId: null, at: new Date(hour.start).toISOString(), price: 60 * highestOf(group.pricesPerInterval, hour),
      })),
    ),
  );
  return all.filter((one) => one.price > 0).toSorted((left, right) => right.price - left.price);
}

/** Minutes of the whole allocation that nobody took. */
export function unusedInAll(allocation: Pick<Allocation, 'campaigns' | 'planningGroups'>): number {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const surplus = sum(allocation.planningGroups.map((one) => sum(one.surplusMinutesPerInterval)));
  return Math.max(0, surplus - sum(allocation.campaigns.map((one) => sum(one.minutesPerInterval))));
}
