import type { RosterTally } from '../api/rosterWhatIfs';

/** Changes that the page offers; the service takes work plans' rules as well. */
export const CHANGES = ['addAgents', 'removeAgent', 'changeDemand'] as const;

export type ChangeKind = (typeof CHANGES)[number];

type Figure = Exclude<keyof RosterTally, 'bound' | 'gap'>;

/** Figures of a roster that are laid side by side, each with its decimals. */
export const FIGURES: readonly (readonly [Figure, number])[] = [
  ['agentCount', 0],
  ['shiftCount', 0],
  ['paidHours', 1],
  ['shortHours', 1],
  ['idleHours', 1],
  ['objective', 1],
];
