import type { ActivityPlan } from '../api/activityPlans';
import type { AgentScheduleEdit } from '../api/scheduleEdits';
import { differences, requestOf, withShift, type DeskShift, type Piece, type Plan } from '../schedule/editor/plan';
import { replacedPiece } from '../schedule/editor/shiftEdits';

type Named = Pick<ActivityPlan, 'name' | 'activityCodeId'>;

/** Placed activities carry their plan's name as their description. */
const isOf = (piece: Piece, plan: Named): boolean => piece.code === plan.activityCodeId && piece.description === plan.name;
const has = (shift: DeskShift, plan: Named): boolean => shift.pieces.some((piece) => isOf(piece, plan));

/** How many agents have the plan's activity in the schedule. */
export const placedCount = (shifts: Plan, plan: Named): number => [...shifts.values()].filter((line) => line.some((shift) => has(shift, plan))).length;

/** The change that puts work on the queue back where the plan's activity stands; nothing where nobody is ever on the queue. */
export function takingBack(shifts: Plan, plan: Named): AgentScheduleEdit[] {
  const work = [...shifts.values()].flat().flatMap((shift) => shift.pieces).find((piece) => piece.category === 'OnQueueWork');
  if (!work) return [];
  const freed = (shift: DeskShift): DeskShift => {
    const place = shift.pieces.findIndex((piece) => isOf(piece, plan));
    return place < 0 ? shift : freed(replacedPiece(shift, place, { code: work.code, category: work.category, paid: work.paid }));
  };
  const after = [...shifts].map(([agentId, line]) => [agentId, line.filter((shift) => has(shift, plan)).reduce((next, shift) => withShift(next, freed(shift)), line)] as const);
  return requestOf(differences(shifts, new Map(after))).agentSchedules;
}
