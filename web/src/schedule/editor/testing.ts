import type { ActivityCategory } from '../../api/organisation';
import { MINUTE_MS, type DeskShift, type Piece } from './plan';

const CATEGORIES: Record<string, ActivityCategory> = { work: 'OnQueueWork', break: 'Break', meal: 'Meal', meeting: 'Meeting' };

/** Shifts as a test reads them: `shift('s', '2026-06-01T08:00Z', 'work 120, break 15, work 105')`. */
export function shift(id: string, start: string, pieces: string): DeskShift {
  let at = Date.parse(start);
  return {
    id,
    pieces: pieces.split(', ').map((text): Piece => {
      const [code = '', minutes = '0'] = text.split(' ');
      const piece: Piece = { code, category: CATEGORIES[code] ?? 'OnQueueWork', start: at, minutes: Number(minutes), paid: code !== 'meal' };
      at += piece.minutes * MINUTE_MS;
      return piece;
    }),
  };
}

/** A shift as a test writes it: `08:00 work 120, break 15`. */
export function told({ pieces }: DeskShift): string {
  const start = new Date(pieces[0]?.start ?? 0).toISOString().slice(11, 16);
  return `${start} ${pieces.map((piece) => `${piece.code} ${piece.minutes}`).join(', ')}`;
}
