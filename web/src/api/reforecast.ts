import { forecastPath, type Forecast } from './forecasts';
import { request } from './request';

/** One interval of a running day, in contacts. */
export interface ReforecastInterval {
  startDate: string;
  /** What came; absent where nothing has been observed. */
  actual?: number;
  /** What was told before, with the planner's modifications. */
  forecast: number;
  /** What is told now; where contacts have come already, what the models would say without knowing them. */
  reforecast: number;
  p10: number;
  p50: number;
  p90: number;
}

export interface GroupReforecast {
  planningGroupId: string;
  planningGroupName: string;
  forecastingMethod: string;
  bands: string;
  /** Of the model on the rest of the last weeks' days; absent where the history is too short to tell. */
  wape?: number;
  /** End of the last interval observed. */
  observedUntil: string;
  restOfDay: { forecast: number; reforecast: number; percentChange?: number };
  intervals: ReforecastInterval[];
}

/** A planning group that cannot be told again, and why. */
export interface NotReforecast {
  planningGroupId: string;
  planningGroupName: string;
  code: string;
  detail: string;
}

/** A running day told again from what has come of it; the service stores nothing of it. */
export interface Reforecast {
  id: string;
  date: string;
  asOf: string;
  intervalLengthMinutes: number;
  planningGroups: GroupReforecast[];
  notReforecast: NotReforecast[];
}

/** Tells the rest of a local day again, from what had ended at an instant; now where none is given. */
export const reforecastDay = async (forecast: Forecast, asOf?: string): Promise<Reforecast> =>
  (await request<Reforecast>('POST', `${forecastPath(forecast)}/reforecast`, { body: { asOf }, idempotencyKey: null })).body;
