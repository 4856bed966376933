import type { QueueLogReceipt } from '../../api/queueLogs';
import { number } from '../../i18n/format';
import { t } from '../../state/language.svelte';

/** What became of lines, in a sentence. */
export const receiptText = (receipt: QueueLogReceipt): string =>
  t('switches.receipt', {
    stored: number(receipt.linesStored), known: number(receipt.linesKnown), rejected: number(receipt.linesRejected), calls: number(receipt.callsChanged), agents: number(receipt.agentsChanged), intervals: number(receipt.intervalsChanged),
  });
