import { phoneDigits } from '../contactLists/phoneText';

/** Digits with the marks that people write between them. */
const PHONE = /^\+[\d\s().-]{5,}$/;

/** What was typed is a phone when it begins as an international one, else what the caller's systems call the person. */
export function searchOf(text: string): { externalId: string } | { phone: string } {
  const wanted = text.trim();
  return PHONE.test(wanted) ? { phone: phoneDigits(wanted) } : { externalId: wanted };
}
