import { request } from './request';
import type { Derivation } from './requirements';

/** How contacts that hang up early count in the service level. */
export const VARIANTS = ['ofOffered', 'lessShortAbandons', 'shortAbandonsAsMet', 'ofAnswered'] as const;
export type ServiceLevelVariant = (typeof VARIANTS)[number];

/** One interval to staff, as the service takes it. */
export interface IntervalToStaff {
  volume: number;
  intervalLengthMinutes: number;
  averageHandleTimeSeconds: number;
  averagePatienceSeconds?: number;
  shrinkagePercent?: number;
  volumeVariationPercent?: number;
  probabilityPercent?: number;
  goals: {
    serviceLevel?: { percent: number; seconds: number; variant: ServiceLevelVariant };
    averageSpeedOfAnswer?: { seconds: number };
    abandonRate?: { percent: number };
    maximumOccupancy?: { percent: number };
  };
}

/** What a number of agents gives; shares of 1, null where they do not exist. */
export interface Service {
  status: 'idle' | 'steady' | 'unstable';
  serviceLevel: number | null;
  averageSpeedOfAnswerSeconds: number | null;
  meanWaitSeconds: number | null;
  abandonRate: number | null;
  pWait: number | null;
  occupancy: number | null;
}

/** Where the volume varies, also over all contacts: busy intervals bring more of them. */
export interface ServiceOfAgents extends Service {
  callWeighted?: Service | null;
}

export interface ComparedAgents extends ServiceOfAgents {
  agents: number;
  meetsGoals: boolean;
  /** The chance that the goals are met, where the volume is uncertain. */
  probabilityPercent?: number | null;
}

export interface IntervalRequirement {
  required: number;
  requiredWithoutShrinkage: number;
  offeredLoadErlangs: number;
  bindingGoal: string;
  model: 'erlangC' | 'erlangA';
  achieved: ServiceOfAgents;
  withOneFewer: ServiceOfAgents | null;
  compared: ComparedAgents[];
  derivation: Derivation;
  messages: { code: string; detail: string }[];
}

export const calculateRequirement = async (interval: IntervalToStaff): Promise<IntervalRequirement> =>
  (await request<IntervalRequirement>('POST', '/staffing-requirements/calculate', { body: interval, idempotencyKey: null })).body;
