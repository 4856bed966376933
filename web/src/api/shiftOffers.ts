import type { CoverageEffect } from './coverageEffect';
import { getAll, request } from './request';

export const OFFER_KINDS = ['Overtime', 'VoluntaryTimeOff'] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];
export type OfferState = 'Open' | 'Filled' | 'Expired' | 'Canceled';

/** A place that was taken: what an agent works more, or is free. */
export interface OfferAcceptance {
  agentId: string;
  acceptedDate: string;
  startDate: string;
  lengthMinutes: number;
  coverage: CoverageEffect;
}

/** Overtime or voluntary time off in a stretch of time, first come first served. */
export interface ShiftOffer {
  id: string;
  managementUnitId: string;
  kind: OfferKind;
  state: OfferState;
  activityCodeId: string;
  startDate: string;
  endDate: string;
  expiration: string;
  places: number;
  remainingPlaces: number;
  planningGroupId?: string | null;
  /** Who took a place; agents see themselves only. */
  acceptances: OfferAcceptance[];
  notes: string;
  version: number;
}

export interface NewShiftOffer {
  managementUnitId: string;
  kind: OfferKind;
  activityCodeId?: string;
  planningGroupId?: string;
  startDate: string;
  endDate: string;
  places: number;
  notes: string;
}

const PATH = '/alternative-shifts/offers';

export const listOffers = (query: { managementUnitId?: string; open?: boolean } = {}): Promise<ShiftOffer[]> => getAll(PATH, { ...query });

export const createOffer = async (body: NewShiftOffer): Promise<ShiftOffer> => (await request<ShiftOffer>('POST', PATH, { body })).body;

/** Nobody can take a place any more; what was taken stays. */
export const cancelOffer = async (offer: ShiftOffer): Promise<ShiftOffer> =>
  (await request<ShiftOffer>('PATCH', `${PATH}/${offer.id}`, { body: { state: 'Canceled' }, ifMatch: offer.version })).body;

/** Takes a place; the published schedule changes at once. */
export const acceptOffer = async (offer: ShiftOffer): Promise<ShiftOffer> => (await request<ShiftOffer>('POST', `${PATH}/${offer.id}/accept`, { body: {} })).body;
