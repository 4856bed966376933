import { addDays, type GridDay, type WeekGrid } from '../../time/weekGrid';

export const ALL_WEEKS = 'all';

/** The days in sight: all of the schedule, the week that the page looks at, or one day of it. */
export function daysShown(grid: WeekGrid, weekDate: string, day: string | null, span: string | null): GridDay[] {
  const one = grid.days.find((each) => each.date === day);
  if (one) return [one];
  const week = grid.days.filter((each) => each.date >= weekDate && each.date < addDays(weekDate, 7));
  return span === ALL_WEEKS || week.length === 0 ? grid.days : week;
}
