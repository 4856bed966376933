import { t } from '../state/language.svelte';

/** What the service writes in the place of an erased person's phone. */
const ERASED = 'erased';

/** A phone without the marks that people write between its digits. */
export const phoneDigits = (typed: string): string => typed.replace(/[\s().-]/g, '');

/** A phone as people read it. */
export const phoneText = (phone: string): string => (phone === ERASED ? t('person.erased') : phone);
