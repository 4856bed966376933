import type { KpiUnit } from '../api/performance';
import { NONE, number } from '../i18n/format';
import { t } from '../state/language.svelte';

const DIGITS: Record<KpiUnit, number> = { contacts: 0, percent: 1, seconds: 1, hours: 1, heads: 1, money: 2 };

/** A figure of a KPI in its unit. */
export function figureText(value: number | null | undefined, unit: KpiUnit, currency?: string | null): string {
  if (value === null || value === undefined) return NONE;
  const text = number(value, DIGITS[unit]);
  if (unit === 'percent') return `${text} %`;
  if (unit === 'seconds') return t('kpi.seconds', { value: text });
  if (unit === 'hours') return t('kpi.hours', { value: text });
  return unit === 'money' && currency ? `${text} ${currency}` : text;
}
