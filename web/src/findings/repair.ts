import type { FindingRepair, HistoryFinding } from '../api/historyFindings';
import { number } from '../i18n/format';
import { t } from '../state/language.svelte';

/** Contacts in all, or the mean handle time; null where nothing is observed. */
function figureOf(series: FindingRepair['series'], values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const sum = known.reduce((all, one) => all + one, 0);
  return series === 'ahtSeconds' ? sum / known.length : sum;
}

/** A repair in a few words: `contacts offered: 0 → 520`. */
export function repairInWords(repair: FindingRepair): string {
  const text = (values: (number | null)[]) => {
    const figure = figureOf(repair.series, values);
    return figure === null ? t('finding.unobserved') : number(figure, figure % 1 === 0 ? 0 : 1);
  };
  return `${t(`finding.series.${repair.series}`)}: ${text(repair.from)} → ${text(repair.to)}`;
}

export type Standing = 'accepted' | 'refused' | 'applied' | 'waiting' | 'nothing';

/** Where a finding stands: decided, repaired without a word, waiting for one, or nothing to repair. */
export function standingOf(finding: HistoryFinding): Standing {
  if (finding.decision) return finding.decision.decision;
  if (finding.repairs.length === 0) return 'nothing';
  return finding.applied ? 'applied' : 'waiting';
}
