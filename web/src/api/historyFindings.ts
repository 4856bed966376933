import { get, request } from './request';

/** A proposed change, one value an interval of the stretch; null is unobserved, which models leave out. */
export interface FindingRepair {
  series: 'offered' | 'handled' | 'ahtSeconds';
  from: (number | null)[];
  to: (number | null)[];
}

/** The figures behind a finding, by its kind. */
export type FindingFigures =
  | { kind: 'closedDay'; figures: { holiday: string | null } }
  | { kind: 'missing'; figures: Record<string, never> }
  | { kind: 'outage'; figures: { observed: number; expected: number; log10Probability: number } }
  | { kind: 'censored'; figures: { ceiling: number; expected: number } }
  | { kind: 'doubledLoad'; figures: { ratio: number; allCountsEven: boolean } }
  | { kind: 'spike'; figures: { observed: number; expected: number; deviations: number } }
  | { kind: 'handledAboveOffered'; figures: { handled: number; offered: number } }
  | { kind: 'unitMistake'; figures: { factor: number } }
  | { kind: 'impossibleAht'; figures: { seconds: number; limit: number | null } };

export type FindingDecision = 'accepted' | 'refused';

/** One suspicious stretch of a local day. */
export type HistoryFinding = FindingFigures & {
  id: string;
  date: string;
  startTime: string;
  endTime: string;
  confidence: 'strong' | 'likely';
  /** Why, in the service's English: for kinds that the page has no words for. */
  reason: string;
  repairs: FindingRepair[];
  /** Whether forecasts are made with the repairs: accepted, or strong and undecided. */
  applied: boolean;
  decision?: { findingId: string; decision: FindingDecision; reason: string; decidedBy: string; decidedAt: string };
};

export interface HistoryFindings {
  startDate: string;
  endDate: string;
  findings: HistoryFinding[];
}

/** The days looked at; the service's half year up to today where left out. */
export interface FindingRange {
  startDate?: string;
  /** Exclusive. */
  endDate?: string;
}

const path = (businessUnitId: string, groupId: string): string => `/business-units/${businessUnitId}/planning-groups/${groupId}/history-findings`;

export const listFindings = (businessUnitId: string, groupId: string, range: FindingRange): Promise<HistoryFindings> =>
  get(path(businessUnitId, groupId), { ...range });

/** The range is the one that the finding was listed with. */
export const decideFinding = (
  businessUnitId: string, groupId: string, found: Pick<HistoryFindings, 'startDate' | 'endDate'>, finding: HistoryFinding, decision: FindingDecision, reason: string,
): Promise<unknown> =>
  request('PUT', `${path(businessUnitId, groupId)}/${encodeURIComponent(finding.id)}`, {
    query: { startDate: found.startDate, endDate: found.endDate }, body: { decision, reason },
  });

export const withdrawDecision = (businessUnitId: string, groupId: string, findingId: string): Promise<unknown> =>
  request('DELETE', `${path(businessUnitId, groupId)}/${encodeURIComponent(findingId)}`);
