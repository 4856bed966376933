import type { DeskShift } from '../editor/plan';
import type { Ink } from './ink';
import { AXIS, ROW, STRIP, paintAxis, paintRow, paintStrip, prepared, type Scene } from './paint';
import type { StripCell } from './strip';

const NAMES = 170;
/** Browsers draw no higher canvas. */
const HIGHEST = 16_000;

export interface Picture {
  scene: Scene;
  ink: Ink;
  /** What stands in the corner: whose times these are. */
  corner: string;
  rows: readonly { agentId: string; name: string }[];
  cells: readonly StripCell[];
  startOfInterval: (interval: number) => number;
  lineOf: (agentId: string) => readonly DeskShift[];
}

/** How many agents one picture holds. */
export const mostRows = (): number => Math.floor((HIGHEST / (globalThis.devicePixelRatio || 1) - AXIS - STRIP) / ROW);

/** All the agents that the filters leave, with the strip above them, as PNG. */
export async function pictureOf({ scene, ink, corner, rows, cells, startOfInterval, lineOf }: Picture): Promise<Blob> {
  const { width } = scene.window;
  const canvas = document.createElement('canvas');
  const shown = rows.slice(0, mostRows());
  const context = prepared(canvas, NAMES + width, AXIS + STRIP + shown.length * ROW);
  if (!context) throw new Error('this browser gives no canvas to draw on; export CSV instead');
  context.fillStyle = ink.surface;
  context.fillRect(0, 0, NAMES + width, AXIS + STRIP + shown.length * ROW);
  context.translate(NAMES, 0);
  paintAxis(context, ink, scene.marks, width);
  paintStrip(context, ink, cells, startOfInterval, scene.window, AXIS);
  for (const [index, { agentId }] of shown.entries()) paintRow(context, ink, scene, agentId, lineOf(agentId), AXIS + STRIP + index * ROW, index % 2 === 1);
  context.translate(-NAMES, 0);
  context.fillStyle = ink.surface;
  context.fillRect(0, 0, NAMES, AXIS + STRIP + shown.length * ROW);
  context.fillStyle = ink.text;
  context.font = `12px ${ink.font}`;
  context.textAlign = 'left';
  context.fillText(corner, 8, AXIS - 7, NAMES - 12);
  for (const [index, { name }] of shown.entries()) context.fillText(name, 8, AXIS + STRIP + index * ROW + ROW / 2 + 4, NAMES - 12);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large for this browser; filter the agents'))), 'image/png'));
}
