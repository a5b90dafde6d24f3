/// Declares an enum whose variants each have one code, the same in JSON, in the tables and in files.
macro_rules! codes {
    ($(#[$meta:meta])* pub enum $name:ident, $what:literal { $($(#[$doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as in JSON, the tables and files.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Malformed;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.code() == code).ok_or_else(|| {
                    let known: Vec<_> = Self::ALL.iter().map(|value| value.code()).collect();
                    $crate::Malformed(format!(concat!($what, " must be one of {}"), known.join(", ")).into())
                })
            }
        }

        text_form!($name);
    };
}

/// `Display`, `Serialize` and `Deserialize` through `code()` or `as_str()` and `FromStr`: the text form is the only form.
macro_rules! text_form {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.code())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// A type of exactly `$digits` ASCII digits, kept inline. Leading zeros are significant.
macro_rules! digits {
    ($(#[$meta:meta])* pub struct $name:ident($digits:literal), $what:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $digits]);

        impl $name {
            /// The digits, leading zeros included.
            #[must_use]
            pub fn code(&self) -> std::borrow::Cow<'static, str> {
                self.0.iter().map(|digit| char::from(*digit)).collect::<String>().into()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::Malformed;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                <[u8; $digits]>::try_from(text.as_bytes())
                    .ok()
                    .filter(|digits| digits.iter().all(u8::is_ascii_digit))
                    .map(Self)
                    .ok_or(const { $crate::Malformed::because(concat!($what, " must be ", $digits, " digits")) })
            }
        }

        text_form!($name);
    };
}
