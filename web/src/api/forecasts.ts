import type { GroupGeneration } from './forecastReport';
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

/** One planning group's numbers, one value an interval: what is planned with, and what the models say. */
export interface GroupForecast {
  planningGroupId: string;
  offeredPerInterval: number[];
  offeredP10PerInterval: number[];
  offeredP50PerInterval: number[];
  offeredP90PerInterval: number[];
  averageHandleTimeSecondsPerInterval: number[];
  /** Whether a modification changes any of it. */
  modified: boolean;
  statisticalOfferedPerInterval: number[];
  statisticalAverageHandleTimeSecondsPerInterval: number[];
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
