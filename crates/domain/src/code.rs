//! Error codes: one list for station, province, command line and window.
//!
//! A code is what a program can react to; its two texts are what a person can act on. Every text says what is
//! wrong **and** what to do, in Indonesian first. No text carries anything about a resident: values stay where
//! they were typed. A code without both texts does not compile.
//!
//! Long on purpose: one list of codes, so that no two say the same and none is forgotten in a language.

/// The languages that people of Rekam read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Language {
    /// Bahasa Indonesia, the language of the desk.
    #[default]
    #[serde(rename = "id")]
    Indonesian,
    /// English, for visitors and engineers.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Of a text in both languages, Indonesian first, the one in this.
    pub const fn pick<T: Copy>(self, texts: [T; 2]) -> T {
        match self {
            Self::Indonesian => texts[0],
            Self::English => texts[1],
        }
    }
}

macro_rules! error_codes {
    ($($(#[$section:meta])* $variant:ident = $code:literal, $indonesian:literal, $english:literal;)+) => {
        /// Every reason for which Rekam stops and asks a person to do something.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        pub enum ErrorCode {
            $($(#[$section])* #[doc = $english] #[cfg_attr(feature = "ts", ts(rename = $code))] $variant,)+
        }

        impl ErrorCode {
            /// All codes, in the order of this file.
            pub const ALL: &'static [ErrorCode] = &[$(ErrorCode::$variant,)+];

            /// The stable name, kebab-case, for logs, JSON and scripts.
            pub const fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$variant => $code,)+ }
            }

            /// What is wrong and what to do, for a person.
            pub const fn text(self, language: Language) -> &'static str {
                match (self, language) {
                    $((ErrorCode::$variant, Language::Indonesian) => $indonesian,
                      (ErrorCode::$variant, Language::English) => $english,)+
                }
            }
        }
    };
}

error_codes! {
    // NIK: hard errors (domain.md section 1)
    NikLength = "nik-length", "NIK harus 16 digit. Hitung ulang digitnya dari KK atau KTP-el.",
        "A NIK has 16 digits. Count them again on the family card or KTP-el.";
    NikCharacter = "nik-character", "NIK hanya berisi angka. Hapus huruf atau tanda lain, lalu periksa angka 0 dan 1.",
        "A NIK holds digits only. Remove letters and signs, then check 0 and 1.";
    NikProvince = "nik-province", "Dua digit pertama NIK bukan kode provinsi. Periksa lagi pada KK atau KTP-el.",
        "The first two digits are no province code. Check them on the family card or KTP-el.";
    NikKabkota = "nik-kabkota", "Digit ke-3 dan ke-4 NIK tidak boleh 00. Periksa lagi pada KK atau KTP-el.",
        "Digits 3 and 4 of a NIK are never 00. Check them on the family card or KTP-el.";
    NikKecamatan = "nik-kecamatan", "Digit ke-5 dan ke-6 NIK tidak boleh 00. Periksa lagi pada KK atau KTP-el.",
        "Digits 5 and 6 of a NIK are never 00. Check them on the family card or KTP-el.";
    NikDay = "nik-day", "Tanggal di dalam NIK (digit ke-7 dan ke-8) harus 01-31, atau 41-71 untuk perempuan. Periksa lagi.",
        "The day in the NIK (digits 7 and 8) is 01 to 31, or 41 to 71 for women. Check it again.";
    NikMonth = "nik-month", "Bulan di dalam NIK (digit ke-9 dan ke-10) harus 01-12. Periksa lagi.",
        "The month in the NIK (digits 9 and 10) is 01 to 12. Check it again.";
    NikDate = "nik-date", "Tanggal di dalam NIK tidak ada di kalender. Periksa digit ke-7 sampai ke-12.",
        "The calendar has no such day as this NIK says. Check digits 7 to 12.";
    NikSerial = "nik-serial", "Empat digit terakhir NIK tidak boleh 0000. Periksa lagi pada KK atau KTP-el.",
        "The last four digits of a NIK are never 0000. Check them on the family card or KTP-el.";
    // NIK: warnings; the NIK stands as it is
    NikRegionRetired = "nik-region-retired", "Kode wilayah NIK ini sudah tidak dipakai. NIK tetap berlaku; cocokkan saja dengan KK.",
        "The region code of this NIK is no longer in use. The NIK stays valid; just compare it with the family card.";
    NikRegionUnknown = "nik-region-unknown", "Kode wilayah NIK ini tidak ada di daftar kami. NIK dapat dipakai; cocokkan dahulu dengan KK.",
        "The region code of this NIK is in none of our lists. It may be used; first compare it with the family card.";
    NikCenturyAmbiguous = "nik-century-ambiguous", "Tahun lahir di NIK dapat dibaca 19.. atau 20... Isi tanggal lahir dari KK.",
        "The year of birth in the NIK may be 19.. or 20... Take the date of birth from the family card.";
    NikBirthDateDiffers = "nik-birth-date-differs", "Tanggal lahir berbeda dengan NIK. NIK tidak diubah; mohon periksa akta kelahiran atau KK.",
        "The date of birth differs from the NIK. Keep the NIK; please check the birth certificate or family card.";
    NikSexDiffers = "nik-sex-differs", "Jenis kelamin berbeda dengan NIK. NIK tidak diubah; mohon periksa akta kelahiran atau KK.",
        "The sex differs from the NIK. Keep the NIK; please check the birth certificate or family card.";
    NikRegionDiffers = "nik-region-differs", "NIK pertama kali terdaftar di wilayah lain. Ini wajar bagi yang pernah pindah; lanjutkan bila alamat benar.",
        "The NIK was first registered in another region. This is usual after a move; go on if the address is right.";
    // KK number
    KkLength = "kk-length", "Nomor KK harus 16 digit. Hitung ulang digitnya pada kartu keluarga.",
        "A family card number has 16 digits. Count them again on the card.";
    KkCharacter = "kk-character", "Nomor KK hanya berisi angka. Hapus huruf atau tanda lain.",
        "A family card number holds digits only. Remove letters and signs.";
    KkRegionUnknown = "kk-region-unknown", "Kode wilayah nomor KK tidak ada di daftar sekarang. Cocokkan dengan kartu keluarga.",
        "The region code of the family card number is not in today's list. Compare it with the card.";
    KkDate = "kk-date", "Tanggal di dalam nomor KK tidak wajar. Cocokkan dengan kartu keluarga.",
        "The date in the family card number is unusual. Compare it with the card.";
    KkLooksLikeNik = "kk-looks-like-nik", "Nomor ini tampak seperti NIK, bukan nomor KK. Lihat nomor di bagian atas kartu keluarga.",
        "This looks like a NIK and not like a family card number. Look at the number on top of the family card.";
    KkSerial = "kk-serial", "Empat digit terakhir nomor KK biasanya bukan 0000. Cocokkan dengan kartu keluarga.",
        "The last four digits of a family card number are usually not 0000. Compare it with the card.";
    // Names and place of birth (Permendagri 73/2022): errors
    NameEmpty = "name-empty", "Nama belum diisi. Ketik nama seperti pada KK.",
        "The name is empty. Type it as on the family card.";
    NameTooLong = "name-too-long", "Nama paling panjang 60 huruf termasuk spasi. Sepakati dengan warga cara menyingkatnya.",
        "A name has at most 60 characters with blanks. Agree with the resident how to shorten it.";
    NameNoLetter = "name-no-letter", "Nama harus berisi huruf. Ketik nama seperti pada KK.",
        "A name needs letters. Type it as on the family card.";
    NameAbbreviation = "name-abbreviation", "Nama baru tidak boleh disingkat dengan titik. Tulis lengkap.",
        "A new name may not be cut short with a dot. Write it in full.";
    NameDigit = "name-digit", "Nama baru tidak boleh memakai angka. Tulis dengan huruf.",
        "A new name may not hold digits. Write it in letters.";
    NamePunctuation = "name-punctuation", "Nama baru tidak boleh memakai tanda baca. Hapus tanda bacanya.",
        "A new name may not hold punctuation. Remove the marks.";
    NameTitle = "name-title", "Gelar tidak boleh dicantumkan pada akta. Hapus gelar dari nama.",
        "Titles may not stand on a civil certificate. Remove the title from the name.";
    NameDeceased = "name-deceased", "Kata almarhum atau meninggal tidak boleh ditulis di kolom nama. Hapus kata itu.",
        "Words that tell of a death may not stand in the name. Remove them.";
    BirthPlaceEmpty = "birth-place-empty", "Tempat lahir harus berisi huruf. Tulis nama kabupaten atau kota.",
        "A place of birth needs letters. Write the kabupaten or kota.";
    BirthPlaceTooLong = "birth-place-too-long", "Tempat lahir terlalu panjang. Tulis nama kabupaten atau kota saja.",
        "The place of birth is too long. Write the kabupaten or kota only.";
    // Names and place of birth: warnings
    NameOneWord = "name-one-word", "Nama hanya satu kata. Boleh dilanjutkan; tanyakan apakah sudah sesuai akta.",
        "The name is one word. You may go on; ask whether it is as on the certificate.";
    NameNotLatin = "name-not-latin", "Ada huruf yang bukan huruf Latin. Tulis nama dengan huruf Latin seperti pada KK.",
        "A letter is not Latin. Write the name in Latin letters as on the family card.";
    NameShortForm = "name-short-form", "Ada bagian nama yang tampak disingkat. Boleh bila memang demikian seterusnya; tanyakan kepada warga.",
        "A part of the name looks short. It is fine if it always stays so; ask the resident.";
    NameDigitOld = "name-digit-old", "Nama memuat angka. Biarkan bila sudah demikian di SIAK.",
        "The name holds a digit. Leave it if it stands so in SIAK.";
    NamePunctuationOld = "name-punctuation-old", "Nama memuat tanda baca. Biarkan bila sudah demikian di SIAK.",
        "The name holds a punctuation mark. Leave it if it stands so in SIAK.";
    NameTitleColumn = "name-title-column", "Nama tampak memuat gelar. Pindahkan gelar ke kolom gelar.",
        "The name seems to hold a title. Move the title to its own column.";
    NameDeceasedOld = "name-deceased-old", "Nama memuat kata almarhum atau sejenisnya. Mohon periksa data SIAK sebelum melanjutkan.",
        "The name tells of a death. Please check SIAK before you go on.";
    BirthPlaceOldStyle = "birth-place-old-style", "Tulis tempat lahir sebagai kabupaten atau kota, misalnya Kabupaten Sambas; luar negeri: Tawau, Malaysia.",
        "Write the place of birth as kabupaten or kota, such as Kabupaten Sambas; abroad: Tawau, Malaysia.";
    // Single fields
    FieldRequired = "field-required", "Kolom ini wajib diisi. Isi sebelum melanjutkan.",
        "This field is required. Fill it in before you go on.";
    DateFormat = "date-format", "Tulis tanggal sebagai hari-bulan-tahun, misalnya 05-05-2005.",
        "Write the date as day-month-year, such as 05-05-2005.";
    DateImpossible = "date-impossible", "Tanggal itu tidak ada di kalender. Periksa hari dan bulannya.",
        "The calendar has no such day. Check day and month.";
    DateTooEarly = "date-too-early", "Tanggal itu sebelum tahun 1900. Periksa tahunnya.",
        "The date lies before 1900. Check the year.";
    DateInFuture = "date-in-future", "Tanggal itu belum tiba. Periksa tahunnya, atau tanggal komputer ini.",
        "The date has not come yet. Check the year, or the date of this computer.";
    CodeNotInList = "code-not-in-list", "Pilihan itu tidak ada di daftar. Pilih salah satu dari daftar.",
        "The list has no such choice. Choose one from the list.";
    TextTooLong = "text-too-long", "Tulisan terlalu panjang untuk kolom ini. Singkat seperlunya.",
        "The text is too long for this field. Shorten it.";
    TextUnprintable = "text-unprintable", "Tulisan memuat karakter yang tidak dapat dicetak. Ketik ulang dengan papan ketik.",
        "The text holds unprintable characters. Type it again by hand.";
    DigitsWrong = "digits-wrong", "Isi dengan angka saja: RT dan RW paling banyak 3 digit, kode pos 5 digit.",
        "Digits only: RT and RW have at most 3, the postal code has 5.";
    PhoneWrong = "phone-wrong", "Nomor telepon harus 7 sampai 15 digit. Periksa lagi.",
        "A phone number has 7 to 15 digits. Check it again.";
    EmailWrong = "email-wrong", "Alamat surel tidak lengkap. Contoh: warga@contoh.id.",
        "The e-mail address is not complete. An example is warga@contoh.id.";
    VillageCode = "village-code", "Kode desa atau kelurahan tidak dikenal. Cari dengan nama lalu pilih dari daftar.",
        "The village code is not known. Search by name and choose from the list.";
    VillageNotListed = "village-not-listed", "Daftar desa di luar Kalimantan Barat tidak tersedia. Cocokkan kode dengan KK.",
        "Villages outside Kalimantan Barat are not listed here. Compare the code with the family card.";
    DocumentExpired = "document-expired", "Masa berlaku dokumen sudah habis. Tanyakan apakah ada yang baru.",
        "The paper is no longer valid. Ask whether there is a newer one.";
    // Fields against each other: warnings
    KkRegionDiffers = "kk-region-differs", "Nomor KK diterbitkan di wilayah lain dari alamat ini. Tanyakan apakah ada KK yang baru.",
        "The family card was issued in another region than this address. Ask whether there is a newer card.";
    BeliefOrganisationMissing = "belief-organisation-missing", "Untuk penghayat kepercayaan, isi juga nama organisasinya.",
        "For a belief (penghayat kepercayaan), fill in the organisation as well.";
    BeliefOrganisationUnexpected = "belief-organisation-unexpected", "Nama organisasi hanya untuk penghayat kepercayaan. Kosongkan, atau periksa kolom agama.",
        "An organisation belongs to penghayat kepercayaan only. Empty it, or check the religion.";
    MarriageNeedsSptjm = "marriage-needs-sptjm", "Kawin belum tercatat memerlukan SPTJM. Minta formulirnya.",
        "A marriage that is not registered needs an SPTJM statement. Ask for the form.";
    MarriageCertificateMissing = "marriage-certificate-missing", "Status kawin tercatat tanpa akta perkawinan. Minta buku nikah atau akta.",
        "The marriage counts as registered but no certificate is noted. Ask for it.";
    DivorceCertificateMissing = "divorce-certificate-missing", "Status cerai tercatat tanpa akta cerai. Minta akta atau surat cerai.",
        "The divorce counts as registered but no certificate is noted. Ask for it.";
    MaritalStatusUnlikely = "marital-status-unlikely", "Status perkawinan tidak sesuai dengan isian lain. Periksa status, tanggal, dan hubungan keluarga.",
        "The marital status does not fit the other fields. Check status, dates and relation.";
    DatesOutOfOrder = "dates-out-of-order", "Urutan tanggal tidak wajar. Periksa tanggal lahir, kawin, cerai, dan kedatangan.",
        "The dates are out of order. Check birth, marriage, divorce and arrival.";
    CertificateNumberMismatch = "certificate-number-mismatch", "Ada tidaknya akta tidak sesuai dengan nomornya. Periksa kedua kolom.",
        "Whether there is a certificate does not fit its number. Check both fields.";
    DisabilityMismatch = "disability-mismatch", "Dua kolom disabilitas tidak sesuai. Periksa keduanya bersama warga.",
        "The two fields on disability do not agree. Check both with the resident.";
    ParentNikUnlikely = "parent-nik-unlikely", "NIK orang tua tidak wajar untuk warga ini. Periksa pada KK.",
        "The parent's NIK is unlikely for this resident. Check it on the family card.";
    DualCitizenshipOfAdult = "dual-citizenship-of-adult", "Kewarganegaraan ganda hanya untuk anak. Periksa kolom kewarganegaraan.",
        "Only children have two citizenships. Check the field.";
    // The members of a family card against each other; warnings
    FamilyHeadMissing = "family-head-missing", "Tidak ada kepala keluarga di antara anggota yang dikenal. Periksa hubungan keluarga pada KK.",
        "None of the known members is the head of the family. Check the relations on the family card.";
    FamilyTwoHeads = "family-two-heads", "Lebih dari satu kepala keluarga pada KK ini. Tanyakan apakah ada KK yang baru, lalu betulkan hubungannya.",
        "This family card has more than one head. Ask whether there is a newer card, then mend the relation.";
    FamilySpouses = "family-spouses", "Suami, istri, dan kepala keluarga tidak cocok satu sama lain. Periksa jenis kelamin, hubungan, dan status perkawinan pada KK.",
        "Husband, wife and head of the family do not fit each other. Check sex, relation and marital status on the family card.";
    FamilyAges = "family-ages", "Seorang anak atau cucu tercatat lebih tua daripada orang tuanya. Periksa tanggal lahir dan hubungan pada KK.",
        "A child or grandchild is written as older than a parent. Check dates of birth and relations on the family card.";
    // Who may have which service
    TooYoungForKtp = "too-young-for-ktp", "Perekaman KTP-el dimulai pada usia 16 tahun, kecuali sudah kawin. Pilih layanan KIA.",
        "Recording for KTP-el begins at 16 unless married. Choose a KIA service.";
    NoCardYet = "no-card-yet", "KTP-el baru dicetak pada usia 17 tahun atau sudah kawin, jadi belum ada kartu untuk diganti. Pilih KTP-el baru.",
        "A KTP-el is printed at 17 or when married, so there is no card to replace. Choose a first KTP-el.";
    NotAChild = "not-a-child", "KIA hanya untuk anak di bawah 17 tahun yang belum kawin. Pilih layanan KTP-el.",
        "A KIA is for unmarried children under 17. Choose a KTP-el service.";
    // Fingers, irises and exceptions
    BiometricNotAllowed = "biometric-not-allowed", "Layanan ini tidak merekam sidik jari atau iris. Lewati langkah ini.",
        "This service records no fingerprints or irises. Skip this step.";
    ExceptionReasonDoesNotFit = "exception-reason-does-not-fit", "Alasan itu tidak sesuai untuk jari atau mata ini. Pilih alasan lain.",
        "This reason does not fit the finger or eye. Choose another one.";
    ExceptionNeverPermanent = "exception-never-permanent", "Alasan itu selalu sementara. Pilih sementara.",
        "This reason always passes. Choose temporary.";
    ExceptionNote = "exception-note", "Catatan paling panjang 200 huruf. Singkat seperlunya.",
        "A note has at most 200 characters. Shorten it.";
    ExceptionNeedsSupervisor = "exception-needs-supervisor", "Pengecualian harus disetujui supervisor. Panggil supervisor untuk masuk.",
        "An exception needs a supervisor. Call a supervisor to approve it.";
    ChangeNotAnElement = "change-not-an-element", "Elemen ini tidak diubah dengan F-1.06. NIK tidak pernah berubah; nomor KK diberikan Dukcapil.",
        "F-1.06 does not change this element. A NIK never changes; a KK number is given by Dukcapil.";
    ChangeProof = "change-proof", "Sebutkan dasar perubahan: nama dan nomor dokumen, paling panjang 100 huruf.",
        "Name what shows the change: the document and its number, at most 100 characters.";
    ChangeMissing = "change-missing", "Sebutkan paling sedikit satu elemen data yang berubah, dengan isi semula dan dasarnya.",
        "Name at least one element that changes, with what stood there before and what shows it.";
    ChangeSame = "change-same", "Isi semula sama dengan isi sekarang. Ubah isinya, atau hapus dari daftar perubahan.",
        "What stood there before is what stands there now. Change the field, or take it off the list.";
    // What may be done with a record
    RoleNotAllowed = "role-not-allowed", "Peran Anda tidak boleh melakukan ini. Minta bantuan supervisor.",
        "Your role may not do this. Ask a supervisor.";
    OwnApproval = "own-approval", "Yang merekam tidak boleh menyetujui rekamannya sendiri. Minta supervisor lain menyetujuinya.",
        "Whoever records may not approve the same record. Ask another supervisor to approve it.";
    StepNotInPath = "step-not-in-path", "Langkah itu tidak ada pada layanan ini. Lanjutkan ke langkah berikutnya.",
        "This service has no such step. Go on to the next one.";
    StepsMissing = "steps-missing", "Masih ada langkah yang belum selesai. Selesaikan dahulu.",
        "Some steps are not done yet. Finish them first.";
    PhotoNotApproved = "photo-not-approved", "Tunjukkan foto kepada warga dan minta persetujuannya sebelum sidik jari dan iris.",
        "Show the photo to the resident and get approval before fingerprints and irises.";
    PhotoFaultsOpen = "photo-faults-open", "Foto ini masih ada kekurangannya. Ambil foto lagi, atau pilih alasan mengapa kekurangan itu dikesampingkan.",
        "Something in this photo is not as it should be. Take another one, or choose the reason why it is set aside.";
    PhotoBackground = "photo-background", "Latar pasfoto tidak sesuai dengan tahun lahir atau kewarganegaraan yang diketik. Ambil foto lagi.",
        "The portrait's background does not fit the year of birth or the citizenship as typed. Take another photo.";
    SitesOutstanding = "sites-outstanding", "Masih ada jari atau mata yang belum direkam dan belum dikecualikan. Lengkapi dahulu.",
        "Some fingers or eyes are neither recorded nor excepted. Complete them first.";
    ExceptionPhotoMissing = "exception-photo-missing", "Ambil foto pengecualian: wajah dan kedua telapak tangan dalam satu gambar, sejauh bisa.",
        "Take the exception photo: face and both palms in one picture, as far as possible.";
    ThumbMarkMissing = "thumb-mark-missing", "Warga tidak dapat menandatangani: foto cap jempolnya, atau minta supervisor menyetujui tanpa cap.",
        "The resident cannot sign: photograph the thumb mark, or ask a supervisor to go on without one.";
    SignatureSeries = "signature-series", "Goresan tanda tangan tidak dapat disimpan. Hapus, lalu minta warga menandatangani lagi.",
        "The strokes of the signature cannot be kept. Clear them and let the resident sign again.";
    DeviceOwn = "device-own", "Rekam tidak dapat menjadi alat wajah di mesin ini: port 4501 sampai 4600 terpakai semua atau kuncinya tidak dapat dibuat. Tutup program alat lain, lalu nyalakan lagi; bila tetap gagal, hubungi teknisi.",
        "Rekam cannot be a face device on this machine: ports 4501 to 4600 are all taken, or its key cannot be made. Close the programs of other devices and switch it on again; if it fails again, call the technician.";
    HelperName = "helper-name", "Isi nama pendamping dengan huruf, paling panjang 60 huruf.",
        "Write the helper's name in letters, at most 60 characters.";
    AssistanceContradicts = "assistance-contradicts", "Pilih paling sedikit satu keadaan. Kunjungan hanya untuk yang tidak dapat duduk; tanpa cap jempol hanya bila ada pendamping.",
        "Choose at least one. A visit is for who cannot sit; going without a thumb mark needs a named helper.";
    NotReadBack = "not-read-back", "Bacakan ulang seluruh data kepada warga sebelum menyegel.",
        "Read everything back to the resident before you seal.";
    AlreadySealed = "already-sealed", "Rekaman sudah disegel dan tidak dapat diubah. Buat rekaman baru bila perlu.",
        "The record is sealed and cannot be changed. Make a new one if needed.";
    NotInThisState = "not-in-this-state", "Tindakan ini tidak dapat dilakukan pada tahap sekarang. Muat ulang daftar lalu coba lagi.",
        "This cannot be done at this stage. Reload the list and try again.";
    RecordedBefore = "recorded-before", "Warga sudah pernah merekam. Jangan merekam ulang; pilih layanan yang sesuai.",
        "The resident has been recorded before. Do not record again; choose the fitting service.";
    NeverRecorded = "never-recorded", "Layanan ini untuk warga yang sudah pernah merekam. Pilih KTP-el baru.",
        "This service is for residents who were recorded before. Choose a first KTP-el.";
    // Camera
    CameraNotFound = "camera-not-found", "Kamera tidak ditemukan. Pasang kabelnya, lalu pilih kamera lagi.",
        "The camera was not found. Plug in its cable, then choose a camera again.";
    CameraBusy = "camera-busy", "Kamera sedang dipakai program lain. Tutup program itu, lalu buka kamera lagi.",
        "Another program is using the camera. Close that program, then open the camera again.";
    CameraDenied = "camera-denied", "Komputer tidak mengizinkan Rekam memakai kamera. Minta teknisi memberi izin.",
        "This computer does not let Rekam use the camera. Ask the technician to allow it.";
    CameraLost = "camera-lost", "Kamera terputus. Periksa kabelnya, lalu buka kamera lagi.",
        "The camera is gone. Check its cable, then open the camera again.";
    CameraStalled = "camera-stalled", "Kamera berhenti mengirim gambar. Tunggu sebentar; jika tetap diam, cabut dan pasang lagi.",
        "The camera has stopped sending pictures. Wait a moment; if it stays still, unplug it and plug it in again.";
    CameraNoAnswer = "camera-no-answer", "Kamera tidak menjawab. Cabut dan pasang lagi, lalu buka kamera lagi.",
        "The camera does not answer. Unplug it, plug it in, then open it again.";
    CameraFormat = "camera-format", "Kamera ini tidak mengirim gambar yang dapat dibaca. Pakai kamera lain.",
        "This camera does not send pictures that can be read. Use another camera.";
    // Finger and iris devices (MOSIP SBI)
    DeviceAbsent = "device-absent", "Alat sidik jari atau iris tidak ditemukan. Pasang kabelnya dan jalankan program alatnya, lalu coba lagi.",
        "No finger or iris device was found. Plug it in and start its program, then try again.";
    DeviceNotReady = "device-not-ready", "Alat belum siap. Tunggu sebentar; jika tetap begitu, cabut dan pasang lagi.",
        "The device is not ready. Wait a moment; if it stays so, unplug it and plug it in again.";
    DeviceBusy = "device-busy", "Alat sedang dipakai. Tunggu sampai selesai atau tutup program lain yang memakainya, lalu coba lagi.",
        "The device is in use. Wait until it is done or close the other program that uses it, then try again.";
    DeviceNotRegistered = "device-not-registered", "Alat belum terdaftar pada pembuatnya. Minta teknisi mendaftarkan alat.",
        "The device is not registered with its maker. Ask the technician to register it.";
    DeviceSilent = "device-silent", "Alat tidak menjawab dalam waktunya. Coba sekali lagi; jika tetap diam, cabut dan pasang lagi.",
        "The device did not answer in time. Try once more; if it stays silent, unplug it and plug it in again.";
    DeviceBroken = "device-broken", "Jawaban alat terputus atau tidak dapat dibaca. Coba lagi; jika berulang, hubungi teknisi.",
        "The device's answer was cut off or cannot be read. Try again; if it happens again, call the technician.";
    DeviceUntrusted = "device-untrusted", "Sertifikat alat ini tidak dipercaya di stasiun ini, jadi hasilnya tidak disimpan. Minta teknisi memeriksa alat dan sertifikat pembuatnya.",
        "This station does not trust the device's certificate, so nothing of it was kept. Ask the technician to check the device and its maker's certificate.";
    DeviceForged = "device-forged", "Jawaban alat bukan jawaban asli untuk permintaan ini, jadi tidak disimpan. Berhenti memakai alat ini dan hubungi teknisi.",
        "The device's answer is not a genuine one to this request, so it was not kept. Stop using this device and call the technician.";
    DeviceOtherSite = "device-other-site", "Alat mengirim jari atau mata yang tidak diminta, jadi tidak disimpan. Letakkan yang diminta, lalu coba lagi.",
        "The device sent a finger or an eye that was not asked for, so it was not kept. Place what is asked for and try again.";
    DeviceSawNothing = "device-saw-nothing", "Alat tidak melihat jari atau mata. Letakkan jari rata di kaca atau dekatkan mata, lalu coba lagi.",
        "The device saw no finger or eye. Lay the fingers flat on the glass or come closer with the eyes, then try again.";
    DeviceOrientation = "device-orientation", "Letak jari atau mata miring. Luruskan, lalu coba lagi.",
        "The fingers or eyes are turned. Straighten them and try again.";
    DeviceTampered = "device-tampered", "Alat melaporkan bahwa alat itu dibongkar. Berhenti memakai alat ini dan hubungi teknisi.",
        "The device reports that somebody opened it. Stop using it and call the technician.";
    DeviceFault = "device-fault", "Alat melaporkan gangguan. Cabut dan pasang lagi; jika berulang, hubungi teknisi.",
        "The device reports a fault. Unplug it and plug it in again; if it happens again, call the technician.";
    DeviceCertificate = "device-certificate", "Berkas ini bukan sertifikat pembuat alat yang dapat dibaca. Minta berkas PEM dari pembuat alat.",
        "This file is no certificate of a device maker that can be read. Ask the maker for a PEM file.";
    ReplayEmpty = "replay-empty", "Folder itu tidak berisi gambar JPEG yang dapat dibaca. Pilih folder lain.",
        "That folder holds no JPEG picture that can be read. Choose another folder.";
    // Protocol: packets and signed documents
    PacketMalformed = "packet-malformed", "Berkas ini bukan paket Rekam atau terpotong. Salin atau kirim ulang dari stasiun.",
        "This file is not a Rekam packet, or it was cut. Copy or send it again from the station.";
    PacketNotGenuine = "packet-not-genuine", "Tanda tangan paket tidak cocok: isinya berubah atau stasiunnya tidak dikenal. Kirim ulang dari stasiun asal.",
        "The packet's signature does not fit: it was altered, or the station is unknown. Send it again from its station.";
    PacketVersion = "packet-version", "Paket ini dibuat oleh versi Rekam yang lebih baru. Perbarui program ini lalu coba lagi.",
        "This packet was made by a newer version of Rekam. Update this program and try again.";
    PacketOtherProvince = "packet-other-province", "Paket ini disegel untuk provinsi lain atau kunci lama. Periksa aktivasi stasiun asalnya.",
        "This packet is sealed for another province or an old key. Check the activation of the station it came from.";
    PacketNotOpening = "packet-not-opening", "Segel paket tidak dapat dibuka. Simpan paketnya dan hubungi teknisi provinsi; perekaman mungkin perlu diulang.",
        "The packet's seal does not open. Keep the packet and call the province's technician; the person may have to be recorded again.";
    PacketOperatorUnknown = "packet-operator-unknown", "Petugas penanda tangan paket tidak dikenal di stasiun itu. Sinkronkan kunci petugas lalu proses ulang.",
        "The operator who signed the packet is not known at that station. Sync the operators' keys and process it again.";
    PacketReplayed = "packet-replayed", "Isi paket milik paket, stasiun, atau nomor urut lain. Paket ditolak; laporkan ke provinsi.",
        "The packet's content belongs to another packet, station or serial number. It is refused; report it to the province.";
    PacketContent = "packet-content", "Isi paket tidak lengkap atau tidak dapat dibaca. Simpan paketnya dan hubungi teknisi provinsi.",
        "The packet's content is incomplete or unreadable. Keep the packet and call the province's technician.";
    SealingKeyUnusable = "sealing-key-unusable", "Kunci segel provinsi tidak dapat dipakai. Minta berkas aktivasi baru dari provinsi.",
        "The province's sealing key cannot be used. Ask the province for a new activation file.";
    DocumentMalformed = "document-malformed", "Berkas ini bukan dokumen Rekam yang diharapkan. Pilih berkas yang benar atau unduh ulang.",
        "This file is not the Rekam document that was expected. Choose the right file or fetch it again.";
    DocumentNotGenuine = "document-not-genuine", "Tanda tangan dokumen tidak cocok. Jangan dipakai; minta dokumen baru dari provinsi.",
        "The document's signature does not fit. Do not use it; ask the province for a new one.";
    DocumentNotUnderstood = "document-not-understood", "Dokumen ini asli tetapi memakai format yang belum dikenal. Perbarui Rekam lalu coba lagi.",
        "The document is genuine but in a format that is not known yet. Update Rekam and try again.";
    // Station
    StationInUse = "station-in-use", "Stasiun ini sedang dibuka di program lain. Tutup program itu lalu coba lagi.",
        "This station is open in another program. Close that program, then try again.";
    DiskFull = "disk-full", "Diska penuh. Tidak ada yang hilang. Kosongkan ruang atau kirim antrean, lalu simpan lagi.",
        "The disk is full. Nothing is lost. Free some space or send the queue, then save again.";
    DiskFailed = "disk-failed", "Diska tidak dapat dibaca atau ditulis. Periksa diska dan izin folder, lalu hubungi teknisi.",
        "The disk cannot be read or written. Check the disk and the folder's permissions, then call the technician.";
    StoreUnreadable = "store-unreadable", "Penyimpanan tidak dapat dibuka: kuncinya lain atau berkasnya rusak. Jangan hapus apa pun, hubungi teknisi.",
        "The store cannot be opened: its key is another one or the file is damaged. Delete nothing, call the technician.";
    StoreNewer = "store-newer", "Penyimpanan ini ditulis oleh Rekam yang lebih baru. Pasang Rekam versi terbaru, isinya tidak diubah.",
        "This store was written by a newer Rekam. Install the newest Rekam; nothing in it was changed.";
    StoreLocked = "store-locked", "Meja ini terkunci. Masuk dengan kata sandi, lalu ulangi.",
        "This desk is locked. Log in with a password, then repeat.";
    StoreBusy = "store-busy", "Penyimpanan sedang dipakai. Tunggu sebentar lalu ulangi.",
        "The store is in use. Wait a moment, then repeat.";
    StoreDamaged = "store-damaged", "Isi yang tersimpan tidak cocok lagi dengan sidiknya. Ambil ulang bagian itu dan hubungi teknisi.",
        "Stored content no longer matches its digest. Capture that part again and call the technician.";
    MirrorGone = "mirror-gone", "Media salinan tidak terpasang. Pasang kartu atau diska salinan; rekaman tetap aman di komputer ini.",
        "The medium of the second copy is not here. Plug the card or disk in; records are still safe on this computer.";
    MirrorFull = "mirror-full", "Media salinan penuh. Pakai kartu atau diska yang lebih besar.",
        "The medium of the second copy is full. Use a larger card or disk.";
    MirrorBroken = "mirror-broken", "Media salinan tidak dapat dibaca atau ditulis. Ganti kartu atau diska itu.",
        "The medium of the second copy cannot be read or written. Replace the card or disk.";
    MirrorUnclear = "mirror-unclear", "Pada media ini tidak ada salinan stasiun, atau ada beberapa. Sebutkan stasiunnya.",
        "This medium holds no copy of a station, or several. Name the station.";
    MirrorTaken = "mirror-taken", "Di komputer ini sudah ada stasiun. Salinan hanya dipulihkan ke komputer yang kosong: pakai komputer lain, atau folder lain dengan --home.",
        "A station stands on this computer already. A copy is restored to an empty computer only: use another one, or another folder with --home.";
    StoreSalvaged = "store-salvaged", "Basis data pernah rusak dan sudah diselamatkan. Jalankan rekam scrub untuk melihat nomor yang hilang, dan ganti diska ini.",
        "The database was damaged and has been rescued. Run rekam scrub to see which numbers are lost, and replace this disk.";
    StoreFailed = "store-failed", "Penyimpanan menolak perintah. Tidak ada yang berubah. Ulangi, dan hubungi teknisi bila tetap gagal.",
        "The store refused the command. Nothing was changed. Repeat, and call the technician if it fails again.";
    ChainBroken = "chain-broken", "Rantai buku harian atau catatan audit terputus. Hentikan perekaman dan laporkan ke provinsi.",
        "The chain of the day-book or the audit log is broken. Stop recording and report it to the province.";
    DraftUnknown = "draft-unknown", "Perekaman ini tidak terbuka lagi: sudah disegel atau dibatalkan. Lihat daftar hari ini.",
        "This enrollment is no longer open: it was sealed or discarded. Look at today's list.";
    PacketNotHere = "packet-not-here", "Tidak ada paket dengan nomor itu di stasiun ini. Periksa nomornya.",
        "This station has no packet with that id. Check the id.";
    PacketGone = "packet-gone", "Isi paket ini sudah dihapus setelah tanda terima dan masa simpan. Tanda terimanya tetap ada.",
        "The packet's bytes were removed after receipt and the days of keeping. Its receipt is still here.";
    SendInterrupted = "send-interrupted", "Pengiriman terputus di tengah jalan. Akan dilanjutkan sendiri, tidak perlu diulang.",
        "Sending was interrupted on the way. It will go on by itself, there is nothing to repeat.";
    StationNotActivated = "station-not-activated", "Stasiun ini belum diaktifkan. Minta berkas aktivasi dari provinsi.",
        "This station is not activated. Ask the province for an activation file.";
    ActivationOtherStation = "activation-other-station", "Folder ini sudah menjadi stasiun lain. Pakai folder lain atau berkas aktivasi stasiun ini.",
        "This folder already is another station. Use another folder, or the activation file of this station.";
    ActivationFingerprint = "activation-fingerprint", "Sidik kunci provinsi tidak cocok. Jangan lanjutkan, tanyakan sidik yang benar ke provinsi.",
        "The fingerprint of the province's key does not match. Do not go on; ask the province for the right one.";
    ActivationOlder = "activation-older", "Berkas aktivasi ini lebih lama daripada yang sudah dipakai. Minta berkas terbaru dari provinsi.",
        "This activation file is older than the one in use. Ask the province for the newest one.";
    VaultDamaged = "vault-damaged", "Berkas kunci stasiun rusak. Jangan hapus apa pun, minta pemulihan dari provinsi.",
        "The station's key file is damaged. Delete nothing, ask the province for recovery.";
    OperatorNotHere = "operator-not-here", "Petugas ini tidak terdaftar di stasiun ini. Periksa nama petugas atau minta supervisor mendaftarkan.",
        "This operator is not known at this station. Check the operator id or ask a supervisor to admit them.";
    OperatorAlreadyHere = "operator-already-here", "Petugas ini sudah terdaftar di stasiun ini. Petugas dapat langsung masuk dengan kata sandinya.",
        "This operator is already admitted at this station. They can log in with their own password.";
    PasswordTooShort = "password-too-short", "Kata sandi kurang dari 10 huruf. Pakai beberapa kata yang mudah diingat.",
        "The password has fewer than 10 characters. Use several words that are easy to remember.";
    LoginWait = "login-wait", "Terlalu banyak kata sandi salah. Tunggu sampai waktu yang ditunjukkan habis, lalu coba lagi.",
        "Too many wrong passwords. Wait until the time shown is over, then try again.";
    LoginLocked = "login-locked", "Petugas ini terkunci setelah 10 kata sandi salah. Minta supervisor atau provinsi membukanya.",
        "This operator is locked after 10 wrong passwords. Ask a supervisor or the province to open it.";
    LeaseNear = "lease-near", "Izin atau jatah rekam stasiun hampir habis. Minta perpanjangan ke provinsi sebelum berangkat.",
        "The lease or its records are nearly used up. Ask the province for a new one before you leave.";
    DiskNear = "disk-near", "Ruang diska hampir penuh. Kirim antrean atau kosongkan diska sebelum berangkat.",
        "The disk is nearly full. Send what waits or free some room before you leave.";
    ResidentUnknown = "resident-unknown", "Warga ini tidak ada dalam daftar yang dimuat. Cari lagi, atau mulai dengan mengetik NIK-nya.",
        "No loaded list names this resident. Search again, or begin by typing the NIK.";
    WorklistHeader = "worklist-header", "Tidak ada kolom nama warga. Pilih kolom mana yang berisi nama, atau tambahkan baris judul kolom pada daftar itu.",
        "No column holds the residents' names. Choose the one that does, or add a line with the names of the columns.";
    WorklistTooLarge = "worklist-too-large", "Daftar ini terlalu besar: paling banyak 64 MB dan satu juta baris. Bagi per kecamatan lalu muat satu per satu.",
        "This list is too large: at most 64 MB and a million rows. Divide it by kecamatan and load the parts.";
    WorklistUnreadable = "worklist-unreadable", "Berkas ini bukan CSV atau XLSX yang dapat dibaca. Buka di pengolah lembar kerja, lalu simpan ulang sebagai XLSX atau CSV UTF-8.",
        "This file is no CSV or XLSX that can be read. Open it in a spreadsheet program and save it again as XLSX or CSV UTF-8.";
    WorklistNotText = "worklist-not-text", "Baris ini berisi huruf yang tidak dapat dibaca. Simpan ulang daftarnya sebagai CSV UTF-8.",
        "This row holds characters that cannot be read. Save the list again as CSV UTF-8.";
    WorklistColumns = "worklist-columns", "Baris ini mempunyai lebih banyak kolom daripada baris judul. Periksa tanda koma atau titik koma di dalamnya.",
        "This row has more columns than the header. Look for stray commas or semicolons in it.";
    WorklistCellTooLong = "worklist-cell-too-long", "Satu sel pada baris ini lebih dari 1.000 huruf. Biasanya ada tanda kutip yang tidak ditutup; perbaiki lalu muat lagi.",
        "A cell of this row is longer than 1,000 characters. Usually a quotation mark was never closed; mend it and load again.";
    WorklistNikRounded = "worklist-nik-rounded", "NIK pada baris ini dibulatkan oleh lembar kerja (berakhir 0 atau E+15). Minta ekspor ulang dengan kolom NIK berjenis teks.",
        "A spreadsheet rounded the NIK of this row (it ends in 0 or E+15). Ask for a new export with the NIK column as text.";
    WorklistDouble = "worklist-double", "Warga ini sudah ada pada baris yang lebih atas. Baris pertama dipakai; cocokkan keduanya dengan KK.",
        "A row above names this resident already. The first row is used; compare both with the family card.";
    // Worklists: remarks; the row stands as it is
    WorklistDate = "worklist-date", "Tanggal tidak terbaca dengan pasti. Baris tetap dimuat; tanyakan tanggalnya di loket.",
        "A date cannot be read for certain. The row is taken; ask for the date at the desk.";
    WorklistVillage = "worklist-village", "Desa tidak dikenal, atau namanya dipakai beberapa desa. Tambahkan kolom kode desa atau kecamatan.",
        "The village is unknown, or several have its name. Add a column with village codes or with the kecamatan.";
    WorklistWord = "worklist-word", "Ada kata yang tidak ada di daftar kode. Baris tetap dimuat; perbaiki isinya di loket.",
        "A word is in no code list. The row is taken; put it right at the desk.";
    WorklistChoose = "worklist-choose", "Kode lama dapat berarti beberapa kode baru. Kolom dikosongkan; tanyakan kepada warga di loket.",
        "An old code may mean several of today's. The field is left empty; ask the resident at the desk.";
    WorklistNumberRounded = "worklist-number-rounded", "Nomor KK atau NIK orang tua dibulatkan oleh lembar kerja. Kolom dikosongkan; isi dari kartu keluarga.",
        "A spreadsheet rounded a family card number or a parent's NIK. The field is left empty; fill it in from the family card.";
    // Trips
    TripNone = "trip-none", "Belum ada perjalanan yang direncanakan. Isi rencana perjalanan dahulu.",
        "No trip is planned yet. Fill in the plan of one first.";
    TripDays = "trip-days", "Hari pertama perjalanan harus sebelum atau sama dengan hari terakhir. Tulis keduanya, misalnya 05-05-2026.",
        "The first day of a trip must not lie after its last. Write both, such as 05-05-2026.";
    TripNoList = "trip-no-list", "Daftar warga untuk perjalanan ini belum dimuat. Muat daftarnya sebelum berangkat.",
        "The list of this trip is not loaded. Load it before you leave.";
    TripCanary = "trip-canary", "Belum terbukti bahwa provinsi dapat membuka rekaman stasiun ini. Kirim uji kunci selagi ada sambungan.",
        "It is not proven that the province can open what this station seals. Send a canary while there is a line.";
    TripLease = "trip-lease", "Izin atau jatah rekam stasiun tidak cukup untuk perjalanan ini. Minta perpanjangan ke provinsi sebelum berangkat.",
        "The lease or its records do not suffice for this trip. Ask the province for a new one before you leave.";
    TripDisk = "trip-disk", "Ruang diska tidak cukup untuk semua warga di daftar. Kirim antrean atau kosongkan diska.",
        "The disk has no room for everybody in the list. Send what waits or free some room.";
    TripBattery = "trip-battery", "Baterai kurang dari 80 %. Isi sampai penuh sebelum berangkat.",
        "The battery is below 80 %. Charge it before you leave.";
    ExtractNotAllowed = "extract-not-allowed", "Izin stasiun ini tidak mencakup kutipan data penduduk. Minta provinsi menambah wilayahnya, lalu muat aktivasi yang baru.",
        "The lease of this station allows no extract of the register. Ask the province to add its regions, then take in the new activation.";
    ExtractEmpty = "extract-empty", "Tidak satu baris pun dari kutipan ini dapat dimuat; kutipan yang lama tetap ada. Periksa kode desa dan wilayah izinnya.",
        "Not one row of this extract could be taken in; the old extract stays. Check the village codes and the regions of the lease.";
    ExtractTooLarge = "extract-too-large", "Kutipan ini berisi lebih dari 16 juta baris, lebih dari penduduk provinsi. Periksa berkasnya.",
        "This extract holds more than 16 million rows, more than the province has people. Check the file.";
    ExtractVillage = "extract-village", "Kode desa baris ini tidak dikenal. Isi kolom kode desa (10 angka), atau sebut desanya saat memuat.",
        "The village code of this row is not known. Fill the column with the village code (10 digits), or name the village when you load the file.";
    ExtractOutside = "extract-outside", "Desa baris ini di luar wilayah yang diizinkan untuk stasiun ini. Minta kutipan untuk wilayah izinnya saja.",
        "The village of this row lies outside the regions that the lease allows. Ask for an extract of those regions only.";
    SlipUnreadable = "slip-unreadable", "Ini bukan bukti perekaman, atau kodenya tidak terbaca utuh. Pindai lagi, atau ketik nomor yang tercetak di lembar itu.",
        "This is no slip, or its code was not read whole. Scan it again, or type the number that is printed on the sheet.";
    SlipOtherStation = "slip-other-station", "Bukti ini dari stasiun lain. Tanyakan nomornya di stasiun yang namanya tercetak di lembar itu.",
        "This slip is of another station. Ask for its number at the station that the sheet names.";
    SlipNotGenuine = "slip-not-genuine", "Bukti ini tidak ditandatangani stasiun yang disebutnya. Jangan diterima; beri tahu supervisor.",
        "This slip was not signed by the station that it names. Do not accept it; tell the supervisor.";
    SlipPassEnded = "slip-pass-ended", "Bukti ini dibuat stasiunnya pada waktu yang tidak dijamin provinsi. Hubungkan stasiun ini ke provinsi untuk daftar stasiun terbaru, lalu pindai lagi; bila tetap begini, beri tahu supervisor.",
        "The station made this slip at a time for which the province does not vouch for it. Connect this station to the province for the newest directory and scan again; if it stays so, tell the supervisor.";
    StickGone = "stick-gone", "Stik USB tidak dapat dibaca atau ditulisi. Pasang lagi stiknya, periksa kunci tulisnya, lalu ulangi. Rekaman tetap aman di stasiun.",
        "The USB stick cannot be read or written. Plug it in again, check its write lock, then repeat. The records are safe on the station.";
    StickFull = "stick-full", "Stik USB penuh. Kosongkan atau pakai stik lain, lalu ulangi. Rekaman tetap aman di stasiun.",
        "The USB stick is full. Free some room or take another one, then repeat. The records are safe on the station.";
    StickNotKept = "stick-not-kept", "Stik USB ini tidak menyimpan apa yang ditulis kepadanya. Jangan dipakai lagi; ambil stik lain.",
        "This USB stick does not keep what is written to it. Do not use it any more; take another one.";
    IdleMinutes = "idle-minutes", "Meja dapat mengunci diri setelah 1 sampai 60 menit. Isi angka di antaranya.",
        "A desk can lock itself after 1 to 60 minutes. Enter a number in between.";
    FieldOfView = "field-of-view", "Sudut pandang ini tidak mungkin untuk kamera web. Ukur lagi dengan kartu, atau isi 20 sampai 150 derajat.",
        "No webcam has this field of view. Measure it again with the card, or enter 20 to 150 degrees.";
    ClockNotConfirmed = "clock-not-confirmed", "Jam komputer belum dicocokkan dengan provinsi. Periksa tanggal dan jam, lalu sambungkan bila ada jaringan.",
        "The province has not confirmed this computer's clock. Check date and time, and connect when there is a network.";
    ClockWrong = "clock-wrong", "Jam komputer ini salah dibandingkan dengan jam provinsi. Betulkan tanggal dan jam; yang sudah direkam tetap aman.",
        "This computer's clock is wrong beside the province's. Set date and time right; what was recorded is safe all the same.";
    LeaseNotYet = "lease-not-yet", "Izin stasiun ini belum mulai. Periksa tanggal komputer, atau tanyakan ke provinsi.",
        "The lease of this station has not begun. Check the computer's date, or ask the province.";
    LeaseOver = "lease-over", "Izin stasiun ini sudah habis. Selesaikan dan kirim yang ada, lalu minta perpanjangan dari provinsi.",
        "The lease of this station is over. Finish and send what is here, then ask the province to extend it.";
    LeaseUsedUp = "lease-used-up", "Jumlah perekaman dalam izin stasiun sudah habis. Kirim antrean dan minta izin baru dari provinsi.",
        "The records in this station's lease are used up. Send the queue and ask the province for a new lease.";
    AlreadyRecordedHere = "already-recorded-here", "Warga ini sudah direkam di stasiun ini untuk layanan yang sama. Perlu keputusan supervisor.",
        "This resident was already recorded at this station for the same service. A supervisor must decide.";
    RecordedInRegister = "recorded-in-register", "Menurut data penduduk, warga ini sudah direkam. Periksa statusnya; untuk merekam lagi perlu keputusan supervisor.",
        "The register says that this resident was recorded already. Look at the status; to record again, a supervisor must decide.";
    DraftIncomplete = "draft-incomplete", "Perekaman belum lengkap. Lengkapi bagian yang ditunjukkan, lalu segel lagi.",
        "The enrollment is not complete. Complete the parts that are shown, then seal again.";
    ReadBackChanged = "read-back-changed", "Isinya berubah setelah dibacakan. Bacakan lagi kepada warga, lalu minta persetujuannya.",
        "Something changed after it was read back. Read it to the resident again and ask for agreement.";
    RecordTooLarge = "record-too-large", "Gambar dan dokumen terlalu besar untuk satu perekaman. Ambil ulang dengan ukuran lebih kecil.",
        "Pictures and documents are too large for one enrollment. Capture them again at a smaller size.";
    ReasonEmpty = "reason-empty", "Alasan belum ditulis atau lebih dari 200 huruf. Tulis alasan yang singkat.",
        "The reason is missing or longer than 200 characters. Write a short reason.";
    // The line to the province
    LineAddress = "line-address", "Alamat provinsi tidak benar. Harus diawali https:// atau http://, periksa lagi.",
        "The province's address is not right. It begins with https:// or http://; check it.";
    LineUnreachable = "line-unreachable", "Provinsi tidak terhubung. Data tetap aman di antrean; coba lagi saat jaringan ada.",
        "The province is not reached. Everything is safe in the queue; try again when there is a line.";
    LineSilent = "line-silent", "Jaringan terhenti terlalu lama. Data tetap aman; pengiriman dilanjutkan dari tempat terakhir.",
        "The line was silent for too long. Everything is safe; sending goes on from where it stopped.";
    LineNotTheProvince = "line-not-the-province", "Yang menjawab bukan provinsi, mungkin halaman masuk Wi-Fi. Buka peramban dan masuk dulu ke Wi-Fi itu.",
        "What answered is not the province, perhaps a Wi-Fi login page. Open a browser and log in to that Wi-Fi first.";
    LineCertificate = "line-certificate", "Sambungan aman ke provinsi tidak sah. Masuk dulu ke Wi-Fi lewat peramban, dan periksa tanggal komputer.",
        "The secure connection is not the province's. Log in to the Wi-Fi in a browser first, and check the computer's date.";
    DataBudgetSpent = "data-budget-spent", "Kuota data hari ini habis. Paket menunggu sampai besok; naikkan kuota di pengaturan bila mendesak.",
        "Today's data budget is spent. Packets wait until tomorrow; raise the budget in the settings if it is urgent.";
    DataBudget = "data-budget", "Kuota data harus 1 sampai 100.000 MB sehari. Kosongkan bila tidak dibatasi.",
        "A data budget is 1 to 100,000 MB a day. Leave it empty for no limit.";
    LineRefused = "line-refused", "Provinsi menolak kiriman ini. Paket tetap tersimpan; laporkan kodenya ke provinsi.",
        "The province refused this delivery. The packet is kept; report the code to the province.";
    // Stations of one province among themselves
    DirectoryMissing = "directory-missing", "Stasiun ini belum mempunyai daftar stasiun dari provinsi. Hubungkan sekali ke provinsi, atau ambil dari stik, lalu ulangi.",
        "This station has no directory of stations from the province yet. Connect it to the province once, or take it from a stick, then repeat.";
    PassOtherProvince = "pass-other-province", "Yang menjawab bukan stasiun dari provinsi ini. Jangan serahkan apa pun; periksa alamatnya.",
        "Whoever answers is no station of this province. Hand nothing over; check the address.";
    PassUnknown = "pass-unknown", "Stasiun itu tidak ada di daftar provinsi dengan kunci yang ditunjukkannya. Jangan serahkan apa pun; beri tahu supervisor.",
        "The province's directory does not name that station with the key that it shows. Hand nothing over; tell the supervisor.";
    PassEnded = "pass-ended", "Jaminan provinsi untuk stasiun ini sudah berakhir. Periksa tanggal kedua mesin; lalu hubungkan salah satunya ke provinsi untuk daftar terbaru.",
        "The province's word for this station has ended. Check the date on both machines; then connect one of them to the province for the newest directory.";
    ProvisionUnknown = "provision-unknown", "Daftar itu, atau bagiannya, tidak ada di provinsi. Stasiun menunggu daftar yang lebih baru; di provinsi, lihat namanya dengan worklist list.",
        "The province does not have that list, or that part of it. A station waits for a newer one; at the province, look for its name with worklist list.";
    ProvisionNotForUs = "provision-not-for-us", "Daftar ini disegel untuk stasiun lain dan tidak dapat dibuka di sini. Minta provinsi menerbitkannya untuk stasiun ini.",
        "This list is sealed to another station and cannot be opened here. Ask the province to give it to this station.";
    TableName = "table-name", "Tabel dengan nama itu tidak dapat diganti. Yang dapat: wilayah, desa_61, pendidikan, disabilitas, pekerjaan, alasan_pindah, tipe_sponsor.",
        "No table of that name can be replaced. Those that can: wilayah, desa_61, pendidikan, disabilitas, pekerjaan, alasan_pindah, tipe_sponsor.";
    TableVersion = "table-version", "Versi tabel belum ditulis atau lebih dari 40 huruf. Tulis versi yang singkat, misalnya 2026-101.",
        "The version of the table is missing or longer than 40 characters. Write a short one, such as 2026-101.";
    TableRow = "table-row", "Ada baris tabel yang tidak terbaca, kodenya salah, atau kodenya dua kali. Bandingkan dengan berkas di assets, lalu ulangi.",
        "A row of the table cannot be read, has a wrong code, or one that stands there twice. Compare it with the file in assets, then repeat.";
    TableMissing = "table-missing", "Kode yang dipakai sekarang tidak ada di tabel baru; mungkin berkasnya salah atau terpotong. Tidak ada yang diganti: periksa berkasnya, lalu muat yang lengkap.",
        "Codes that are in use are missing from the new table; it may be the wrong file, or half of one. Nothing was replaced: check the file and take in a whole one.";
    HubAddress = "hub-address", "Alamat stasiun tujuan tidak dikenal. Salin alamat yang tampil di layar penerima, misalnya 192.168.1.5.",
        "There is no such address. Copy the one that the receiving station shows, such as 192.168.1.5.";
    HubGone = "hub-gone", "Stasiun tujuan tidak menjawab atau sambungannya terputus. Periksa bahwa penerimaan di sana menyala dan kedua mesin di jaringan yang sama, lalu ulangi; yang sudah tersalin tidak dikirim lagi. Rekaman tetap aman di sini.",
        "The other station does not answer, or the network was cut. See that receiving is switched on there and both are on one network, then repeat; what is there already is not sent again. The records are safe here.";
    HubGarbled = "hub-garbled", "Yang menjawab di alamat itu bukan penerimaan Rekam, atau versinya berbeda. Periksa alamatnya dan perbarui kedua stasiun.",
        "Whoever answers at that address is no receiving Rekam station, or one of another version. Check the address and update both.";
    HubSelf = "hub-self", "Alamat itu milik stasiun ini sendiri. Ketik alamat stasiun penerima.",
        "That address is this very station's. Type the address of the one that receives.";
    HubOther = "hub-other", "Yang menjawab stasiun lain dari yang diminta. Bandingkan nama dan sidik kunci di kedua layar, lalu ulangi.",
        "Another station answers than the one that was named. Compare name and fingerprint on both screens, then repeat.";
    HubFull = "hub-full", "Diska stasiun penerima tidak cukup. Kirim dahulu titipannya ke provinsi atau pakai stasiun lain; rekaman tetap aman di sini.",
        "The receiving station's disk has no room. Let it carry to the province first, or use another one; the records are safe here.";
    HubBusy = "hub-busy", "Stasiun penerima masih melayani penyerahan lain. Tunggu setengah menit, lalu ulangi.",
        "The receiving station is still busy with another hand-over. Wait half a minute, then repeat.";
    // The command line
    DisplayMissing = "display-missing", "Tidak ada layar (DISPLAY kosong). Jalankan dari sesi grafis, atau pakai perintah rekam.",
        "There is no display (DISPLAY is empty). Start it from a graphical session, or use the command rekam.";
    HomeUnknown = "home-unknown", "Folder stasiun tidak diketahui. Isi REKAM_HOME dengan folder di diska yang aman.",
        "The station's folder is not known. Set REKAM_HOME to a folder on a safe disk.";
    HubPort = "hub-port", "REKAM_HUB_PORT bukan nomor port. Isi dengan angka 0 sampai 65535, atau kosongkan agar port yang biasa dipakai.",
        "REKAM_HUB_PORT is no port. Set it to a number from 0 to 65535, or leave it empty for the usual one.";
    FileUnreadable = "file-unreadable", "Berkas tidak dapat dibaca. Periksa nama dan izinnya.",
        "The file cannot be read. Check its name and permissions.";
    FileUnwritable = "file-unwritable", "Berkas tidak dapat ditulis. Periksa folder, izin, dan ruang diska.",
        "The file cannot be written. Check the folder, its permissions and the disk space.";
    BiodataFile = "biodata-file", "Berkas biodata tidak sesuai bentuknya. Perbaiki di baris dan kolom yang ditunjukkan.",
        "The biodata file does not have the right form. Mend it at the line and column shown.";
    BiodataWrong = "biodata-wrong", "Ada isian yang salah. Semua yang diketik tersimpan; perbaiki isian yang ditunjukkan.",
        "Some fields are wrong. Everything typed is kept; mend the fields that are shown.";
    AgreementMissing = "agreement-missing", "Warga belum menyetujui foto dan datanya. Draf tersimpan; tunjukkan dan tanyakan lagi.",
        "The resident has not agreed to photo and data. The draft is kept; show them and ask again.";
    PasswordNotGiven = "password-not-given", "Kata sandi tidak diberikan. Ketik, atau pakai --password-file atau REKAM_PASSWORD.",
        "No password was given. Type it, or use --password-file or REKAM_PASSWORD.";
    PortraitBudget = "portrait-budget", "Batas ukuran foto harus lebih dari nol byte. Beri angka yang lebih besar.",
        "The portrait's byte budget must be more than zero. Give a larger number.";
    StationKeyText = "station-key-text", "Kunci stasiun harus 64 digit heksadesimal. Salin lagi dari perintah unlock.",
        "A station key is 64 hexadecimal digits. Copy it again from the unlock command.";
    DoctorUnfit = "doctor-unfit", "Stasiun ini belum siap. Perbaiki yang bertanda silang sebelum berangkat.",
        "This station is not fit. Mend what is crossed before you leave.";
    ProgramMissing = "program-missing", "Program rekam-province tidak ada di samping rekam. Pasang atau bangun keduanya.",
        "The program rekam-province does not stand beside rekam. Install or build both.";
    ProvinceNotStarting = "province-not-starting", "Provinsi simulasi tidak mau mulai. Jalankan rekam-province serve sendiri untuk melihat sebabnya.",
        "The simulated province does not start. Run rekam-province serve by itself to see why.";
    ProvinceRefused = "province-refused", "Program provinsi menolak perintah. Baca keterangan di bawah lalu ulangi.",
        "The province's program refused a command. Read the detail below, then repeat.";
    // Photo
    PhotoNotAPicture = "photo-not-a-picture", "Berkas ini bukan foto JPEG atau PNG. Pilih berkas foto lain atau ambil foto baru.",
        "This file is not a JPEG or PNG picture. Choose another picture file or take a new photo.";
    PhotoTruncated = "photo-truncated", "Berkas foto ini terpotong, sebagian gambarnya hilang. Salin ulang berkasnya atau ambil foto baru.",
        "This picture file is cut off and part of the image is missing. Copy the file again or take a new photo.";
    PhotoDamaged = "photo-damaged", "Berkas foto ini rusak dan tidak dapat dibaca. Salin ulang berkasnya atau ambil foto baru.",
        "This picture file is damaged and cannot be read. Copy the file again or take a new photo.";
    PhotoZeroSize = "photo-zero-size", "Berkas foto ini kosong: lebar atau tingginya nol. Pilih berkas lain atau ambil foto baru.",
        "This picture is empty: its width or height is zero. Choose another file or take a new photo.";
    PhotoTooManyPixels = "photo-too-many-pixels", "Foto ini lebih dari 50 megapiksel. Perkecil fotonya atau ambil foto baru dengan kamera stasiun.",
        "This picture has more than 50 megapixels. Make it smaller or take a new photo with the station's camera.";
    PhotoCmyk = "photo-cmyk", "Foto ini memakai warna cetak (CMYK). Simpan ulang sebagai JPEG berwarna RGB atau ambil foto baru.",
        "This picture uses print colours (CMYK). Save it again as an RGB JPEG or take a new photo.";
    PhotoUnsupported = "photo-unsupported", "Jenis JPEG atau PNG ini tidak didukung. Simpan ulang sebagai JPEG biasa atau ambil foto baru.",
        "This kind of JPEG or PNG is not supported. Save it again as an ordinary JPEG or take a new photo.";
    PhotoNoFace = "photo-no-face", "Wajah tidak terlihat di foto. Minta warga duduk menghadap kamera lalu ambil foto lagi.",
        "No face can be seen in the picture. Ask the resident to sit facing the camera and take the photo again.";
    PhotoSeveralFaces = "photo-several-faces", "Ada lebih dari satu wajah di foto. Minta orang lain keluar dari bidang kamera lalu ambil foto lagi.",
        "There is more than one face in the picture. Ask others to leave the camera's view and take the photo again.";
    PhotoFaceTooSmall = "photo-face-too-small", "Wajah terlalu kecil di foto. Dekatkan kursi atau kamera lalu ambil foto lagi.",
        "The face is too small in the picture. Bring the chair or the camera nearer and take the photo again.";
    PhotoFaceNearEdge = "photo-face-near-edge", "Wajah terlalu dekat ke tepi foto atau ke kamera. Geser ke tengah, mundur sedikit, lalu ambil foto lagi.",
        "The face is too near to the edge of the picture or to the camera. Move to the middle, a little further back, and take the photo again.";
    PhotoByteBudget = "photo-byte-budget", "Pasfoto tidak dapat dimampatkan sampai batas ukuran tanpa rusak. Naikkan batas ukurannya atau pakai latar polos.",
        "The portrait cannot be compressed to its size limit without harm. Raise the limit or use a plain background.";
    PaperBlurred = "paper-blurred", "Tulisan pada foto dokumen kabur. Foto ulang: lebih dekat, lebih terang, tahan diam.",
        "The writing in the picture of the paper is blurred. Take it again: nearer, brighter, held still.";
    PaperDark = "paper-dark", "Foto dokumen terlalu gelap. Tambah cahaya, lalu foto ulang.",
        "The picture of the paper is too dark. Add light and take it again.";
    PaperCut = "paper-cut", "Potongan gambar dokumen terlalu kecil atau di luar gambar. Tarik bingkainya mengelilingi seluruh halaman.",
        "The cut of the paper's picture is too small or lies outside of it. Draw the frame around the whole page.";
    ClothSomebodyThere = "cloth-somebody-there", "Ada orang di gambar kursi kosong. Minta semua keluar dari bidang kamera lalu ambil gambar lagi.",
        "Somebody is in the picture of the empty chair. Ask everybody to leave the camera's view and take the picture again.";
    ClothNotPlain = "cloth-not-plain", "Latar di belakang kursi tidak polos. Pasang kain polos yang menutup seluruh gambar lalu ambil gambar lagi.",
        "The place behind the chair is not plain. Hang a plain cloth that fills the picture and take the picture again.";
    ClothLight = "cloth-light", "Warna kain tidak terlihat: terlalu gelap atau terlalu terang. Atur lampu lalu ambil gambar lagi.",
        "The cloth's colour cannot be seen: too dark or too bright. Change the light and take the picture again.";
    PhotoModels = "photo-models", "Berkas pengenal wajah di program ini rusak. Pasang ulang program atau hubungi teknisi.",
        "The program's face model files are damaged. Install the program again or call the technician.";
    // The desk
    WrongPassword = "wrong-password", "Kata sandi salah. Periksa Caps Lock lalu coba lagi.",
        "The password is wrong. Check Caps Lock and try again.";
    Internal = "internal", "Ada kesalahan di dalam program. Data Anda aman. Catat nomor kejadian dan hubungi teknisi.",
        "Something failed inside the program. Your data is safe. Note the incident number and call the technician.";
    // Province
    RegistryNewer = "registry-newer", "Basis data provinsi ditulis oleh versi program yang lebih baru. Pasang versi terbaru rekam-province.",
        "The registry was written by a newer version of this program. Install the newest rekam-province.";
    RegistryFailed = "registry-failed", "Basis data provinsi tidak dapat dibaca atau ditulis. Tidak ada data yang hilang. Coba lagi, lalu hubungi teknisi.",
        "The registry cannot be read or written. Nothing is lost. Try again, then call the technician.";
    ProvinceDiskFull = "province-disk-full", "Penyimpanan provinsi penuh. Paket tetap aman di stasiun. Kosongkan ruang, lalu kirim lagi.",
        "The province's storage is full. The packet stays safe at the station. Make room, then send again.";
    ProvinceStorageFailed = "province-storage-failed", "Penyimpanan provinsi tidak dapat dibaca atau ditulis. Paket tetap aman di stasiun. Periksa disk, lalu kirim lagi.",
        "The province's storage cannot be read or written. The packet stays safe at the station. Check the disk, then send again.";
    ProvinceBusy = "province-busy", "Server provinsi sedang terlalu sibuk. Tunggu sebentar, lalu kirim lagi.",
        "The province is too busy just now. Wait a moment, then send again.";
    ProvinceFolderMissing = "province-folder-missing", "Folder ini belum berisi provinsi. Jalankan rekam-province admin init lebih dahulu.",
        "This folder holds no province yet. Run rekam-province admin init first.";
    ProvinceFolderExists = "province-folder-exists", "Folder ini sudah berisi provinsi. Kuncinya tidak diganti. Pilih folder lain atau pakai --if-missing.",
        "This folder holds a province already. Its keys were not replaced. Choose another folder or use --if-missing.";
    ProvinceFolderBusy = "province-folder-busy", "Folder ini sedang dipakai server provinsi lain. Hentikan server itu lebih dahulu.",
        "Another province server is working on this folder. Stop that server first.";
    ProvinceFolderDamaged = "province-folder-damaged", "Berkas kunci atau pengaturan provinsi rusak. Pulihkan dari cadangan dan jangan buat kunci baru.",
        "A key or settings file of the province is damaged. Restore it from the backup and do not make new keys.";
    PortTaken = "port-taken", "Alamat atau port ini sudah dipakai atau tidak tersedia. Pilih yang lain dengan --listen.",
        "This address or port is in use or not available. Choose another with --listen.";
    StationExists = "station-exists", "Stasiun dengan nama ini sudah terdaftar. Pilih nama lain atau pakai --if-missing.",
        "A station of this id is registered already. Choose another id or use --if-missing.";
    StationUnknown = "station-unknown", "Stasiun ini tidak dikenal provinsi. Aktifkan stasiun dengan berkas dari provinsi.",
        "The province does not know this station. Activate the station with a file from the province.";
    StationNotAnnounced = "station-not-announced", "Stasiun ini belum mengumumkan kuncinya. Sambungkan stasiun agar kuncinya terkirim lebih dahulu.",
        "This station has not announced its keys yet. Connect the station so that its keys are sent first.";
    StationRevoked = "station-revoked", "Izin stasiun ini sudah dicabut. Hubungi provinsi.",
        "This station's permission was withdrawn. Call the province.";
    StationBoundElsewhere = "station-bound-elsewhere", "Stasiun ini sudah terikat pada kunci lain. Minta berkas aktivasi baru dari provinsi.",
        "This station is bound to another key already. Ask the province for a new activation.";
    ActivationUsed = "activation-used", "Berkas aktivasi stasiun ini sudah dipakai. Daftarkan stasiun baru untuk berkas baru.",
        "This station's activation was used already. Register a new station for a new file.";
    StationPlace = "station-place", "Tempat stasiun bukan kode kecamatan yang dikenal. Tulis enam digit, misalnya 610801.",
        "The station's place is no known kecamatan code. Write six digits, such as 610801.";
    StationOperators = "station-operators", "Stasiun perlu petugas, masing-masing sekali. Tulis --operator id:nama:peran.",
        "A station needs operators, each named once. Write --operator id:name:role.";
    StationLease = "station-lease", "Masa izin stasiun terlalu panjang. Tulis jumlah hari yang lebih kecil.",
        "The station's lease is too long. Write a smaller number of days.";
    TokenProofWrong = "token-proof-wrong", "Bukti aktivasi tidak cocok. Pakai berkas aktivasi terakhir dari provinsi.",
        "The proof of activation does not fit. Use the latest activation file from the province.";
    AnnouncementStale = "announcement-stale", "Pengumuman kunci ini lebih lama daripada yang sudah diterima. Sambungkan stasiun yang terbaru.",
        "This announcement of keys is older than the one already taken. Connect the station in its newest state.";
    OperatorUnknown = "operator-unknown", "Petugas ini tidak ada dalam aktivasi stasiun. Minta provinsi mendaftarkan petugas.",
        "This operator is not in the station's activation. Ask the province to register the operator.";
    OperatorKeyUnknown = "operator-key-unknown", "Kunci petugas ini belum diumumkan oleh stasiun. Sambungkan stasiun ke provinsi.",
        "The station has not announced this operator's key yet. Connect the station to the province.";
    HelloRepeated = "hello-repeated", "Sapaan ini sudah pernah dijawab. Mulai sambungan yang baru.",
        "This hello was answered before. Begin a new conversation.";
    NotSignedIn = "not-signed-in", "Token stasiun tidak ada, salah, atau sudah lewat. Sambungkan lagi dari awal.",
        "The station's token is missing, wrong or expired. Begin the conversation again.";
    OtherStation = "other-station", "Data ini milik stasiun lain. Periksa stasiun mana yang mengirim.",
        "This belongs to another station. Check which station is sending.";
    RequestMalformed = "request-malformed", "Permintaan ini tidak dapat dibaca. Perbarui program stasiun.",
        "The request cannot be read. Update the station's program.";
    RequestTooSlow = "request-too-slow", "Jalur terlalu lambat dan terputus. Yang sudah sampai tetap tersimpan; lanjutkan kiriman.",
        "The line was too slow and was closed. What arrived is kept; continue the upload.";
    RequestNotFound = "request-not-found", "Alamat ini tidak ada di server provinsi. Periksa alamat atau perbarui program.",
        "There is nothing at this address of the province. Check the address or update the program.";
    TusVersion = "tus-version", "Versi protokol kiriman tidak didukung. Perbarui program stasiun.",
        "This version of the upload protocol is not supported. Update the station's program.";
    UploadUnknown = "upload-unknown", "Kiriman ini tidak ada atau sudah kedaluwarsa. Mulai kiriman dari awal.",
        "There is no such upload, or it has expired. Begin the upload again.";
    UploadOffset = "upload-offset", "Kiriman tidak dimulai di tempat yang benar. Tanyakan posisi terakhir, lalu lanjutkan.",
        "The upload does not continue where it ended. Ask for the offset, then continue.";
    UploadTaken = "upload-taken", "Kiriman ini sedang diterima lewat sambungan lain. Tunggu sebentar, lalu lanjutkan.",
        "This upload is being received over another connection. Wait a moment, then continue.";
    UploadTooLarge = "upload-too-large", "Kiriman melebihi ukuran yang diizinkan atau yang disebutkan. Periksa paketnya.",
        "The upload is larger than allowed or than announced. Check the packet.";
    UploadContentType = "upload-content-type", "Jenis isi kiriman tidak dikenal. Perbarui program stasiun.",
        "The upload's content type is not known. Update the station's program.";
    UploadChecksum = "upload-checksum", "Sebagian kiriman rusak di jalan dan dibuang. Kirim bagian itu lagi.",
        "A part of the upload was damaged on the way and was dropped. Send that part again.";
    UploadChecksumUnknown = "upload-checksum-unknown", "Cara hitung checksum ini tidak didukung. Perbarui program stasiun.",
        "This kind of checksum is not supported. Update the station's program.";
    UploadChanged = "upload-changed", "Kiriman dengan nama ini sudah dimulai dengan keterangan lain. Batalkan yang lama, lalu mulai lagi.",
        "An upload of this id was begun with other particulars. Terminate the old one, then begin again.";
    UploadReceived = "upload-received", "Paket ini sudah diterima dan tidak dapat dihapus. Ambil tanda terimanya.",
        "This packet was received and cannot be deleted. Fetch its receipt.";
    PacketDigest = "packet-digest", "Paket yang sampai tidak sama dengan yang disebutkan. Kiriman dibuang; kirim lagi dari awal.",
        "The packet that arrived is not the one that was announced. The upload was dropped; send it again.";
    PacketHeader = "packet-header", "Kepala paket tidak cocok dengan keterangan kiriman. Paket ditolak; hubungi teknisi.",
        "The packet's header does not fit the upload's particulars. The packet is refused; call the technician.";
    PacketIdTaken = "packet-id-taken", "Paket lain dengan nomor ini sudah diterima. Paket ditolak; hubungi teknisi.",
        "Another packet of this id was received. The packet is refused; call the technician.";
    PacketSerialTaken = "packet-serial-taken", "Nomor urut ini sudah dipakai paket lain dari stasiun ini. Paket ditolak; hubungi teknisi.",
        "Another packet of this station has this serial number. The packet is refused; call the technician.";
    PacketUnknown = "packet-unknown", "Paket ini belum diterima provinsi. Kirim paketnya.",
        "The province has not received this packet. Send the packet.";
    RecordedTwice = "recorded-twice", "Warga ini sudah pernah direkam untuk kartu yang sama. Jangan rekam lagi; minta penghapusan data ganda.",
        "This resident was recorded before for the same card. Do not record again; ask for the double to be removed.";
    VaultPassphrase = "vault-passphrase", "Kata sandi brankas salah atau tidak diberikan. Periksa kata sandinya, lalu coba lagi.",
        "The vault's passphrase is wrong or was not given. Check the passphrase, then try again.";
    // Reckoning: created = received
    StationCopy = "station-copy", "Satu nomor urut dipakai dua paket: ada salinan stasiun ini, atau mesinnya dipulihkan dari cadangan. Berhenti merekam, biarkan mesin apa adanya, lapor ke provinsi.",
        "Two packets have one serial number: there is a copy of this station, or it was restored from a backup. Stop recording, leave the machine as it is, report to the province.";
    DayBookForked = "day-book-forked", "Buku harian stasiun dan provinsi berbeda mulai nomor ini. Berhenti merekam dan lapor ke provinsi; jangan hapus apa pun.",
        "The day-books of station and province differ from this number on. Stop recording and report to the province; delete nothing.";
    DayBookBack = "day-book-back", "Buku harian stasiun lebih pendek dari sebelumnya. Tanyakan ke stasiun apakah mesinnya dipulihkan dari cadangan.",
        "The station's day-book is shorter than it was. Ask the station whether its machine was restored from a backup.";
    SerialSkipped = "serial-skipped", "Stasiun melewati nomor urut ini: rantainya berlanjut seolah nomor itu tidak pernah ada. Minta penjelasan stasiun.",
        "The station skipped this serial number: its chain goes on as if the number never was. Ask the station to explain.";
    AuditBack = "audit-back", "Catatan audit stasiun lebih pendek dari sebelumnya. Minta penjelasan stasiun dan periksa mesinnya.",
        "The station's audit log is shorter than it was. Ask the station to explain, and look at its machine.";
    AuditChanged = "audit-changed", "Catatan audit stasiun bukan lanjutan dari yang sebelumnya. Minta penjelasan stasiun dan periksa mesinnya.",
        "The station's audit log does not go on from what it was. Ask the station to explain, and look at its machine.";
    FindingUnknown = "finding-unknown", "Temuan ini tidak ada atau sudah diselesaikan. Lihat temuan yang masih terbuka: rekam-province reckon.",
        "There is no such finding, or it was settled already. Look at the open ones: rekam-province reckon.";
    RecordForgotten = "record-forgotten", "Provinsi sudah memberi tanda terima tetapi tidak memegang rekaman ini lagi, dan salinan di stasiun sudah dihapus. Provinsi harus mencarinya di cadangan; tunjukkan tanda terima.",
        "The province gave a receipt but no longer holds this record, and the station's copy is gone. The province must look in its backups; show the receipt.";
    AccountBroken = "account-broken", "Laporan buku harian dari stasiun tidak berurutan. Laporan ditolak; hubungi teknisi.",
        "The station's account of its day-book has a gap. The account is refused; call the technician.";
    AccountStale = "account-stale", "Laporan buku harian ini bukan dari percakapan yang sedang berjalan. Mulai pengiriman lagi.",
        "This account of a day-book does not belong to a conversation that is going on. Begin sending again.";
    // Province: vault and administration
    PacketAltered = "packet-altered", "Berkas paket di provinsi tidak sama dengan yang diterima. Pulihkan dari cadangan atau minta stasiun mengirim ulang.",
        "The packet's file at the province is not the one that was received. Restore it from a backup or have the station send it again.";
    RecordIncomplete = "record-incomplete", "Isi rekaman tidak lengkap atau tidak sesuai dengan layanannya. Periksa di stasiun asal; warga mungkin perlu direkam ulang.",
        "The record is incomplete or does not fit its service. Check it at its station; the resident may have to be recorded again.";
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for ErrorCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_is_unique_kebab_case_and_speaks_both_languages() {
        let mut seen = BTreeSet::new();
        for code in ErrorCode::ALL {
            let name = code.as_str();
            assert!(seen.insert(name), "{name} stands twice");
            assert!(
                name.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{name}"
            );
            for language in [Language::Indonesian, Language::English] {
                assert!(
                    code.text(language).ends_with('.'),
                    "{name} in {language:?} is not a sentence"
                );
            }
            assert_ne!(
                code.text(Language::Indonesian),
                code.text(Language::English),
                "{name}"
            );
        }
    }
}
