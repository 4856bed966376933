import { instantsAt } from '../../time/localClock';
import { addDays, localDate } from '../../time/weekGrid';

/** The first instant not before `from` at which a zone's clocks show a typed time, such as `9:30` or `0930`; null for text that is none. */
export function clockFrom(typed: string, from: number, zone: string): number | null {
  const parts = /^(\d{1,2}):?(\d\d)$/.exec(typed.trim());
  const [hour, minute] = [Number(parts?.[1]), Number(parts?.[2])];
  if (!parts || hour > 23 || minute > 59) return null;
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  const today = localDate(from, zone);
  // On the day that clocks go back a time may come twice: its second pass is nearer than the next day.
  return [today, addDays(today, 1)].flatMap((date) => instantsAt(`${date}T${clock}`, zone)).find((at) => at >= from) ?? null;
}
