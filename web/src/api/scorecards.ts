import type { Dimension, KpiUnit, MetricFigure } from './performance';
import { get, getAll, request, requestFile } from './request';

export type ScorecardPeriod = 'Day' | 'Week' | 'Month';
export type Direction = 'HigherIsBetter' | 'LowerIsBetter';
export type EntryStatus = 'Met' | 'Warning' | 'Missed' | 'NoData';
export type Trend = 'Better' | 'Worse' | 'Same' | 'Unknown';

/** One line: a KPI with its target. */
export interface ScorecardEntry {
  name: string;
  metric: string;
  filter?: Partial<Record<Dimension, string[]>>;
  direction: Direction;
  target: number;
  /** From here to the target it is a warning and no miss. */
  warningThreshold?: number;
}

export interface NewScorecard {
  businessUnitId: string;
  name: string;
  period: ScorecardPeriod;
  entries: ScorecardEntry[];
}

export interface Scorecard extends NewScorecard {
  id: string;
  version: number;
}

export interface EntryResult extends ScorecardEntry {
  owner: string | null;
  unit: KpiUnit;
  result: MetricFigure;
  /** In the period before. */
  previous: MetricFigure;
  status: EntryStatus;
  trend: Trend;
  /** Value less the value before. */
  change: number | null;
  currency?: string;
}

export interface ScorecardResults {
  scorecardId: string;
  name: string;
  startDate: string;
  /** The day after the period's last. */
  endDate: string;
  counts: Record<EntryStatus, number>;
  entries: EntryResult[];
}

export const listScorecards = (businessUnitId: string): Promise<Scorecard[]> => getAll('/scorecards', { businessUnitId });

export const addScorecard = async (scorecard: NewScorecard): Promise<Scorecard> => (await request<Scorecard>('POST', '/scorecards', { body: scorecard })).body;

export const replaceScorecard = async ({ id, version }: Scorecard, scorecard: NewScorecard): Promise<Scorecard> =>
  (await request<Scorecard>('PUT', `/scorecards/${id}`, { body: scorecard, ifMatch: version })).body;

export const deleteScorecard = (scorecard: Scorecard): Promise<unknown> => request('DELETE', `/scorecards/${scorecard.id}`);

/** What became of its targets in the period that holds a date; in the last one that is over where none is given. */
export const scorecardResults = (scorecardId: string, date?: string): Promise<ScorecardResults> => get(`/scorecards/${scorecardId}/results`, { date });

export const scorecardCsv = (scorecardId: string, date?: string): Promise<Blob> =>
  requestFile('GET', `/scorecards/${scorecardId}/results`, { query: { date }, headers: { Accept: 'text/csv' } });
