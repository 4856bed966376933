import { en, type Dictionary, type TextKey } from '../i18n/en';
import { zhCN } from '../i18n/zh-CN';

export type LanguageCode = 'en' | 'zh-CN';

const STORED = 'crewcast.language';
const DICTIONARIES: Record<LanguageCode, Dictionary> = { en, 'zh-CN': zhCN };

function initial(): LanguageCode {
  const wanted = globalThis.localStorage?.getItem(STORED) ?? globalThis.navigator?.language ?? 'en';
  return wanted.startsWith('zh') ? 'zh-CN' : 'en';
}

class Language {
  code: LanguageCode = $state(initial());

  choose(code: LanguageCode): void {
    this.code = code;
    localStorage.setItem(STORED, code);
  }

  /** The language of somebody's account, unless this browser was told otherwise. */
  suggest(locale: string): void {
    if (localStorage.getItem(STORED) === null) this.code = locale.startsWith('zh') ? 'zh-CN' : 'en';
  }
}

export const language = new Language();

/** The text of a key in the reader's language, its `{names}` filled in. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return DICTIONARIES[language.code][key].replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** The text of a key made from data; null where the dictionary does not know it. */
export function textOf(prefix: string, name: string, values: Record<string, string | number> = {}): string | null {
  const key = `${prefix}.${name}`;
  return key in en ? t(key as TextKey, values) : null;
}

/** The text of a key made from data, or the data itself where the dictionary does not know it. */
export const named = (prefix: string, name: string): string => textOf(prefix, name) ?? name;
