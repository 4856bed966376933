import { t } from '../state/language.svelte';

/** What the service writes in the place of an erased person's phone. */
const ERASED = 'erased';

/** A phone as people read it. */
export const phoneText = (phone: string): string => (phone === ERASED ? t('person.erased') : phone);
