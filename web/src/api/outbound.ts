import { get, getAll, request } from './request';
import { runOf } from './runs';

export type CampaignStatus = 'on' | 'stopping' | 'off' | 'complete' | 'invalid' | 'forced_off' | 'forced_stopping';

export interface Campaign {
  id: string;
  name: string;
  campaignStatus: CampaignStatus;
  productFamily: string;
  priority: number;
  version: number;
}

export interface CampaignProgress {
  numberOfContactsCalled: number;
  totalNumberOfContacts: number;
  percentage: number;
}

export interface CampaignAllocation {
  campaignId: string;
  campaignName: string;
  minutesPerInterval: number[];
  totalMinutes: number;
  value: number;
  shortfallMinutes: number;
}

export interface SurplusPrices {
  planningGroupId: string;
  surplusMinutesPerInterval: number[];
  /** Weighted value that one more agent-minute would bring. */
  pricePerInterval: number[];
}

/** Surplus agent-minutes handed out to campaigns. */
export interface Allocation {
  id: string;
  businessUnitId: string;
  scheduleId: string;
  referenceStartDate: string;
  intervalLengthMinutes: number;
  objective: number;
  campaigns: CampaignAllocation[];
  planningGroups: SurplusPrices[];
  messages: { code: string; text: string }[];
  createdAt: string;
}

export const listCampaigns = (): Promise<Campaign[]> => getAll('/outbound/campaigns');

export const campaignProgress = (id: string): Promise<CampaignProgress> => get(`/outbound/campaigns/${id}/progress`);

export const startCampaign = async (campaign: Campaign): Promise<Campaign> =>
  (await request<Campaign>('POST', `/outbound/campaigns/${campaign.id}/start`, { ifMatch: campaign.version })).body;

export const stopCampaign = async (campaign: Campaign): Promise<Campaign> =>
  (await request<Campaign>('POST', `/outbound/campaigns/${campaign.id}/stop`, { ifMatch: campaign.version })).body;

export const listAllocations = (businessUnitId: string): Promise<Allocation[]> => getAll('/outbound/allocations', { businessUnitId });

export const findAllocation = (id: string): Promise<Allocation> => get(`/outbound/allocations/${id}`);

/** Asks for an allocation; a long one is a run whose id comes back, a short one is there at once. */
export async function allocate(scheduleId: string): Promise<{ runId: string } | { allocationId: string }> {
  const answer = await request<{ id: string }>('POST', '/outbound/allocations', { body: { scheduleId } });
  return answer.status === 202 ? { runId: runOf(answer) } : { allocationId: answer.body.id };
}
