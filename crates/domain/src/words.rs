//! Enums that travel as one stable word each: in JSON, CBOR, SQL and on the command line.

/// A word that no variant has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the known words")]
pub struct UnknownWord;

/// Declares an enum whose variants each have one stable word: `ALL`, `as_str`, `FromStr`, `Display` and serde follow.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All variants, in the order of their declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The stable word: what is stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word { $($word => Ok($name::$variant),)+ _ => Err($crate::words::UnknownWord) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    use crate::sex::Sex;

    #[test]
    fn every_word_reads_back_as_its_variant_in_every_form() {
        for sex in Sex::ALL {
            assert_eq!(sex.as_str().parse(), Ok(*sex));
            let json = serde_json::to_string(sex).unwrap();
            assert_eq!(json, format!("\"{sex}\""));
            assert_eq!(serde_json::from_str::<Sex>(&json).unwrap(), *sex);
        }
        assert_eq!("3".parse::<Sex>(), Err(UnknownWord));
    }
}
