import type { LastWeek, ScoredBacktest } from '../api/forecastReport';
import { share } from '../i18n/format';
import { t } from '../state/language.svelte';

/** How one grain of time was told: last week, and over the whole backtest where that is known. */
export interface GrainAccuracy {
  grain: 'interval' | 'day' | 'week';
  wape: number | null;
  bias: number | null;
  /** The WAPE over all folds; null for weeks, of which the backtest keeps none. */
  usual: number | null;
}

/** Less than this share too many or too few reads as neither. */
const NEGLIGIBLE = 0.0005;
/** A band that holds this share more or less than the 80 % it promises is worth a word. */
const BAND_TOLERANCE = 0.1;
const PROMISED = 0.8;

/** The rows of the table: single intervals, whole days, the week's sum. */
export function grains(backtest: ScoredBacktest, week: LastWeek): GrainAccuracy[] {
  const used = backtest.models.find((model) => model.name === backtest.chosen);
  return [
    { grain: 'interval', ...week.interval, usual: used?.wape ?? null },
    { grain: 'day', ...week.day, usual: used?.dayWape ?? null },
    { grain: 'week', ...week.week, usual: null },
  ];
}

/** Whether too many or too few contacts were told, in words; null where no contact came. */
export function biasInWords(bias: number | null): string | null {
  if (bias === null) return null;
  if (Math.abs(bias) < NEGLIGIBLE) return t('lastWeek.bias.none');
  return t(bias > 0 ? 'lastWeek.bias.over' : 'lastWeek.bias.under', { share: share(Math.abs(bias)) });
}

/** How many intervals the band held, and what that says of it; null where nothing came. */
export function coverageInWords(coverage: number | null): string | null {
  if (coverage === null) return null;
  const off = coverage - PROMISED;
  const verdict = Math.abs(off) <= BAND_TOLERANCE ? 'right' : off < 0 ? 'narrow' : 'wide';
  return `${t('lastWeek.coverage', { share: share(coverage) })} ${t(`lastWeek.coverage.${verdict}`)}`;
}
