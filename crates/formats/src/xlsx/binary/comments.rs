//! Who said what of which cell of a binary sheet ([MS-XLSB] §2.1.7.13).

use super::records::{Fields, Records};
use super::sheet::range;
use crate::shared::ooxml::Comment;
use crate::shared::spreadsheet::column_name;
use crate::xlsx::comments::Noted;

const AUTHOR: u32 = 632;
const BEGIN: u32 = 635;
const TEXT: u32 = 637;

/// Reads the part of notes.
pub(crate) fn read(records: &mut Records<'_>) -> Vec<Noted> {
    let (mut authors, mut comments) = (Vec::new(), Vec::<Noted>::new());
    while let Some((kind, mut fields)) = records.next() {
        match kind {
            AUTHOR => authors.push(fields.text().unwrap_or_default()),
            BEGIN => comments.extend(begin(fields, &authors)),
            TEXT => {
                if let (Some(noted), Some(text)) = (comments.last_mut(), fields.rich_text()) {
                    noted.comment.text.push_str(&text);
                }
            }
            _ => {}
        }
    }
    comments
}

fn begin(mut fields: Fields<'_>, authors: &[String]) -> Option<Noted> {
    let author = authors.get(fields.size()?).filter(|author| !author.is_empty()).cloned();
    let cell = range(fields)?;
    let cell =
        format!("{}{}", column_name(*cell.columns.start()), cell.rows.start().saturating_add(1));
    Some(Noted { cell, comment: Comment { author, ..Comment::default() } })
}
