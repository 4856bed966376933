import type { BindingConstraint } from '../api/rosterExplanations';
import { number } from '../i18n/format';
import { textOf } from '../state/language.svelte';

/** A constraint in the reader's language; in the service's English where the page has no words for it. */
export function constraintText(one: BindingConstraint): string {
  return textOf('constraint', one.kind, { limit: number(one.limit ?? null), shift: one.workPlanShift ?? '' }) ?? one.text;
}

/** Kinds whose figures are minutes. */
const MINUTES = /Minutes|minimumRest|startConsistency/;

/** How far a constraint is let go, with its unit; whole ones have no figure. */
export function byText(one: BindingConstraint, by: number | undefined): string {
  if (by === undefined) return textOf('looser', 'whole') ?? '';
  return textOf('looser', MINUTES.test(one.kind) ? 'minutes' : 'count', { by: number(by) }) ?? String(by);
}
