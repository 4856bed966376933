import type { Dictionary, TextKey } from '../i18n/en';

export type LanguageCode = 'en' | 'zh-CN';

const STORED = 'crewcast.language';
/** Texts are fetched for whoever reads them. */
const DICTIONARIES: Record<LanguageCode, () => Promise<Dictionary>> = {
  en: () => import('../i18n/en').then((module) => module.en),
  'zh-CN': () => import('../i18n/zh-CN').then((module) => module.zhCN),
};

function initial(): LanguageCode {
  const wanted = globalThis.localStorage?.getItem(STORED) ?? globalThis.navigator?.language ?? 'en';
  return wanted.startsWith('zh') ? 'zh-CN' : 'en';
}

class Language {
  code: LanguageCode = $state('en');
  /** There once {@link begin} is done, before anything is shown. */
  texts: Dictionary = $state.raw({} as Dictionary);
  private wanted: LanguageCode = 'en';

  /** Speaks the language that this browser is set to, else the other one; the page is shown once it does. */
  async begin(): Promise<void> {
    const wanted = initial();
    try {
      await this.speak(wanted);
    } catch {
      await this.speak(wanted === 'en' ? 'zh-CN' : 'en');
    }
  }

  choose(code: LanguageCode): Promise<void> {
    localStorage.setItem(STORED, code);
    return this.speak(code);
  }

  /** The language of somebody's account, unless this browser was told otherwise. */
  async suggest(locale: string): Promise<void> {
    if (localStorage.getItem(STORED) === null) await this.speak(locale.startsWith('zh') ? 'zh-CN' : 'en');
  }

  /** Shows the page in a language, once its texts are here. */
  async speak(code: LanguageCode): Promise<void> {
    this.wanted = code;
    const texts = await DICTIONARIES[code]();
    // Another language was chosen while these texts were on their way.
    if (this.wanted !== code) return;
    this.code = code;
    this.texts = texts;
  }
}

export const language = new Language();

/** The text of a key in the reader's language, its `{names}` filled in. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return language.texts[key].replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** The text of a key made from data; null where the dictionary does not know it. */
export function textOf(prefix: string, name: string, values: Record<string, string | number> = {}): string | null {
  const key = `${prefix}.${name}`;
  return key in language.texts ? t(key as TextKey, values) : null;
}

/** The text of a key made from data, or the data itself where the dictionary does not know it. */
export const named = (prefix: string, name: string): string => textOf(prefix, name) ?? name;
