//! Citizenship as the official forms record it: one digit, 1 to 3.

use crate::words::words;

words! {
    /// Citizenship (F-1.01 column 13; list `kewarganegaraan`). The stored word is the official digit.
    pub enum Citizenship {
        /// 1, WNI.
        Indonesian = "1",
        /// 2, WNA. Only with a permanent stay permit (ITAP) does a KTP-el follow (UU 24/2013 art. 63(1)).
        Foreign = "2",
        /// 3, dual citizenship: children only.
        Dual = "3",
    }
}

impl Citizenship {
    /// Whether the papers of a foreigner (passport, stay permit) are asked for.
    pub const fn is_foreign(self) -> bool {
        matches!(self, Citizenship::Foreign)
    }
}
