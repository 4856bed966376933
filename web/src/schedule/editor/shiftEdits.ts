import { MINUTE_MS, endOf, newShiftId, pieceEnd, startOf, type DeskShift, type Piece } from './plan';

/** The least a shift or an activity may last, minutes. */
export const LEAST_MINUTES = 5;

export type Edge = 'start' | 'end';

const isWork = (piece: Piece | undefined): piece is Piece => piece?.category === 'OnQueueWork';

/** The parts of pieces in a stretch of time. */
function between(pieces: readonly Piece[], from: number, to: number): Piece[] {
  return pieces.flatMap((piece) => {
    const [start, end] = [Math.max(piece.start, from), Math.min(pieceEnd(piece), to)];
    return start < end ? [{ ...piece, start, minutes: (end - start) / MINUTE_MS }] : [];
  });
}

/** Work that is interrupted by nothing is one piece. */
function joined(pieces: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (isWork(last) && isWork(piece) && last.code === piece.code && last.paid === piece.paid && (last.description ?? '') === (piece.description ?? '')) last.minutes += piece.minutes;
    else out.push({ ...piece });
  }
  return out;
}

const laid = (shift: DeskShift, pieces: Piece[]): DeskShift => ({ ...shift, pieces: joined(pieces) });

/** The whole shift with all in it, earlier or later. */
export const movedShift = (shift: DeskShift, minutes: number): DeskShift => ({
  ...shift,
  pieces: shift.pieces.map((piece) => ({ ...piece, start: piece.start + minutes * MINUTE_MS })),
});

/** A stretch of the kind of work that the shift consists of. */
function workLike(shift: DeskShift, beside: Piece, start: number, end: number): Piece {
  const model = isWork(beside) ? beside : (shift.pieces.find(isWork) ?? beside);
  const { timeOffRequestId: _, description: __, ...work } = model;
  return { ...work, start, minutes: (end - start) / MINUTE_MS };
}

/** One edge of the shift elsewhere: what is outside falls away, what is gained is work. */
export function resizedShift(shift: DeskShift, edge: Edge, minutes: number): DeskShift {
  const [from, to] = [startOf(shift), endOf(shift)];
  const [first, last] = [shift.pieces[0], shift.pieces.at(-1)];
  if (!first || !last) return shift;
  const least = LEAST_MINUTES * MINUTE_MS;
  if (edge === 'end') {
    const end = Math.max(from + least, to + minutes * MINUTE_MS);
    return laid(shift, end <= to ? between(shift.pieces, from, end) : [...shift.pieces, workLike(shift, last, to, end)]);
  }
  const start = Math.min(to - least, from + minutes * MINUTE_MS);
  return laid(shift, start >= from ? between(shift.pieces, start, to) : [workLike(shift, first, start, from), ...shift.pieces]);
}

/** An activity in the place of what was there; it is moved into the shift where it juts out. */
export function placed(shift: DeskShift, piece: Piece): DeskShift {
  const [from, to] = [startOf(shift), endOf(shift)];
  const minutes = Math.min(piece.minutes, (to - from) / MINUTE_MS);
  const start = Math.max(from, Math.min(piece.start, to - minutes * MINUTE_MS));
  const end = start + minutes * MINUTE_MS;
  return laid(shift, [...between(shift.pieces, from, start), { ...piece, start, minutes }, ...between(shift.pieces, end, to)]);
}

/** The shift without one activity: the work beside it goes on through its time. */
export function withoutPiece(shift: DeskShift, index: number): DeskShift {
  const piece = shift.pieces[index];
  const [before, after] = [shift.pieces[index - 1], shift.pieces[index + 1]];
  const beside = isWork(before) ? before : isWork(after) ? after : (before ?? after);
  if (!piece || !beside) return shift;
  return laid(shift, shift.pieces.map((one, at) => (at === index ? workLike(shift, beside, piece.start, pieceEnd(piece)) : one)));
}

/** One activity at another time of its shift. */
export function movedPiece(shift: DeskShift, index: number, minutes: number): DeskShift {
  const piece = shift.pieces[index];
  if (!piece || shift.pieces.length === 1) return movedShift(shift, minutes);
  return placed(withoutPiece(shift, index), { ...piece, start: piece.start + minutes * MINUTE_MS });
}

/** One edge of an activity elsewhere, within its shift. */
export function resizedPiece(shift: DeskShift, index: number, edge: Edge, minutes: number): DeskShift {
  const piece = shift.pieces[index];
  if (!piece || shift.pieces.length === 1) return resizedShift(shift, edge, minutes);
  const length = Math.max(LEAST_MINUTES, piece.minutes + (edge === 'end' ? minutes : -minutes));
  const start = edge === 'end' ? piece.start : Math.max(startOf(shift), pieceEnd(piece) - length * MINUTE_MS);
  const end = Math.min(endOf(shift), edge === 'end' ? piece.start + length * MINUTE_MS : pieceEnd(piece));
  return placed(withoutPiece(shift, index), { ...piece, start, minutes: (end - start) / MINUTE_MS });
}

/** One activity as another one. */
export function replacedPiece(shift: DeskShift, index: number, as: Pick<Piece, 'code' | 'category' | 'paid'>): DeskShift {
  return laid(shift, shift.pieces.map((piece, at) => (at === index ? { start: piece.start, minutes: piece.minutes, ...as } : piece)));
}

/** Two shifts that meet at an instant; none where it lies outside. */
export function splitShift(shift: DeskShift, at: number): [DeskShift, DeskShift] | null {
  const least = LEAST_MINUTES * MINUTE_MS;
  if (at < startOf(shift) + least || at > endOf(shift) - least) return null;
  return [laid(shift, between(shift.pieces, startOf(shift), at)), laid({ id: newShiftId(), pieces: [] }, between(shift.pieces, at, endOf(shift)))];
}

/** A new shift like another, from another start on. Approved time off stays with whom it was approved. */
export function copiedShift(shift: DeskShift, start: number): DeskShift {
  const by = (start - startOf(shift)) / MINUTE_MS;
  const pieces = movedShift(shift, by).pieces.map(({ timeOffRequestId: _, ...piece }) => piece);
  return { id: newShiftId(), pieces };
}
