import { MINUTE_MS, endOf, pieceEnd, startOf, type DeskShift } from '../editor/plan';
import { movedPiece, movedShift, resizedPiece, resizedShift, type Edge } from '../editor/shiftEdits';
import { xOf, type TimeWindow } from './layout';

/** Pixels on either side of an edge that take hold of it. */
const GRIP = 5;
/** An activity narrower than this is taken with its shift. */
const NARROWEST_PIECE = 7;

/** What lies under the pointer. */
export interface Hit {
  shift: DeskShift;
  /** An activity that can be taken by itself; work is taken with its shift. */
  piece: number | null;
  /** What a drag would do. */
  grip: Edge | 'whole';
}

/** The shift, activity and edge at a place of a line. */
export function hitAt(line: readonly DeskShift[], x: number, window: TimeWindow): Hit | null {
  for (const shift of line) {
    const [left, right] = [xOf(startOf(shift), window), xOf(endOf(shift), window)];
    if (x < left - GRIP || x > right + GRIP) continue;
    // A short shift keeps a middle to be taken by.
    const reach = Math.min(GRIP, (right - left) / 4);
    if (x <= left + reach) return { shift, piece: null, grip: 'start' };
    if (x >= right - reach) return { shift, piece: null, grip: 'end' };
    return { shift, ...pieceAt(shift, x, window) };
  }
  return null;
}

function pieceAt(shift: DeskShift, x: number, window: TimeWindow): Pick<Hit, 'piece' | 'grip'> {
  const index = shift.pieces.findIndex((piece) => x >= xOf(piece.start, window) && x < xOf(pieceEnd(piece), window));
  const piece = shift.pieces[index];
  if (!piece || piece.category === 'OnQueueWork') return { piece: null, grip: 'whole' };
  const [left, right] = [xOf(piece.start, window), xOf(pieceEnd(piece), window)];
  if (right - left < NARROWEST_PIECE) return { piece: null, grip: 'whole' };
  const reach = Math.min(GRIP, (right - left) / 4);
  return { piece: index, grip: x <= left + reach ? 'start' : x >= right - reach ? 'end' : 'whole' };
}

/** The shift as a drag of so many milliseconds leaves it, on whole steps. */
export function dragged({ shift, piece, grip }: Hit, by: number, stepMinutes: number): DeskShift {
  const step = stepMinutes * MINUTE_MS;
  const one = piece === null ? undefined : shift.pieces[piece];
  const held = grip === 'end' ? (one ? pieceEnd(one) : endOf(shift)) : (one?.start ?? startOf(shift));
  // What stands beside the step is drawn onto it, but not by a hand that hardly moved.
  const minutes = Math.abs(by) < step / 2 ? 0 : (Math.round((held + by) / step) * step - held) / MINUTE_MS;
  if (minutes === 0) return shift;
  if (piece === null) return grip === 'whole' ? movedShift(shift, minutes) : resizedShift(shift, grip, minutes);
  return grip === 'whole' ? movedPiece(shift, piece, minutes) : resizedPiece(shift, piece, grip, minutes);
}
