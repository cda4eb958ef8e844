//! Members of a container that are volumes of a file that was split: how the container tells what they are.

use std::fmt;

/// What a member has to do with a file that was split. It crosses to whoever reads the member as the format that the
/// container declares ([`crate::Declared`]), in its printed form, so that the same bytes are read otherwise elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A volume of the file of this name, which is a member beside it and is read instead.
    Of(String),
    /// A volume whose others are not all beside it, by the names of those that are not.
    Alone(String),
    /// All volumes laid together.
    Whole {
        /// How many bytes each has, in their order.
        lengths: Vec<u64>,
        /// Their names.
        names: String,
    },
}

impl Part {
    /// Reads what a container declares; nothing where that is a format.
    pub fn read(declared: &str) -> Option<Self> {
        if let Some(whole) = declared.strip_prefix("volume of ") {
            return Some(Self::Of(whole.to_owned()));
        }
        if let Some(absent) = declared.strip_prefix("volume without ") {
            return Some(Self::Alone(absent.to_owned()));
        }
        let (lengths, names) = declared.strip_prefix("volumes ")?.split_once(' ')?;
        let lengths: Result<Vec<u64>, _> = lengths.split(',').map(str::parse).collect();
        Some(Self::Whole { lengths: lengths.ok()?, names: names.to_owned() })
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Of(whole) => write!(f, "volume of {whole}"),
            Self::Alone(absent) => write!(f, "volume without {absent}"),
            Self::Whole { lengths, names } => {
                let lengths: Vec<String> = lengths.iter().map(u64::to_string).collect();
                write!(f, "volumes {} {names}", lengths.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for part in [
            Part::Of("a b.zip".into()),
            Part::Alone("x.7z.001, x.7z.003".into()),
            Part::Whole { lengths: vec![10, 3], names: "x.7z.001, x.7z.002".into() },
        ] {
            assert_eq!(Part::read(&part.to_string()), Some(part));
        }
        for other in ["eml", "volumes", "volumes x y", "text"] {
            assert_eq!(Part::read(other), None);
        }
    }
}
