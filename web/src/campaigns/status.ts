import type { CampaignStatus } from '../api/outbound';

export type CampaignAction = 'start' | 'pause' | 'stop';

/** What may be done with a campaign that stands so. One that is stopping hands out nothing any more, and may be started again. */
export function actionsOf(status: CampaignStatus): CampaignAction[] {
  switch (status) {
    case 'on':
      return ['pause', 'stop'];
    case 'stopping':
    case 'off':
    case 'complete':
    case 'invalid':
      return ['start'];
  }
}

/** How a status looks, beside its name: a badge's colour and a sign that is seen without colour. */
export const LOOKS: Record<CampaignStatus, { badge: '' | 'good' | 'warn' | 'bad'; sign: string }> = {
  on: { badge: 'good', sign: '▶' },
  stopping: { badge: 'warn', sign: '◐' },
  off: { badge: '', sign: '■' },
  complete: { badge: '', sign: '✓' },
  invalid: { badge: 'bad', sign: '!' },
};
