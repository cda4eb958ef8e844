//! What readers of several formats need. Nothing here knows a format: readers enter it, it enters no reader.

pub(crate) mod alternatives;
pub(crate) mod archive;
pub(crate) mod base64;
pub(crate) mod budget;
pub(crate) mod bytes;
pub(crate) mod card;
pub(crate) mod compressed;
pub(crate) mod decode;
pub(crate) mod hidden_cells;
pub(crate) mod html;
pub(crate) mod legacy_text;
pub(crate) mod lines;
pub(crate) mod links;
pub(crate) mod member_names;
pub(crate) mod ole;
pub(crate) mod ooxml;
pub(crate) mod prose;
pub(crate) mod reference;
pub(crate) mod segments;
pub(crate) mod shown;
pub(crate) mod time;
pub(crate) mod tracked;
pub(crate) mod xml;
pub(crate) mod xmp;
pub(crate) mod zip_file;
