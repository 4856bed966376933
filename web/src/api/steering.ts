import type { FilterClause, FilterType } from './contactFilters';
import { get, getAll, request } from './request';
import { runOf } from './runs';

/** A probability, or a count, with the range in which it lies four times of five. */
export interface Expected {
  mean: number;
  p10: number;
  p90: number;
}

export interface ResponseModelSummary {
  id: string;
  campaignId: string;
  dateCreated: string;
  attempts: number;
  /** `model`, or the baseline that was better. */
  winner: string;
  ordersLeases: boolean;
}

/** A small campaign cut out of a large one. */
export interface Slice {
  index: number;
  description: string[];
  filterType: FilterType;
  clauses: FilterClause[];
  contacts: number;
  calls: number;
  answerRate: number;
  successRate: Expected;
  successes: Expected;
  seatHours: number;
  successesPerSeatHour: number;
}

export interface SliceTotals {
  calls: number;
  successes: number;
  seatHours: number;
}

export interface SegmentProposal {
  id: string;
  campaignId: string;
  dateCreated: string;
  seats: number;
  hours: number;
  contacts: number;
  slices: Slice[];
  /** Contacts drawn from the rest so that the model goes on learning. */
  exploration: SliceTotals & { kind: string; share: number; advisedShare: number | null };
  /** The same seat hours spent in the list's own order. */
  ownOrder: SliceTotals;
  total: SliceTotals;
}

export interface ProposalRequest {
  campaignId: string;
  seats: number;
  hours: number;
  leastSlices?: number;
  mostSlices?: number;
  leastContacts?: number;
  exploration?: { kind: 'none' | 'atRandom' | 'thompson'; share: number };
  contactListId?: string;
}

export interface MadeCampaign {
  slice: number;
  campaignId: string;
  name: string;
}

export const listResponseModels = (campaignId: string): Promise<ResponseModelSummary[]> => getAll(`/outbound/campaigns/${campaignId}/response-models`);

/** Trains a model on a campaign's attempts: a run. */
export const trainResponseModel = async (campaignId: string): Promise<string> =>
  runOf(await request('POST', `/outbound/campaigns/${campaignId}/response-models`, { body: {} }));

/** Cuts a campaign's contacts into slices: a run. */
export const proposeSegments = async (asked: ProposalRequest): Promise<string> => runOf(await request('POST', '/outbound/segment-proposals', { body: asked }));

export const findProposal = (id: string): Promise<SegmentProposal> => get(`/outbound/segment-proposals/${id}`);

export const listProposals = async (campaignId: string): Promise<{ id: string; dateCreated: string }[]> =>
  (await getAll<{ id: string; campaignId: string; dateCreated: string }>('/outbound/segment-proposals')).filter((one) => one.campaignId === campaignId);

/** Makes the campaigns of slices, off. */
export const campaignsOfProposal = async (id: string, slices: number[], namePrefix: string | undefined): Promise<MadeCampaign[]> =>
  (await request<{ campaigns: MadeCampaign[] }>('POST', `/outbound/segment-proposals/${id}/campaigns`, { body: { slices, namePrefix } })).body.campaigns;
