import { forecastPath, type Forecast } from './forecasts';
import { get, request } from './request';

/** The nine ways to change a forecast, in the order of the documentation. */
export const MODIFICATION_TYPES = [
  'MinimumPerInterval',
  'MaximumPerInterval',
  'SetValuePerInterval',
  'ChangeValuePerInterval',
  'ChangePercentPerInterval',
  'SetValueOverRange',
  'ChangeValueOverRange',
  'SetValuesForIntervalSet',
  'SetMultiGranularityValuesForIntervalSet',
] as const;
export type ModificationType = (typeof MODIFICATION_TYPES)[number];

export type ModificationMetric = 'Offered' | 'AverageHandleTimeSeconds';

/** What a value of the last type is a total of. */
export const GRANULARITIES = ['PT1H', 'P1D', 'P1W'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export interface IntervalValue {
  intervalIndex: number;
  value: number;
}

export interface NewModification {
  type: ModificationType;
  metric: ModificationMetric;
  /** Both included; left out where `values` lists intervals. */
  startIntervalIndex?: number;
  endIntervalIndex?: number;
  value?: number;
  values?: IntervalValue[];
  granularity?: Granularity;
  /** All of the forecast when empty. */
  planningGroupIds: string[];
  reason: string;
  event?: string;
}

/** A change that is kept with a forecast. */
export interface ForecastModification extends NewModification {
  id: string;
  values: IntervalValue[];
  enabled: boolean;
  author: string;
  createdAt: string;
  /** The modification of an earlier forecast that this one was taken over from. */
  carriedFrom?: { shortTermForecastId: string; modificationId: string };
  version: number;
}

/** The error with and without, over the observed intervals. */
export interface Comparison {
  metric: ModificationMetric;
  touchedIntervals: number;
  observedIntervals: number;
  with: { absoluteError: number };
  without: { absoluteError: number };
  /** Share of the error that was cut; below 0 it grew. */
  errorReduction: number | null;
}

export interface ForecastEvaluation {
  /** All enabled modifications together, a metric each. */
  overall: Comparison[];
  modifications: { modificationId: string; comparison: Comparison }[];
}

const path = (forecast: Forecast): string => `${forecastPath(forecast)}/modifications`;

/** In the order they act. */
export const listModifications = async (forecast: Forecast): Promise<ForecastModification[]> =>
  (await get<{ entities: ForecastModification[] }>(path(forecast))).entities;

export const evaluateModifications = (forecast: Forecast): Promise<ForecastEvaluation> => get(`${path(forecast)}/evaluation`);

export const addModification = async (forecast: Forecast, body: NewModification): Promise<ForecastModification> =>
  (await request<ForecastModification>('POST', path(forecast), { body })).body;

export const switchModification = async (forecast: Forecast, one: ForecastModification, enabled: boolean): Promise<ForecastModification> =>
  (await request<ForecastModification>('PATCH', `${path(forecast)}/${one.id}`, { ifMatch: one.version, body: { enabled } })).body;

export const deleteModification = (forecast: Forecast, one: ForecastModification): Promise<unknown> =>
  request('DELETE', `${path(forecast)}/${one.id}`);
