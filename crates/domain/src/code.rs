//! Error codes: one list for station, province, command line and window.
//!
//! A code is what a program can react to; its two texts are what a person can act on. Every text says what is
//! wrong **and** what to do, in Indonesian first. No text carries anything about a resident: values stay where
//! they were typed. A code without both texts does not compile.

/// The languages that people of Rekam read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Language {
    /// Bahasa Indonesia, the language of the desk.
    #[default]
    #[serde(rename = "id")]
    Indonesian,
    /// English, for visitors and engineers.
    #[serde(rename = "en")]
    English,
}

macro_rules! error_codes {
    ($($(#[$section:meta])* $variant:ident = $code:literal, $indonesian:literal, $english:literal;)+) => {
        /// Every reason for which Rekam stops and asks a person to do something.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ErrorCode {
            $($(#[$section])* #[doc = $english] $variant,)+
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
    // NIK and KK number (domain.md section 1)
    NikLength = "nik-length", "NIK harus 16 digit. Hitung ulang digitnya dari KK atau KTP-el.",
        "A NIK has 16 digits. Count them again on the family card or KTP-el.";
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
    CameraFormat = "camera-format", "Kamera ini tidak mengirim gambar MJPEG. Pakai kamera lain.",
        "This camera does not send MJPEG pictures. Use another camera.";
    ReplayEmpty = "replay-empty", "Folder itu tidak berisi gambar JPEG yang dapat dibaca. Pilih folder lain.",
        "That folder holds no JPEG picture that can be read. Choose another folder.";
    // The desk
    WrongPassword = "wrong-password", "Kata sandi salah. Periksa Caps Lock lalu coba lagi.",
        "The password is wrong. Check Caps Lock and try again.";
    Internal = "internal", "Ada kesalahan di dalam program. Data Anda aman. Catat nomor kejadian dan hubungi teknisi.",
        "Something failed inside the program. Your data is safe. Note the incident number and call the technician.";
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
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
            for language in [Language::Indonesian, Language::English] {
                assert!(code.text(language).ends_with('.'), "{name} in {language:?} is not a sentence");
            }
            assert_ne!(code.text(Language::Indonesian), code.text(Language::English), "{name}");
        }
    }
}
