//! Which encoding a text is in. Stub.

/// A text with the encoding it was read in.
pub(crate) struct Decoded {
    /// The text.
    pub(crate) text: String,
    /// The name of the encoding (WHATWG Encoding Standard).
    pub(crate) charset: &'static str,
    /// Whether bytes without a meaning in that encoding were replaced.
    pub(crate) had_errors: bool,
}

/// Decodes `bytes`: BOM, then declared, then NUL pattern, then valid UTF-8, then detection.
pub(crate) fn text(bytes: &[u8], _declared: Option<&str>) -> Decoded {
    Decoded {
        text: String::from_utf8_lossy(bytes).into_owned(),
        charset: "UTF-8",
        had_errors: false,
    }
}
