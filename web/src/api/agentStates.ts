import type { ActivityCategory } from './organisation';
import { get, request } from './request';

/** What one state of a source means. */
export interface StateMapping {
  systemPresence: string;
  /** With any where it is left out. */
  routingStatus?: string | null;
  activityCategory: ActivityCategory;
  /** The activity code it is, of that category. */
  activityCodeId?: string | null;
}

/** What a source's states mean. */
export interface SourceMapping {
  source: string;
  states: StateMapping[];
  modifiedAt?: string | null;
  modifiedBy?: string | null;
  version: number;
}

/** A state that came in and means nothing: its time counts as unknown. */
export interface UnmappedState {
  source: string;
  systemPresence: string;
  routingStatus?: string | null;
  eventCount: number;
  firstAt: string;
  lastAt: string;
}

export const listStateMappings = async (): Promise<SourceMapping[]> => (await get<{ entities: SourceMapping[] }>('/agent-state-mappings')).entities;

export const listUnmappedStates = async (): Promise<UnmappedState[]> => (await get<{ entities: UnmappedState[] }>('/unmapped-agent-states')).entities;

/** Overwrites what a source's states mean; version 0 makes its first mapping. */
export const replaceStateMapping = async (source: string, version: number, states: StateMapping[]): Promise<SourceMapping> =>
  (await request<SourceMapping>('PUT', `/agent-state-mappings/${encodeURIComponent(source)}`, { body: { states }, ifMatch: version })).body;
