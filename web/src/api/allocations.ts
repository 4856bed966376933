import { get, getAll, request } from './request';

export interface CampaignAllocation {
  campaignId: string;
  campaignName: string;
  minutesPerInterval: number[];
  totalMinutes: number;
  expectedContacts: number;
  expectedValue: number;
  /** Minutes missing to its minimum. */
  shortfallMinutes: number;
  /** Weighted value that one minute of its minimum costs the others. */
  minimumPrice: number;
  /** Weighted value that one more minute of its maximum would bring. */
  maximumPrice: number;
  /** Weighted value that one more minute of contacts would bring, by time zone. */
  contactPrices: { timeZone: string; contacts: number; price: number }[];
  valuedBy?: 'responseModel' | 'allocationTerms';
  expectedSuccesses?: number | null;
  expectedMoneySpent?: number | null;
}

export interface GroupSurplus {
  planningGroupId: string;
  surplusMinutesPerInterval: number[];
  /** Weighted value that one more agent-minute would bring. */
  pricesPerInterval: number[];
  inboundHeadsShortPerInterval?: number[];
}

export interface ShadowPrice {
  kind: 'agentHour' | 'contacts' | 'budget' | 'lines';
  planningGroupId: string | null;
  campaignId: string | null;
  at: string | null;
  price: number;
  text: string;
}

export interface AllocationRuleEffect {
  rule: string;
  campaignId: string | null;
  isBinding: boolean;
  /** What the objective could at most be without it. */
  objectiveWithoutAtMost: number | null;
  /** What it would be, where that was asked for. */
  objectiveWithout: number | null;
  text: string;
}

/** Surplus agent-minutes handed out to campaigns. */
export interface Allocation {
  id: string;
  businessUnitId: string;
  scheduleId: string;
  referenceStartDate: string;
  intervalLengthMinutes: number;
  objective: number;
  expectedValue: number;
  campaigns: CampaignAllocation[];
  planningGroups: GroupSurplus[];
  messages: { code: string; campaignId: string | null; text: string }[];
  dateCreated: string;
  /** Probability that inbound work has the heads it needs; absent where the forecast's requirement was taken as it is. */
  protection?: number | null;
  /** Planned from here on only. */
  from?: string | null;
  /** Dearest first. */
  prices?: ShadowPrice[];
  rules?: AllocationRuleEffect[];
  rosterRequest?: { costPerAgentHour: number; totalHours: number; value: number; cost: number; text: string } | null;
}

export type AllocationSummary = Pick<Allocation, 'id' | 'scheduleId' | 'businessUnitId' | 'dateCreated'>;

export interface AllocationRequest {
  businessUnitId: string;
  scheduleId: string;
  /** Those that are on when left out. */
  campaigns?: string[];
  protection?: number;
  from?: string;
  costPerAgentHour?: number;
}

/** The allocations of a business unit, oldest first, without their numbers. */
export const listAllocations = async (businessUnitId: string): Promise<AllocationSummary[]> =>
  (await getAll<AllocationSummary>('/outbound/allocations')).filter((one) => one.businessUnitId === businessUnitId);

export const findAllocation = (id: string): Promise<Allocation> => get(`/outbound/allocations/${id}`);

/** Hands a schedule's surplus out to the campaigns. */
export const allocate = async (asked: AllocationRequest): Promise<Allocation> => (await request<Allocation>('POST', '/outbound/allocations', { body: asked })).body;
