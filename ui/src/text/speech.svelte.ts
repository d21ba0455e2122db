import { en } from './en';
import { id, type Dictionary } from './id';

const dictionaries = { id, en } satisfies Record<string, Dictionary>;

export type Language = keyof typeof dictionaries;

/** The languages in the order they are offered, each under its own name. */
export const languages = Object.entries(dictionaries).map(([code, { languageName }]) => ({
  code: code as Language,
  name: languageName,
}));

const REMEMBERED = 'rekam.language';

function remembered(): Language {
  return localStorage.getItem(REMEMBERED) === 'en' ? 'en' : 'id';
}

/** The language that is spoken now, and its texts. */
class Speech {
  language = $state<Language>(remembered());
  text: Dictionary = $derived(dictionaries[this.language]);

  speak(language: Language): void {
    this.language = language;
    localStorage.setItem(REMEMBERED, language);
  }
}

export const speech = new Speech();
