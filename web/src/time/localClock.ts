import { offsetMs } from './weekGrid';

const HALF_DAY_MS = 43_200_000;

/** A zone's clocks: the local time at an instant, as `datetime-local` fields write it. */
export function clocksOf(zone: string): (instant: number) => string {
  // Swedish writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  });
  return (instant) => format.format(instant).replace(' ', 'T');
}

/**
 * The instants at which a zone's clocks show a local time, in order; none for text that is none. There are two of a time that
 * clocks show twice; one that they skip is as far after the jump as it stands after its beginning.
 */
export function instantsAt(clock: string, zone: string): number[] {
  const wall = Date.parse(`${clock}Z`);
  if (!Number.isFinite(wall)) return [];
  const [before, after] = [wall - offsetMs(wall - HALF_DAY_MS, zone), wall - offsetMs(wall + HALF_DAY_MS, zone)];
  const shown = clocksOf(zone);
  const passes = (before === after ? [before] : [before, after]).filter((at) => shown(at) === clock);
  return passes.length > 0 ? passes : [before];
}

/** The first instant at which a zone's clocks show a local time; null for text that is none. */
export const instantAt = (clock: string, zone: string): number | null => instantsAt(clock, zone)[0] ?? null;
