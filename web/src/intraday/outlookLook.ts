import type { Outlook } from './dayInFigures';

/** How the outlook of a goal is marked: by sign and figure, and beside them by colour. */
export const OUTLOOK_LOOKS: Record<Outlook, { sign: string; look: string }> = {
  likely: { sign: '✓', look: 'good' },
  open: { sign: '~', look: 'warn' },
  unlikely: { sign: '▲', look: 'bad' },
  noGoal: { sign: '–', look: '' },
};
