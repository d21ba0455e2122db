//! Sex as the official forms record it: one digit, 1 or 2.

use crate::words::words;

words! {
    /// Sex (F-1.01 column 10; list `jenis_kelamin`). The stored word is the official digit.
    pub enum Sex {
        /// 1, LAKI-LAKI.
        Male = "1",
        /// 2, PEREMPUAN. In a NIK the day of birth is raised by 40.
        Female = "2",
    }
}
