import { get, request } from './request';

export const DAY_KINDS = ['publicHoliday', 'makeUpWorkday', 'unplannedClosure', 'event'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

export interface NewSpecialDay {
  date: string;
  /** Days of one name are learnt from together. */
  name: string;
  kind: DayKind;
  /** Of an event, in a unit of the planner's own. */
  size?: number;
}

export interface SpecialDay extends NewSpecialDay {
  source: string;
  createdBy: string;
  createdAt: string;
}

/** What became of a business unit's entries, or would become of them. */
export interface SpecialDayChanges {
  dryRun: boolean;
  added: number;
  removed: number;
  unchanged: number;
}

/** A calendar that comes with the product. */
export interface ShippedCalendar {
  country: string;
  firstYear: number;
  lastYear: number;
  source: string;
}

const path = (businessUnitId: string): string => `/business-units/${businessUnitId}/special-days`;

/** By date and name. */
export const listSpecialDays = async (businessUnitId: string): Promise<SpecialDay[]> => (await get<{ specialDays: SpecialDay[] }>(path(businessUnitId))).specialDays;

export const addSpecialDay = (businessUnitId: string, body: NewSpecialDay): Promise<unknown> => request('POST', path(businessUnitId), { body });

export const deleteSpecialDay = (businessUnitId: string, day: SpecialDay): Promise<unknown> =>
  request('DELETE', `${path(businessUnitId)}/${day.date}/${encodeURIComponent(day.name)}`);

/** Sends a CSV file, which replaces the kinds of day that it has in the years it has them. */
export const uploadSpecialDays = async (businessUnitId: string, file: File, dryRun: boolean): Promise<SpecialDayChanges> =>
  (await request<SpecialDayChanges>('PUT', path(businessUnitId), { query: { source: file.name, dryRun }, body: file, contentType: 'text/csv' })).body;

export const listShippedCalendars = async (businessUnitId: string): Promise<ShippedCalendar[]> =>
  (await get<{ shipped: ShippedCalendar[] }>(`${path(businessUnitId)}/shipped`)).shipped;

export const takeOverShipped = async (
  businessUnitId: string, country: string, firstYear: number, lastYear: number, dryRun: boolean,
): Promise<SpecialDayChanges> =>
  (await request<SpecialDayChanges>('POST', `${path(businessUnitId)}/shipped`, { query: { dryRun }, body: { country, firstYear, lastYear } })).body;
