import type { Forecast, GroupForecast } from '../api/forecasts';
import type { GroupHeadcount } from '../api/schedules';
import type { WeekGrid } from '../time/weekGrid';

/** A local day of all planning groups; hours are agent-hours on the roster. */
export interface DayTotals {
  date: string;
  volume: number;
  requiredHours: number;
  scheduledHours: number;
  overHours: number;
  underHours: number;
  /** Share of the day's contacts answered in time; null on a day without contacts or without such a goal. */
  predictedServiceLevel: number | null;
}

type Group = Pick<GroupHeadcount, 'planningGroupId' | 'required'> & Partial<Pick<GroupHeadcount, 'scheduled' | 'serviceLevelPerInterval'>>;

/**
 * Adds the groups' intervals up by local day. Intervals weigh by their contacts in the service level; one with contacts
 * but without a steady state counts as 0, the limit of a queue without end.
 */
export function dailyTotals(grid: WeekGrid, groups: Group[], volumes: GroupForecast[], forecast: Pick<Forecast, 'referenceStartDate'> | undefined): DayTotals[] {
  const hours = grid.intervalMinutes / 60;
  // A schedule's weeks may begin later than its forecast's.
  const ahead = forecast ? Math.round((grid.start - Date.parse(forecast.referenceStartDate)) / (grid.intervalMinutes * 60_000)) : 0;
  return grid.days.map((day) => {
    const total: DayTotals = { date: day.date, volume: 0, requiredHours: 0, scheduledHours: 0, overHours: 0, underHours: 0, predictedServiceLevel: null };
    let [measured, inTime] = [0, 0];
    for (const group of groups) {
      const offered = volumes.find((one) => one.planningGroupId === group.planningGroupId)?.offeredPerInterval ?? [];
      const levels = group.serviceLevelPerInterval ?? [];
      const hasGoal = levels.some((level) => level !== null);
      for (let interval = day.firstInterval; interval < day.firstInterval + day.intervals; interval += 1) {
        const [volume, required, scheduled] = [offered[interval + ahead] ?? 0, group.required[interval] ?? 0, group.scheduled?.[interval] ?? 0];
        total.volume += volume;
        total.requiredHours += required * hours;
        total.scheduledHours += scheduled * hours;
        total.overHours += Math.max(0, scheduled - required) * hours;
        total.underHours += Math.max(0, required - scheduled) * hours;
        if (!hasGoal) continue;
        measured += volume;
        inTime += volume * (levels[interval] ?? 0);
      }
    }
    total.predictedServiceLevel = measured > 0 ? inTime / measured : null;
    return total;
  });
}
