import type { SpecialDay } from '../api/specialDays';

const yearOf = (date: string): number => Number(date.slice(0, 4));

/** The years that have special days, and the one asked about, the first first. */
export function yearsOf(days: SpecialDay[], asked: number): number[] {
  return [...new Set([...days.map((day) => yearOf(day.date)), asked])].toSorted((one, other) => one - other);
}

export const daysOf = (days: SpecialDay[], year: number): SpecialDay[] => days.filter((day) => yearOf(day.date) === year);
