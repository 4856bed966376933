import type { Pattern } from './campaignKinds';
import { getAll, request } from './request';

/** A stretch of local time, `[start, end)`: `2026-12-24T09:00`. */
export interface Stretch {
  start: string;
  end: string;
}

/** A stretch that comes again. */
export interface RecurringStretch extends Stretch, Pattern {
  /** The last date on which it may start; it goes on for ever where absent. */
  until?: string | null;
}

export interface CampaignScheduleBody {
  name: string;
  campaignId: string;
  /** Whose clock is read. */
  timeZone: string;
  enabled: boolean;
  intervals: Stretch[];
  recurrences: RecurringStretch[];
}

/** When a campaign runs: started as a stretch begins, stopped as it ends. */
export interface CampaignSchedule extends CampaignScheduleBody {
  id: string;
  isRunningTime: boolean;
  nextChange?: string | null;
  version: number;
}

export interface CampaignSequenceBody {
  name: string;
  campaignIds: string[];
  /** Whether the first follows the last. */
  repeat: boolean;
}

/** Campaigns that run one after another. */
export interface CampaignSequence extends CampaignSequenceBody {
  id: string;
  status: 'on' | 'off' | 'complete';
  /** The place of the campaign it is at, from 0. */
  currentCampaign: number;
  /** Why it stopped by itself. */
  stopMessage?: string | null;
  version: number;
}

const SCHEDULES = '/outbound/schedules/campaigns';
const SEQUENCES = '/outbound/sequences';

/** The schedule of a campaign, which has one at most. */
export const scheduleOfCampaign = async (campaignId: string): Promise<CampaignSchedule | null> =>
  (await getAll<CampaignSchedule>(SCHEDULES)).find((one) => one.campaignId === campaignId) ?? null;

export const addCampaignSchedule = async (body: CampaignScheduleBody): Promise<CampaignSchedule> => (await request<CampaignSchedule>('POST', SCHEDULES, { body })).body;

export const replaceCampaignSchedule = async (before: CampaignSchedule, body: CampaignScheduleBody): Promise<CampaignSchedule> =>
  (await request<CampaignSchedule>('PUT', `${SCHEDULES}/${before.id}`, { body, ifMatch: before.version })).body;

export const deleteCampaignSchedule = (id: string): Promise<unknown> => request('DELETE', `${SCHEDULES}/${id}`);

export const listCampaignSequences = (): Promise<CampaignSequence[]> => getAll(SEQUENCES);

export const addCampaignSequence = async (body: CampaignSequenceBody): Promise<CampaignSequence> => (await request<CampaignSequence>('POST', SEQUENCES, { body })).body;

export const replaceCampaignSequence = async (before: CampaignSequence, body: CampaignSequenceBody): Promise<CampaignSequence> =>
  (await request<CampaignSequence>('PUT', `${SEQUENCES}/${before.id}`, { body, ifMatch: before.version })).body;

export const deleteCampaignSequence = (id: string): Promise<unknown> => request('DELETE', `${SEQUENCES}/${id}`);

export const startCampaignSequence = async (one: CampaignSequence): Promise<CampaignSequence> => (await request<CampaignSequence>('POST', `${SEQUENCES}/${one.id}/start`)).body;

export const stopCampaignSequence = async (one: CampaignSequence): Promise<CampaignSequence> => (await request<CampaignSequence>('POST', `${SEQUENCES}/${one.id}/stop`)).body;
