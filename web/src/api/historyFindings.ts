import { get, request } from './request';

/** A proposed change, one value an interval of the stretch; null is unobserved, which models leave out. */
export interface FindingRepair {
  series: 'offered' | 'handled' | 'ahtSeconds';
  from: (number | null)[];
  to: (number | null)[];
}

export type FindingDecision = 'accepted' | 'refused';

/** One suspicious stretch of a local day. */
export interface HistoryFinding {
  id: string;
  kind: string;
  date: string;
  startTime: string;
  endTime: string;
  confidence: 'strong' | 'likely';
  reason: string;
  repairs: FindingRepair[];
  /** Whether forecasts are made with the repairs: accepted, or strong and undecided. */
  applied: boolean;
  decision?: { findingId: string; decision: FindingDecision; reason: string; decidedBy: string; decidedAt: string };
}

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
