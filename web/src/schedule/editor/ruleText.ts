import { textOf } from '../../state/language.svelte';

/** A rule's name in the reader's language; as the service calls it where the page has no words for it. */
export const ruleText = (code: string): string => textOf('rule', code) ?? code.replace(/([A-Z])/g, ' $1').toLowerCase();
