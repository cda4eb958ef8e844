//! Closed sets of values, each with the one name that the command line, JSON and the ledger use for it.

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($(#[doc = $sentence:literal])+ $variant:ident = $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $type { $($(#[doc = $sentence])+ $variant,)* }

        impl $type {
            /// Every value, in the order in which answers list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Returns the name that the command line and JSON use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Returns what the value means, in one sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$variant => concat!($($sentence),+).trim_start(),)* }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = ();

            fn from_str(name: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|value| value.name() == name).ok_or(())
            }
        }
    };
}

pub(crate) use names;
