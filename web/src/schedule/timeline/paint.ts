import { signed, time } from '../../i18n/format';
import { named } from '../../state/language.svelte';
import { endOf, pieceEnd, startOf, type DeskShift } from '../editor/plan';
import type { Selection } from '../editor/desk.svelte';
import type { Flag } from '../editor/verdict';
import type { Ink } from './ink';
import { xOf, type Mark, type TimeWindow } from './layout';
import type { StripCell } from './strip';

export const ROW = 28;
export const AXIS = 22;
export const STRIP = 22;
/** Above and below a bar. */
const PAD = 4;
/** Wide enough for the hours, and for the first of them. */
const HOURS = 70;
const START = 38;
/** Wide enough for a letter. */
const LETTER = 9;

/** What a row needs to be drawn, beside its shifts. */
export interface Scene {
  window: TimeWindow;
  marks: readonly Mark[];
  zone: string;
  selection: Selection | null;
  /** An empty place that is chosen. */
  cursor: { agentId: string; at: number } | null;
  flags: ReadonlyMap<string, Flag>;
  locked: ReadonlySet<string>;
  /** Shifts that are not as they are saved. */
  changed: ReadonlySet<string>;
  /** Shifts of the version that is compared with, by agent: those that differ. */
  ghosts: ReadonlyMap<string, readonly DeskShift[]>;
}

type Context = CanvasRenderingContext2D;

/** Sizes a canvas for the screen's pixels and gives its context in CSS pixels, cleared. */
export function prepared(canvas: HTMLCanvasElement, width: number, height: number): Context | null {
  const ratio = globalThis.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}

export function paintRow(context: Context, ink: Ink, scene: Scene, agentId: string, line: readonly DeskShift[], top: number, striped: boolean): void {
  const { window } = scene;
  context.fillStyle = striped ? ink.sunken : ink.surface;
  context.fillRect(0, top, window.width, ROW);
  for (const mark of scene.marks) {
    context.fillStyle = mark.midnight ? ink.lineStrong : ink.line;
    context.fillRect(Math.round(mark.x), top, 1, ROW);
  }
  context.fillStyle = ink.line;
  context.fillRect(0, top + ROW - 1, window.width, 1);
  const { cursor } = scene;
  if (cursor?.agentId === agentId && !scene.selection) {
    context.fillStyle = ink.focus;
    context.fillRect(xOf(cursor.at, window) - 1, top + 2, 2, ROW - 4);
  }
  for (const ghost of scene.ghosts.get(agentId) ?? []) paintGhost(context, ink, scene, ghost, top);
  for (const shift of line) {
    if (endOf(shift) > window.from && startOf(shift) < window.to) paintShift(context, ink, scene, shift, top);
  }
}

function paintGhost(context: Context, ink: Ink, { window }: Scene, shift: DeskShift, top: number): void {
  const [left, right] = [xOf(startOf(shift), window), xOf(endOf(shift), window)];
  context.setLineDash([3, 2]);
  context.strokeStyle = ink.text;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 1.5, right - left - 1, ROW - 4);
  context.setLineDash([]);
}

function paintShift(context: Context, ink: Ink, scene: Scene, shift: DeskShift, top: number): void {
  const { window } = scene;
  const [left, right] = [xOf(startOf(shift), window), xOf(endOf(shift), window)];
  const [y, height] = [top + PAD, ROW - 2 * PAD];
  for (const piece of shift.pieces) {
    const [x, end] = [xOf(piece.start, window), xOf(pieceEnd(piece), window)];
    const look = ink.activity[piece.category];
    context.fillStyle = look.fill;
    context.fillRect(x, y, end - x, height);
    if (look.pattern) {
      context.fillStyle = look.pattern;
      context.fillRect(x, y, end - x, height);
    }
    if (piece.category !== 'OnQueueWork' && end - x >= LETTER) {
      context.fillStyle = look.ink;
      context.font = `700 11px ${ink.font}`;
      context.textAlign = 'center';
      context.fillText(named('letter', piece.category), (x + end) / 2, y + height / 2 + 4);
    }
  }
  if (right - left > START) paintHours(context, ink, scene, shift, left, top, right - left > HOURS);
  paintState(context, ink, scene, shift, [left, right], top);
}

function paintHours(context: Context, ink: Ink, { zone }: Scene, shift: DeskShift, left: number, top: number, both: boolean): void {
  context.font = `11px ${ink.font}`;
  context.textAlign = 'left';
  context.lineWidth = 2;
  context.strokeStyle = 'rgb(0 0 0 / 50%)';
  const start = time(startOf(shift), zone);
  const text = both ? `${start}–${time(endOf(shift), zone)}` : start;
  context.strokeText(text, left + 4, top + ROW / 2 + 4);
  context.fillStyle = '#fff';
  context.fillText(text, left + 4, top + ROW / 2 + 4);
}

/** Frame of the chosen, bar of the changed, signs of the broken and the locked. */
function paintState(context: Context, ink: Ink, scene: Scene, shift: DeskShift, [left, right]: [number, number], top: number): void {
  if (scene.changed.has(shift.id)) {
    context.fillStyle = ink.text;
    context.fillRect(left, top + ROW - PAD, right - left, 2);
  }
  const flag = scene.flags.get(shift.id);
  if (flag) paintSign(context, flag === 'warning' ? ink.over : ink.under, ink.surface, flag === 'warning' ? '?' : '!', right - 7, top + 8);
  if (scene.locked.has(shift.id)) paintLock(context, ink, right - (flag ? 24 : 11), top + PAD + 3);
  if (scene.selection?.shiftId !== shift.id) return;
  context.strokeStyle = ink.focus;
  context.lineWidth = 2;
  context.strokeRect(left, top + 3, right - left, ROW - 6);
  const piece = scene.selection.piece === null ? undefined : shift.pieces[scene.selection.piece];
  if (!piece) return;
  const [x, end] = [xOf(piece.start, scene.window), xOf(pieceEnd(piece), scene.window)];
  context.lineWidth = 3;
  context.strokeRect(x, top + 3, Math.max(2, end - x), ROW - 6);
}

function paintSign(context: Context, color: string, ground: string, sign: string, x: number, y: number): void {
  context.fillStyle = color;
  context.strokeStyle = ground;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x, y, 6, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = ground;
  context.font = '700 10px sans-serif';
  context.textAlign = 'center';
  context.fillText(sign, x, y + 3.5);
}

function paintLock(context: Context, ink: Ink, x: number, y: number): void {
  context.fillStyle = ink.surface;
  context.fillRect(x - 2, y - 2, 11, 14);
  context.strokeStyle = context.fillStyle = ink.text;
  context.lineWidth = 1.5;
  context.beginPath();
  context.arc(x + 3.5, y + 4, 2.5, Math.PI, 0);
  context.stroke();
  context.fillRect(x, y + 4, 7, 6);
}

export function paintAxis(context: Context, ink: Ink, marks: readonly Mark[], width: number): void {
  context.fillStyle = ink.sunken;
  context.fillRect(0, 0, width, AXIS);
  context.textAlign = 'left';
  for (const mark of marks) {
    context.fillStyle = mark.midnight ? ink.lineStrong : ink.line;
    context.fillRect(Math.round(mark.x), 0, 1, AXIS);
    context.font = `${mark.midnight ? 650 : 400} 11px ${ink.font}`;
    context.fillStyle = mark.midnight ? ink.text : ink.soft;
    context.fillText(mark.text, mark.x + 4, 15);
  }
}

export function paintStrip(context: Context, ink: Ink, cells: readonly StripCell[], startOfInterval: (interval: number) => number, window: TimeWindow, top: number): void {
  context.fillStyle = ink.surface;
  context.fillRect(0, top, window.width, STRIP);
  context.font = `600 10px ${ink.font}`;
  context.textAlign = 'center';
  const colors = {
    under: [ink.underSoft, ink.under],
    over: [ink.overSoft, ink.over],
    fit: [ink.fitSoft, ink.fit],
    closed: [ink.sunken, ink.soft],
    unknown: [ink.sunken, ink.soft],
  } as const;
  for (const cell of cells) {
    const x = Math.max(0, xOf(startOfInterval(cell.first), window));
    const end = Math.min(window.width, xOf(startOfInterval(cell.end), window));
    const [ground, text] = colors[cell.fit];
    context.fillStyle = ground;
    context.fillRect(x + 0.5, top + 1, end - x - 1, STRIP - 3);
    context.fillStyle = text;
    context.fillText(cellText(cell), (x + end) / 2, top + 14);
  }
}

export const cellText = (cell: StripCell): string => (cell.fit === 'closed' ? '–' : cell.fit === 'unknown' ? String(cell.figure) : signed(cell.figure));
