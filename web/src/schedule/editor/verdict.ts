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

/**
 * Flags by shift. A rule is told of the changed shifts of its agent that start on its day; where none is, as with a rule of
 * the whole week or of the rest before the next shift, of all that were changed of the agent.
 */
export function flagsOf(
  results: readonly ValidationResult[],
  faults: readonly Fault[],
  pointers: ReadonlyMap<string, string>,
  lineOf: (agentId: string) => readonly DeskShift[],
  changed: ReadonlySet<string>,
  zone: string,
): Map<string, Flag> {
  const flags = new Map<string, Flag>();
  const raise = (id: string, flag: Flag) => {
    const stands = flags.get(id);
    if (!stands || ORDER.indexOf(flag) > ORDER.indexOf(stands)) flags.set(id, flag);
  };
  for (const result of results) {
    if (result.standsAlready) continue;
    const touched = lineOf(result.agentId).filter((shift) => changed.has(shift.id));
    const ofDay = touched.filter((shift) => localDate(startOf(shift), zone) === result.date);
    for (const shift of ofDay.length > 0 ? ofDay : touched) raise(shift.id, result.severity === 'ERROR' ? 'error' : 'warning');
  }
  for (const fault of faults) {
    const id = shiftOfFault(fault, pointers);
    if (id !== undefined) raise(id, 'impossible');
  }
  return flags;
}
