//! Persons.
use crate::finding::Found;
use crate::page::Page;
pub(crate) fn find(_page: &Page, _found: &mut Found) {}
