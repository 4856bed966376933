import type { AdherenceException, AgentOnBoard } from '../api/adherence';
import { midnight } from '../time/weekGrid';

const MINUTE_MS = 60_000;
/** The longest stretch that one explanation is of. */
const LONGEST_MINUTES = 1_440;

/** A stretch of time to be explained: whole minutes that hold all of it. */
export interface Stretch {
  startDate: string;
  lengthMinutes: number;
}

function stretch(from: number, to: number): Stretch {
  const start = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  const minutes = Math.max(1, Math.ceil((to - start) / MINUTE_MS));
  return { startDate: new Date(start).toISOString(), lengthMinutes: Math.min(LONGEST_MINUTES, minutes) };
}

/** Where an exception lies; its offsets count from the first instant of the day. */
export function stretchOf(exception: Pick<AdherenceException, 'startOffsetSeconds' | 'endOffsetSeconds'>, date: string, zone: string): Stretch {
  const start = midnight(date, zone);
  return stretch(start + exception.startOffsetSeconds * 1_000, start + exception.endOffsetSeconds * 1_000);
}

/** The state an agent is in, from its beginning (at most a day ago) to so many minutes from now. */
export function stretchOfState(agent: Pick<AgentOnBoard, 'timeOfAdherenceChange'>, now: number, aheadMinutes: number): Stretch {
  const end = now + aheadMinutes * MINUTE_MS;
  const from = agent.timeOfAdherenceChange === null ? -Infinity : Date.parse(agent.timeOfAdherenceChange);
  return stretch(Math.max(from, end - LONGEST_MINUTES * MINUTE_MS), end);
}
