//! Numbers.
use crate::finding::Found;
use crate::lexicon::Words;
use crate::page::Page;
pub(crate) fn learn(_words: &mut Words) {}
pub(crate) fn ibans(_page: &Page, _found: &mut Found) {}
pub(crate) fn passports(_page: &Page, _found: &mut Found) {}
pub(crate) fn tax_ids(_page: &Page, _found: &mut Found) {}
pub(crate) fn case_numbers(_page: &Page, _found: &mut Found) {}
pub(crate) fn phones(_page: &Page, _found: &mut Found) {}
