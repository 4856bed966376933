/** Where a request, a trade or an offer stands: a sign and a tint beside the word, so that colour alone is never needed. */
interface Look {
  sign: string;
  tint: '' | 'good' | 'warn' | 'bad';
}

const LOOKS: Record<string, Look> = {
  Pending: { sign: '?', tint: 'warn' },
  WaitListed: { sign: '…', tint: 'warn' },
  Unmatched: { sign: '○', tint: '' },
  Matched: { sign: '?', tint: 'warn' },
  Approved: { sign: '✓', tint: 'good' },
  Denied: { sign: '✕', tint: 'bad' },
  Canceled: { sign: '–', tint: '' },
  Expired: { sign: '–', tint: '' },
  Open: { sign: '○', tint: 'good' },
  Filled: { sign: '●', tint: '' },
};

export const lookOf = (standing: string): Look => LOOKS[standing] ?? { sign: '○', tint: '' };
