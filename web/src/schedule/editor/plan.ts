import type { ActivityCategory } from '../../api/organisation';
import type { AgentScheduleEdit, ShiftEdit } from '../../api/scheduleEdits';
import type { AgentSchedule, Shift } from '../../api/schedules';

export const MINUTE_MS = 60_000;

/** A stretch of a shift given to one activity; instants are epoch milliseconds. */
export interface Piece {
  code: string;
  category: ActivityCategory;
  start: number;
  minutes: number;
  paid: boolean;
  description?: string;
  timeOffRequestId?: string;
}

/** A shift on the desk: its pieces follow one another without a hole. */
export interface DeskShift {
  id: string;
  pieces: readonly Piece[];
}

/** Every agent's shifts in order of time. A line that is not changed stays the same array. */
export type Plan = ReadonlyMap<string, readonly DeskShift[]>;

const NEW = 'new-';
let made = 0;

/** An id for a shift that the service does not know yet. */
export const newShiftId = (): string => `${NEW}${(made += 1)}`;
export const isNew = (shift: DeskShift): boolean => shift.id.startsWith(NEW);

export const pieceEnd = (piece: Piece): number => piece.start + piece.minutes * MINUTE_MS;
export const startOf = (shift: DeskShift): number => shift.pieces[0]?.start ?? 0;
export const endOf = (shift: DeskShift): number => {
  const last = shift.pieces.at(-1);
  return last ? pieceEnd(last) : 0;
};
export const minutesOf = (shift: DeskShift): number => (endOf(shift) - startOf(shift)) / MINUTE_MS;
export const paidMinutesOf = (shift: DeskShift): number => shift.pieces.reduce((sum, piece) => sum + (piece.paid ? piece.minutes : 0), 0);

export function toDesk(shift: Shift): DeskShift {
  const pieces = shift.activities.map((one): Piece => {
    const piece: Piece = { code: one.activityCodeId, category: one.category, start: Date.parse(one.startDate), minutes: one.lengthMinutes, paid: one.paid };
    if (one.description !== undefined) piece.description = one.description;
    if (one.timeOffRequestId !== undefined) piece.timeOffRequestId = one.timeOffRequestId;
    return piece;
  });
  return { id: shift.id, pieces: pieces.sort((left, right) => left.start - right.start) };
}

const inOrder = (line: readonly DeskShift[]): readonly DeskShift[] => line.toSorted((left, right) => startOf(left) - startOf(right));

export const planOf = (agents: AgentSchedule[]): Plan => new Map(agents.map((agent) => [agent.agentId, inOrder(agent.shifts.map(toDesk))]));

/** The plan with one agent's line in the place of theirs. */
export function withLine(plan: Plan, agentId: string, line: readonly DeskShift[]): Plan {
  return new Map(plan).set(agentId, inOrder(line));
}

/** The line with a shift in the place of the one of its id, or added. */
export function withShift(line: readonly DeskShift[], shift: DeskShift): readonly DeskShift[] {
  return [...line.filter((one) => one.id !== shift.id), shift];
}

const samePiece = (left: Piece, right: Piece): boolean =>
  left.code === right.code && left.start === right.start && left.minutes === right.minutes && left.paid === right.paid && (left.description ?? '') === (right.description ?? '');

/** Whether two shifts are worked alike, whatever their ids. */
export function sameShift(left: DeskShift, right: DeskShift): boolean {
  return left.pieces.length === right.pieces.length && left.pieces.every((piece, index) => samePiece(piece, right.pieces[index] as Piece));
}

/** How one agent's shift differs; null where it is not there. */
export interface Difference {
  agentId: string;
  before: DeskShift | null;
  after: DeskShift | null;
}

/** What the second plan changes of the first, agent by agent. */
export function differences(before: Plan, after: Plan): Difference[] {
  const found: Difference[] = [];
  for (const [agentId, line] of after) {
    const old = before.get(agentId) ?? [];
    if (line === old) continue;
    for (const shift of line) {
      const was = old.find((one) => one.id === shift.id);
      if (!was || !sameShift(was, shift)) found.push({ agentId, before: was ?? null, after: shift });
    }
    for (const was of old) if (!line.some((one) => one.id === was.id)) found.push({ agentId, before: was, after: null });
  }
  return found;
}

const sent = (shift: DeskShift): ShiftEdit['activities'] =>
  shift.pieces.map((piece) => ({
    activityCodeId: piece.code,
    startDate: new Date(piece.start).toISOString(),
    lengthMinutes: piece.minutes,
    paid: piece.paid,
    ...(piece.description ? { description: piece.description } : {}),
  }));

function editOf({ before, after }: Difference): ShiftEdit {
  if (!after) return { id: before?.id, delete: true };
  return before ? { id: before.id, activities: sent(after) } : { activities: sent(after) };
}

/** A request for changes, and which shift each place in it is. */
export interface EditRequest {
  agentSchedules: AgentScheduleEdit[];
  /** JSON pointers of shifts and the ids they are of. */
  pointers: Map<string, string>;
}

export function requestOf(changes: Difference[]): EditRequest {
  const agentSchedules: AgentScheduleEdit[] = [];
  const pointers = new Map<string, string>();
  for (const change of changes) {
    let index = agentSchedules.findIndex((one) => one.agentId === change.agentId);
    if (index < 0) index = agentSchedules.push({ agentId: change.agentId, shifts: [] }) - 1;
    const shifts = (agentSchedules[index] as AgentScheduleEdit).shifts;
    shifts.push(editOf(change));
    pointers.set(`/agentSchedules/${index}/shifts/${shifts.length - 1}`, (change.after ?? change.before)?.id ?? '');
  }
  return { agentSchedules, pointers };
}
