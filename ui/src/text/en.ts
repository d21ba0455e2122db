import type { Dictionary } from './id';

/** What the station says in English. */
export const en = {
  languageName: 'English',
  chooseLanguage: 'Language',
  product: {
    name: 'Rekam',
    what: 'Enrollment station for KTP-el and KIA',
    owner: 'Dukcapil, Province of Kalimantan Barat',
  },
  start: {
    title: 'This window is being built',
    explanation:
      'This version has no service screens yet. The core of the station lies underneath; until the screens are finished, the station is run with the command rekam in a terminal.',
    state: 'State of the station',
    checkAgain: 'Check again',
    checking: 'Checking …',
    failed: 'The state of the station cannot be read. Close this window, open it again, and check once more.',
  },
  state: {
    station: 'Station',
    notActivated: 'not activated yet',
    version: 'Version of the app',
  },
} satisfies Dictionary;
