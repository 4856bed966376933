import { get } from './request';

/** The longest outlook that the service gives. */
export const MOST_OUTLOOK_WEEKS = 104;

/** One day's expected contacts with their band; 0 where the planning group is expected closed. */
export interface OutlookDay {
  date: string;
  mean: number;
  p10: number;
  p90: number;
}

/** The days of a week or month together. */
export interface OutlookSum {
  /** First day of the week or month, whether or not it is told. */
  startDate: string;
  /** Days of it that are told: fewer than all at both ends. */
  days: number;
  mean: number;
  p10: number;
  p90: number;
}

/** A planning group's days to come, with their sums. */
export interface Outlook {
  planningGroupId: string;
  historyStartDate: string;
  historyEndDate: string;
  days: OutlookDay[];
  weeks: OutlookSum[];
  months: OutlookSum[];
}

export const dailyOutlook = (businessUnitId: string, groupId: string, weeks: number): Promise<Outlook> =>
  get(`/business-units/${businessUnitId}/planning-groups/${groupId}/daily-outlook`, { weeks });
