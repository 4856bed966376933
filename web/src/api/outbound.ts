import { get, getAll, request } from './request';

export type CampaignStatus = 'on' | 'off';

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
  expectedContacts: number;
  expectedValue: number;
  shortfallMinutes: number;
}

export interface SurplusPrices {
  planningGroupId: string;
  surplusMinutesPerInterval: number[];
  /** Weighted value that one more agent-minute would bring. */
  pricesPerInterval: number[];
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
  dateCreated: string;
}

export const listCampaigns = (): Promise<Campaign[]> => getAll('/outbound/campaigns');

export const campaignProgress = (id: string): Promise<CampaignProgress> => get(`/outbound/campaigns/${id}/progress`);

export const startCampaign = async (campaign: Campaign): Promise<Campaign> =>
  (await request<Campaign>('POST', `/outbound/campaigns/${campaign.id}/start`, { ifMatch: campaign.version })).body;

export const stopCampaign = async (campaign: Campaign): Promise<Campaign> =>
  (await request<Campaign>('POST', `/outbound/campaigns/${campaign.id}/stop`, { ifMatch: campaign.version })).body;

/** The allocations of a business unit, oldest first, without their numbers. */
export const listAllocations = async (businessUnitId: string): Promise<Pick<Allocation, 'id' | 'scheduleId'>[]> =>
  (await getAll<Pick<Allocation, 'id' | 'scheduleId' | 'businessUnitId'>>('/outbound/allocations')).filter((one) => one.businessUnitId === businessUnitId);

export const findAllocation = (id: string): Promise<Allocation> => get(`/outbound/allocations/${id}`);

/** Hands a schedule's surplus out to the campaigns that are on. */
export const allocate = async (businessUnitId: string, scheduleId: string): Promise<Allocation> =>
  (await request<Allocation>('POST', '/outbound/allocations', { body: { businessUnitId, scheduleId } })).body;
