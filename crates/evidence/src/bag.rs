//! What does a bag list of itself?

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use fixity::manifest::{Parsed, bag};

use crate::Error;

/// Reads the lists of digests in the root of a bag; nothing where the folder is none.
pub fn read_bag(folder: &Path) -> Result<Option<Parsed>, Error> {
    if !folder.join(bag::DECLARATION).is_file() {
        return Ok(None);
    }
    let printed = item::escape(folder.as_os_str().as_bytes());
    let of_folder = |error: io::Error| Error::Read(printed.clone(), error);
    let mut root = Vec::new();
    for entry in fs::read_dir(folder).map_err(of_folder)? {
        let entry = entry.map_err(of_folder)?;
        if entry.file_type().map_err(of_folder)?.is_file() {
            root.extend(entry.file_name().into_string());
        }
    }
    root.sort();
    let read = |name: &String| Ok((name.clone(), fs::read(folder.join(name))?));
    let lists = root.iter().filter(|name| bag::is_list(name)).map(read);
    let lists = lists.collect::<io::Result<Vec<_>>>().map_err(of_folder)?;
    let parsed = bag::parse(&lists, &root);
    parsed.map(Some).map_err(|(list, error)| Error::Bag(list, error))
}
