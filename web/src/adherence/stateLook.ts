import type { AdherenceState, Impact } from '../api/adherence';

/** How a state is marked: by sign and word, and beside them by colour. */
export const STATE_LOOKS: Record<AdherenceState, { sign: string; look: '' | 'good' | 'warn' | 'bad' }> = {
  OutOfAdherence: { sign: '▲', look: 'bad' },
  Unknown: { sign: '?', look: 'warn' },
  Explained: { sign: '✎', look: '' },
  Ignored: { sign: '≈', look: '' },
  InAdherence: { sign: '✓', look: 'good' },
  Unscheduled: { sign: '–', look: '' },
};

export const IMPACT_LOOKS: Record<Impact, { sign: string; look: '' | 'good' | 'warn' | 'bad' }> = {
  Negative: { sign: '−', look: 'bad' },
  Positive: { sign: '+', look: 'good' },
  Neutral: { sign: '=', look: '' },
  Unknown: { sign: '?', look: 'warn' },
};

const WORRYING_PERCENT = 80;
const GOOD_PERCENT = 92;

/** The colour of a day's adherence. */
export const percentLook = (percent: number | null): string =>
  percent === null ? '' : percent < WORRYING_PERCENT ? 'status-under' : percent < GOOD_PERCENT ? 'status-over' : 'status-fit';
