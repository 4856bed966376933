import { listActivityCodes, type ActivityCode } from '../api/organisation';
import { agentSchedule, type Shift } from '../api/schedules';
import type { ShiftTrade } from '../api/shiftTrades';
import { shiftEnd } from '../schedule/timeline/layout';
import { addDays, localDate } from '../time/weekGrid';

/** As far ahead as shifts are looked for: schedules are seldom published further. */
const DAYS_AHEAD = 56;

/** What an agent's requests are about: their published shifts from today on, on whose clocks, and what activities are called. */
export interface OwnWork {
  agentId: string;
  /** The site's zone. */
  zone: string;
  today: string;
  shifts: Shift[];
  codes: ActivityCode[];
}

export async function readOwnWork(agentId: string, businessUnitId: string, zone: string): Promise<OwnWork> {
  const today = localDate(Date.now(), zone);
  const [{ shifts }, codes] = await Promise.all([agentSchedule(agentId, today, addDays(today, DAYS_AHEAD)), listActivityCodes(businessUnitId)]);
  return { agentId, zone, today, shifts, codes };
}

export const codeName = (work: OwnWork, id: string): string => work.codes.find((one) => one.id === id)?.name ?? id;

/** Shifts that start on a local date. */
export const shiftsOn = (work: OwnWork, date: string): Shift[] => work.shifts.filter((one) => localDate(Date.parse(one.startDate), work.zone) === date);

const isOpen = ({ state }: ShiftTrade): boolean => state === 'Unmatched' || state === 'Matched';

/** Shifts that can be traded: yet to begin, without approved time off, and in no open trade. The service decides. */
export function tradableShifts(work: OwnWork, trades: ShiftTrade[], now: number): Shift[] {
  const taken = new Set(trades.filter(isOpen).flatMap((one) => [one.initiatingShiftId, one.receivingShiftId]));
  return work.shifts.filter((one) => Date.parse(one.startDate) > now && !taken.has(one.id) && one.activities.every((part) => !part.timeOffRequestId));
}

/** Of these, those that a trade takes in return. */
export function acceptableShifts(shifts: Shift[], { acceptableIntervals }: ShiftTrade): Shift[] {
  if (acceptableIntervals.length === 0) return shifts;
  const within = acceptableIntervals.map((one) => one.split('/').map((instant) => Date.parse(instant)));
  return shifts.filter((shift) => within.some(([from, to]) => (from ?? 0) <= Date.parse(shift.startDate) && shiftEnd(shift) <= (to ?? 0)));
}
