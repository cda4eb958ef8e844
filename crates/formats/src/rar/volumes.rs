//! What a RAR archive in several volumes yields: each volume is an archive of its own, and a file goes on in the next.

use std::cell::RefCell;
use std::io::{Write, sink as nowhere};

use item::{PartialReason, Warning, WarningCode};
use rars::{Archive, ArchiveMember, ExtractionDecision};

use super::{Unpacking, open, options, password_of_members};
use crate::shared::member_names::Names;
use crate::{Bytes, Error, Input, Sink};

/// Pushes the files of all volumes up to the first that cannot be opened.
pub(super) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let (archives, headers) = archives(input, sink)?;
    let mut members = rars::volume_members(&archives).map_err(Error::malformed)?;
    // The library asks for a writer for each member but links.
    members.sort_by_key(|member| !member.meta.is_redirection);
    let links = members.partition_point(|member| member.meta.is_redirection);
    let first = archives.first().ok_or(Error::Truncated)?;
    let password = headers.or_else(|| password_of_members(first, input));
    let names = Names::of(members.iter().map(|member| member.meta.name.as_slice()));
    names.report_charset(sink);
    let unpacking = RefCell::new(Unpacking::new(input, sink, names, password.is_none()));
    for link in &members[..links] {
        drop(unpacking.borrow_mut().begin(link));
    }
    let mut asked = members[links..].iter();
    let ended = rars::extract_volumes_to_with_options(&archives, options(input, password), |_| {
        let member = asked.next().map(begun).ok_or(rars::Error::InvalidHeader("members"))?;
        match unpacking.borrow_mut().begin(&member) {
            ExtractionDecision::Extract(writer) => Ok(writer),
            ExtractionDecision::Skip => Ok(Box::new(nowhere()) as Box<dyn Write>),
            ExtractionDecision::Stop => Err(rars::Error::InvalidHeader("a limit")),
        }
    });
    unpacking.into_inner().finish(&members, ended.err().map(|error| error.kind()))
}

/// Returns a member as it is once all its parts are laid together.
fn begun(member: &ArchiveMember) -> ArchiveMember {
    let mut member = member.clone();
    (member.meta.is_split_before, member.meta.is_split_after) = (false, false);
    member
}

/// Opens the volumes one after the other, up to the first that cannot be.
fn archives<'a>(
    input: &'a Input,
    sink: &mut dyn Sink,
) -> Result<(Vec<Archive>, Option<&'a str>), Error> {
    let (mut archives, mut password) = (Vec::new(), None);
    for bytes in volumes(input) {
        match open(input, &bytes) {
            Ok((archive, headers)) => {
                archives.push(archive);
                password = password.or(headers);
            }
            Err(error) if archives.is_empty() => return Err(error),
            Err(_) => {
                let about = format_args!("volume {} and those behind it", archives.len() + 1);
                sink.warn(Warning::new(WarningCode::DamagedPart, about));
                sink.partial(PartialReason::Damaged);
                break;
            }
        }
    }
    Ok((archives, password))
}

/// Cuts the bytes where the volumes meet.
fn volumes(input: &Input) -> impl Iterator<Item = Bytes> + '_ {
    let mut at = 0;
    input.volumes.iter().map(move |length| {
        let length = usize::try_from(*length).unwrap_or(usize::MAX);
        let end = input.bytes.len().min(input.bytes.len().saturating_sub(at).min(length) + at);
        let volume = input.bytes.slice(at..end);
        at = end;
        volume
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;
    use crate::rar::tests::{block, crc};

    const LETTER: &[u8] = b"a letter that goes on in the next volume";

    /// Makes a stored part of the letter (technical note of version 4: flags 1 and 2 of a file tell that it goes on from the
    /// volume before and in the one behind).
    fn part(bytes: &[u8], flags: u16, sum: u32) -> Vec<u8> {
        let length =
            |bytes: &[u8]| u32::try_from(bytes.len()).expect("tests are short").to_le_bytes();
        let fields = [
            &length(bytes)[..],
            &length(LETTER),
            &[3],
            &sum.to_le_bytes(),
            &[0x63, 0x75, 0x7d, 0x56, 20, 0x30, 5, 0, 0x20, 0, 0, 0],
            b"a.txt",
        ];
        let file = block(0x74, 0x8000 | flags, &fields.concat(), bytes);
        let start = [&b"Rar!\x1a\x07\0"[..], &block(0x73, 0x11, &[0; 6], b"")].concat();
        [start, file, block(0x7b, 0x4000 | u16::from(flags & 2 != 0), &[], b"")].concat()
    }

    fn written() -> Vec<Vec<u8>> {
        let (first, second) = LETTER.split_at(17);
        vec![part(first, 2, crc(first)), part(second, 1, crc(LETTER))]
    }

    fn read(volumes: &[Vec<u8>]) -> probe::Found {
        probe::of_volumes(super::super::extract, volumes)
    }

    #[test]
    fn a_file_goes_on_in_the_next_volume() {
        let volumes = written();
        assert!(volumes.len() > 1);
        let found = read(&volumes);
        assert!(found.error.is_none() && found.partial.is_empty(), "{:?}", found.error);
        assert_eq!((found.names(), &found.children[0].1[..]), (vec!["a.txt".into()], LETTER));
    }

    #[test]
    fn a_volume_that_is_missing_costs_what_goes_on_in_it() {
        let mut volumes = written();
        let last = volumes.len() - 1;
        volumes[last].fill(0);
        let found = read(&volumes);
        assert_eq!(found.names(), ["a.txt"]);
        assert!(found.partial.contains(&PartialReason::Damaged));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40), at in 0..300_usize) {
            let mut volumes = written();
            let volume = at % volumes.len();
            let at = at.min(volumes[volume].len());
            let end = volumes[volume].len().min(at + bytes.len());
            volumes[volume].splice(at..end, bytes);
            read(&volumes);
        }
    }
}
