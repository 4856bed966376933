import { get, getAll, request } from './request';
import { runOf } from './runs';

/** A forecast of a business unit's weeks; its numbers are read apart. */
export interface Forecast {
  id: string;
  businessUnitId: string;
  weekDate: string;
  weekCount: number;
  description: string;
  creationMethod: string;
  timeZone: string;
  intervalLengthMinutes: number;
  referenceStartDate: string;
  canUseForScheduling: boolean;
  seed: number;
  inputHash: string;
  createdAt: string;
}

/** One planning group's numbers, one value an interval. */
export interface GroupForecast {
  planningGroupId: string;
  offeredPerInterval: number[];
  offeredP10PerInterval: number[];
  offeredP50PerInterval: number[];
  offeredP90PerInterval: number[];
  averageHandleTimeSecondsPerInterval: number[];
}

/** A model's score over all folds of the backtest. */
export interface ModelScore {
  name: string;
  wape: number | null;
  bias: number | null;
  coverage80: number | null;
  intervals: number;
}

export interface ScoredBacktest {
  outcome: 'scored';
  horizonDays: number;
  folds: { origin: string; lastDate: string; trainingDays: number; intervals: number }[];
  models: ModelScore[];
  chosen: string;
  baseline: string;
  improvementOverBaseline: number | null;
}

export interface UnscoredBacktest {
  outcome: 'tooShort';
  historyDays: number;
  observedDays: number;
  neededDays: number;
}

/** How one planning group's numbers were made, and how far to believe them. */
export interface GroupGeneration {
  planningGroupId: string;
  planningGroupName: string;
  forecastingMethod: string;
  averageHandleTimeSource: string;
  bands: string;
  backtest: ScoredBacktest | UnscoredBacktest;
  sourceDays: { firstDate: string; lastDate: string; observedDays: number };
  messages: { code: string; detail: string }[];
}

const weeks = (businessUnitId: string, weekDate: string) => `/business-units/${businessUnitId}/weeks/${weekDate}/short-term-forecasts`;
const path = (forecast: Forecast) => `${weeks(forecast.businessUnitId, forecast.weekDate)}/${forecast.id}`;

/** The forecasts whose weeks hold this day, newest last. */
export const listForecasts = (businessUnitId: string, weekDate: string): Promise<Forecast[]> => getAll(weeks(businessUnitId, weekDate));

export const forecastData = (forecast: Forecast): Promise<GroupForecast[]> =>
  get<{ planningGroups: GroupForecast[] }>(`${path(forecast)}/data`).then((answer) => answer.planningGroups);

export const forecastGeneration = (forecast: Forecast): Promise<GroupGeneration[]> =>
  get<{ planningGroups: GroupGeneration[] }>(`${path(forecast)}/generation-results`).then((answer) => answer.planningGroups);

/** Asks for a forecast and gives the id of its run. */
export const generateForecast = async (businessUnitId: string, weekDate: string, weekCount: number, description: string): Promise<string> =>
  runOf(await request('POST', `${weeks(businessUnitId, weekDate)}/generate`, { body: { weekCount, description } }));

export const forecastPath = path;
