import { getAll, getPage, request, type Page } from './request';

export const UNAVAILABLE_STATUSES = ['Pending', 'Approved', 'Denied', 'Canceled'] as const;
export type UnavailableStatus = (typeof UNAVAILABLE_STATUSES)[number];

/** A time at which an agent cannot work, once or every week. */
export interface UnavailableTime {
  id: string;
  agentId: string;
  status: UnavailableStatus;
  startDate: string;
  endDate: string;
  /** The last local date on which it begins. */
  repeatsWeeklyUntil?: string | null;
  notes: string;
  /** Published shifts that it touches; they stay until somebody changes them. */
  conflictingShiftIds: string[];
  /** Why, in the words of whoever decided. */
  decision?: string | null;
  version: number;
}

export interface NewUnavailableTime {
  startDate: string;
  endDate: string;
  repeatsWeeklyUntil?: string;
  notes: string;
}

export interface UnavailableQuery {
  managementUnitId?: string;
  status?: UnavailableStatus;
}

const PATH = '/unavailable-times';

export const listUnavailable = (query: UnavailableQuery = {}): Promise<UnavailableTime[]> => getAll(PATH, { ...query });

export const pageOfUnavailable = (query: UnavailableQuery, pageToken: string | undefined, pageSize: number): Promise<Page<UnavailableTime>> =>
  getPage(PATH, pageToken, pageSize, { ...query });

export const addUnavailable = async (body: NewUnavailableTime): Promise<UnavailableTime> => (await request<UnavailableTime>('POST', PATH, { body })).body;

export const changeUnavailable = async (time: UnavailableTime, status: UnavailableStatus, reason?: string): Promise<UnavailableTime> =>
  (await request<UnavailableTime>('PATCH', `${PATH}/${time.id}`, { body: { status, reason }, ifMatch: time.version })).body;
