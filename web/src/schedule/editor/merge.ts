import { differences, isNew, newShiftId, sameShift, withLine, withShift, type DeskShift, type Plan } from './plan';

/** A shift that two people changed: as it was, as it is on this desk, as somebody else saved it. */
export interface Clash {
  agentId: string;
  /** Its id on the desk. */
  shiftId: string;
  mine: DeskShift | null;
  theirs: DeskShift | null;
}

/** The changes from `base` to `mine` put onto what somebody else has saved; where both changed a shift, mine stands until it is decided. */
export function rebased(base: Plan, mine: Plan, theirs: Plan): { plan: Plan; clashes: Clash[] } {
  let plan: Plan = theirs;
  const clashes: Clash[] = [];
  for (const { agentId, before, after } of differences(base, mine)) {
    // Of somebody who is no agent here any more it stays as well: the service says so, and nothing is lost in silence.
    const line = plan.get(agentId) ?? [];
    if (!before) {
      if (after) plan = withLine(plan, agentId, withShift(line, after));
      continue;
    }
    const now = line.find((one) => one.id === before.id) ?? null;
    if (now && after && sameShift(now, after)) continue;
    if (!now && !after) continue;
    // A shift that is gone cannot be changed: what is kept of it is a new one.
    const kept = after && !now && !isNew(after) ? { ...after, id: newShiftId() } : after;
    plan = withLine(plan, agentId, kept ? withShift(line, kept) : line.filter((one) => one.id !== before.id));
    if (!now || !sameShift(now, before)) clashes.push({ agentId, shiftId: kept?.id ?? before.id, mine: kept, theirs: now });
  }
  return { plan, clashes };
}

/**
 * Clashes that nobody has decided when a newer version is brought in: they stay open, as both shifts stand now, where these
 * still differ. A clash that the newer version makes of the same shift takes the place of the older one.
 */
export function undecided(older: readonly Clash[], newer: readonly Clash[], mine: Plan, theirs: Plan): Clash[] {
  const shiftOf = (plan: Plan, { agentId, shiftId }: Clash) => plan.get(agentId)?.find((one) => one.id === shiftId) ?? null;
  const alike = (left: DeskShift | null, right: DeskShift | null) => (left && right ? sameShift(left, right) : left === right);
  return older
    .filter((clash) => !newer.some((one) => one.shiftId === clash.shiftId))
    .map((clash) => ({ ...clash, mine: shiftOf(mine, clash), theirs: shiftOf(theirs, clash) }))
    .filter((clash) => !alike(clash.mine, clash.theirs));
}

/** The plan with a clash decided for what somebody else saved. */
export function withTheirs(plan: Plan, { agentId, shiftId, theirs }: Clash): Plan {
  const line = (plan.get(agentId) ?? []).filter((one) => one.id !== shiftId);
  return withLine(plan, agentId, theirs ? [...line, theirs] : line);
}
