/** What the station says in Indonesian, the language of the desk. Its shape is the type of every other language. */
export const id = {
  languageName: 'Bahasa Indonesia',
  chooseLanguage: 'Bahasa',
  product: {
    name: 'Rekam',
    what: 'Stasiun perekaman KTP-el dan KIA',
    owner: 'Dukcapil Provinsi Kalimantan Barat',
  },
  start: {
    title: 'Jendela ini sedang dibangun',
    explanation:
      'Layar pelayanan belum ada di versi ini. Inti stasiun berada di bawahnya; sampai layar selesai, stasiun dijalankan dengan perintah rekam di terminal.',
    state: 'Keadaan stasiun',
    checkAgain: 'Periksa lagi',
    checking: 'Memeriksa …',
    failed: 'Keadaan stasiun tidak dapat dibaca. Tutup jendela ini, buka lagi, lalu periksa sekali lagi.',
  },
  state: {
    version: 'Versi aplikasi',
    station: 'Stasiun',
    notActivated: 'belum diaktifkan',
  },
};

/** Every text of the interface; a language that lacks one does not compile. */
export type Dictionary = typeof id;
