import { get, request, requestFile } from './request';

export type KpiUnit = 'contacts' | 'percent' | 'seconds' | 'hours' | 'heads' | 'money';
export type KpiSource = 'contacts' | 'staffing' | 'agents' | 'campaigns';
export const DIMENSIONS = ['region', 'businessUnitId', 'managementUnitId', 'teamId', 'agentId', 'planningGroupId', 'queueId', 'campaignId'] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export const GRANULARITIES = ['Total', 'Interval', 'Hour', 'Day', 'Week', 'Month'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** One KPI: a quotient of additive quantities, or a sum of one. */
export interface KpiDefinition {
  name: string;
  unit: KpiUnit;
  formula: string;
  source: KpiSource;
  /** What it can be asked by. */
  dimensions: Dimension[];
  aggregation: 'sum' | 'ratio' | 'perElapsedTime';
}

export interface PerformanceQuery {
  /** Two local dates with a slash between, the second not included. */
  interval: string;
  granularity: Granularity;
  groupBy: Dimension[];
  metrics: string[];
  filter: Partial<Record<Dimension, string[]>>;
  timeZone?: string;
}

/** value = scale × numerator / denominator; null where nothing is known. */
export interface MetricFigure {
  value: number | null;
  numerator: number | null;
  denominator?: number | null;
}

export interface PerformanceRow {
  startDate: string;
  endDate: string;
  group: Partial<Record<Dimension, string | null>>;
  /** What people call the members, by the dimension's name without `Id`. */
  names: Record<string, string>;
  metrics: Record<string, MetricFigure>;
}

export interface PerformanceAnswer {
  entities: PerformanceRow[];
  currency?: string;
}

export const kpiDefinitions = async (): Promise<KpiDefinition[]> => (await get<{ entities: KpiDefinition[] }>('/kpi-definitions')).entities;

/** Rows that a screen can show; a longer answer is a file's. */
export const MOST_ROWS = 5_000;

/** What was read of an answer. */
export interface PerformanceRows extends PerformanceAnswer {
  /** Whether there are more rows than were read. */
  truncated: boolean;
}

/** The rows of a query, page by page, at most {@link MOST_ROWS} and one page more. */
export async function queryPerformance(query: PerformanceQuery): Promise<PerformanceRows> {
  const entities: PerformanceRow[] = [];
  let [pageToken, currency] = [undefined as string | undefined, undefined as string | undefined];
  do {
    const { body } = await request<PerformanceAnswer & { nextPageToken?: string }>('POST', '/performance/query', { body: { ...query, pageSize: 1000, pageToken }, idempotencyKey: null });
    entities.push(...body.entities);
    pageToken = body.nextPageToken;
    currency ??= body.currency;
  } while (pageToken !== undefined && entities.length < MOST_ROWS);
  return { entities, currency, truncated: pageToken !== undefined };
}

/** All rows as a file. */
export const performanceCsv = (query: PerformanceQuery): Promise<Blob> => requestFile('POST', '/performance/query', { body: query, idempotencyKey: null, headers: { Accept: 'text/csv' } });
