import type { HistoryFinding } from '../api/historyFindings';
import { inWords, number } from '../i18n/format';
import { t } from '../state/language.svelte';

/** So small a probability needs no finer step than the thousandfold. */
const RARITIES = [1e12, 1e9];
const RAREST_TOLD = 1e6;

const whole = (value: number) => number(value);
const brief = (value: number) => number(value, value % 1 === 0 ? 0 : 1);

/** In how many times chance alone gives as little at most once: a million, a billion, a trillion. */
function rarity(log10Probability: number): string {
  const times = RARITIES.find((one) => -log10Probability >= Math.log10(one)) ?? RAREST_TOLD;
  return inWords(times);
}

/** Why something looks wrong, in the reader's language, from the kind of the finding and its figures. */
export function reasonInWords(finding: HistoryFinding): string {
  switch (finding.kind) {
    case 'closedDay': {
      const { holiday } = finding.figures;
      return holiday === null ? t('finding.says.closedDay.unknown') : t('finding.says.closedDay.holiday', { holiday });
    }
    case 'missing':
      return t('finding.says.missing');
    case 'outage': {
      const { observed, expected, log10Probability } = finding.figures;
      return t('finding.says.outage', { observed: whole(observed), expected: whole(expected), rarity: rarity(log10Probability) });
    }
    case 'censored':
      return t('finding.says.censored', { ceiling: whole(finding.figures.ceiling), expected: whole(finding.figures.expected) });
    case 'doubledLoad': {
      const { ratio, allCountsEven } = finding.figures;
      return t(allCountsEven ? 'finding.says.doubledLoad.even' : 'finding.says.doubledLoad.ratio', { ratio: number(ratio, 2) });
    }
    case 'spike': {
      const { observed, expected, deviations } = finding.figures;
      return t('finding.says.spike', { observed: whole(observed), expected: brief(expected), deviations: whole(deviations) });
    }
    case 'handledAboveOffered':
      return t('finding.says.handledAboveOffered', { handled: whole(finding.figures.handled), offered: whole(finding.figures.offered) });
    case 'unitMistake': {
      const { factor } = finding.figures;
      return factor < 1 ? t('finding.says.unitMistake.divided', { by: whole(1 / factor) }) : t('finding.says.unitMistake.multiplied', { by: whole(factor) });
    }
    case 'impossibleAht': {
      const { seconds, limit } = finding.figures;
      if (limit === null) return t('finding.says.impossibleAht.short', { seconds: whole(seconds) });
      return t('finding.says.impossibleAht.long', { seconds: whole(seconds), limit: whole(limit) });
    }
    default:
      // A service newer than the page may know more kinds; its own words are better than none.
      return (finding as { reason: string }).reason;
  }
}
