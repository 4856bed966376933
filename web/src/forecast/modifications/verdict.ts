import type { Comparison, ForecastModification } from '../../api/modifications';
import { number, share, signed } from '../../i18n/format';
import { t } from '../../state/language.svelte';
import { unitOf } from './draft';

/** A difference of the error smaller than this share of it is none, as the service says it too. */
const NEGLIGIBLE = 0.005;

/** What a modification was worth, as a sentence; null before anything of it was observed. */
export function verdict(found: Comparison): string | null {
  if (found.observedIntervals === 0) return null;
  const cut = found.errorReduction;
  const sentence =
    cut === null
      ? found.with.absoluteError > 0
        ? t('verdict.made')
        : t('verdict.same')
      : cut >= NEGLIGIBLE
        ? t('verdict.cut', { share: share(cut, 0) })
        : cut <= -NEGLIGIBLE
          ? t('verdict.raised', { share: share(-cut, 0) })
          : t('verdict.same');
  if (found.observedIntervals === found.touchedIntervals) return sentence;
  return `${sentence} ${t('verdict.observed', { observed: number(found.observedIntervals), touched: number(found.touchedIntervals) })}`;
}

/** Whether it was for the better (1), for the worse (−1) or neither. */
export function direction(found: Comparison): -1 | 0 | 1 {
  const cut = found.observedIntervals === 0 ? 0 : (found.errorReduction ?? (found.with.absoluteError > 0 ? -1 : 0));
  return cut >= NEGLIGIBLE ? 1 : cut <= -NEGLIGIBLE ? -1 : 0;
}

/** What a modification does, in a few words: `each interval +10 %`. */
export function whatItDoes(one: ForecastModification): string {
  const values = one.values.length;
  const value = one.value ?? 0;
  const unit = t(`modification.unit.${unitOf(one.type, one.metric)}`);
  const amount = one.type.startsWith('Change') ? signed(value, value % 1 === 0 ? 0 : 1) : number(value, value % 1 === 0 ? 0 : 1);
  if (values > 0) return t(`modification.says.${one.type}`, { amount: number(values), unit });
  return t(`modification.says.${one.type}`, { amount, unit });
}
