import type { Fault } from '../../api/problem';
import type { ValidationResult } from '../../api/scheduleEdits';
import { localDate } from '../../time/weekGrid';
import { startOf, type DeskShift } from './plan';

/** What stands against a shift: why it cannot be at all, or a rule that it breaks. */
export type Flag = 'impossible' | 'error' | 'warning';

const ORDER: Flag[] = ['warning', 'error', 'impossible'];

/** Which shift a fault of a request is about. */
export function shiftOfFault(fault: Fault, pointers: ReadonlyMap<string, string>): string | undefined {
  const place = /^\/agentSchedules\/\d+\/shifts\/\d+/.exec(fault.pointer)?.[0];
  return place === undefined ? undefined : pointers.get(place);
}

/** Flags by shift: a rule is told of the shifts of its agent that start on its day. */
export function flagsOf(
  results: readonly ValidationResult[],
  faults: readonly Fault[],
  pointers: ReadonlyMap<string, string>,
  lineOf: (agentId: string) => readonly DeskShift[],
  zone: string,
): Map<string, Flag> {
  const flags = new Map<string, Flag>();
  const raise = (id: string, flag: Flag) => {
    const stands = flags.get(id);
    if (!stands || ORDER.indexOf(flag) > ORDER.indexOf(stands)) flags.set(id, flag);
  };
  for (const result of results) {
    if (result.standsAlready) continue;
    for (const shift of lineOf(result.agentId)) {
      if (localDate(startOf(shift), zone) === result.date) raise(shift.id, result.severity === 'ERROR' ? 'error' : 'warning');
    }
  }
  for (const fault of faults) {
    const id = shiftOfFault(fault, pointers);
    if (id !== undefined) raise(id, 'impossible');
  }
  return flags;
}
