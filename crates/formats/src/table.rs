//! Every format, one line each.

use crate::Extract;

/// A format: what it is called, how names hint at it, and what reads it.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The id that queries and JSON use.
    pub id: &'static str,
    /// The name for readers.
    pub name: &'static str,
    /// The media type (IANA where registered).
    pub media_type: &'static str,
    /// The extensions that go with it, lower case, without dot.
    pub extensions: &'static [&'static str],
    /// What reads it; nothing where it is only recognised.
    pub extract: Option<Extract>,
    /// The version of its reader: what another version made is read again. It is raised whenever the reader yields
    /// something else (`tests/it/golden.rs`): `Format { version: 2, ..line(…) }`.
    pub version: u16,
}

/// The version of identification: where it is another one, contents are identified again.
pub const IDENTIFICATION: u16 = 19;

/// The format of a content that no rule knows.
pub const UNKNOWN: &str = "unknown";

/// The format of a content without a byte.
pub const EMPTY: &str = "empty";

/// The id of a line of the table, or one of the two for contents that no line fits: identification yields no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id(&'static str);

impl Id {
    pub(crate) const UNKNOWN: Self = Self(UNKNOWN);
    pub(crate) const EMPTY: Self = Self(EMPTY);

    pub(crate) const fn name(self) -> &'static str {
        self.0
    }
}

/// Returns the id of a line; in a constant, an id of no line does not compile.
pub(crate) const fn id(id: &'static str) -> Id {
    let mut at = 0;
    while at < FORMATS.len() {
        if is_same(FORMATS[at].id.as_bytes(), id.as_bytes()) {
            return Id(id);
        }
        at += 1;
    }
    panic!("a format that the table does not have")
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The id of a line, looked up when the program is compiled.
macro_rules! known {
    ($id:literal) => {
        const { $crate::table::id($id) }
    };
}

pub(crate) use known;

const fn line(
    id: &'static str,
    name: &'static str,
    media_type: &'static str,
    extensions: &'static [&'static str],
    extract: Option<Extract>,
) -> Format {
    Format { id, name, media_type, extensions, extract, version: 1 }
}

/// Every format that is recognised: first those with a reader.
///
/// Where two lines share an extension, the first is what a name of that kind means.
pub const FORMATS: &[Format] = &[
    Format {
        version: 10,
        ..line(
            "text",
            "plain text",
            "text/plain",
            &[
                "txt", "text", "log", "md", "asc", "tex", "ini", "cfg", "conf", "yaml", "yml",
                "py", "rs", "c", "h", "js", "css", "sql",
            ],
            Some(crate::plain::extract),
        )
    },
    Format {
        version: 11,
        ..line(
            "html",
            "HTML",
            "text/html",
            &["html", "htm", "xhtml", "xht", "shtml"],
            Some(crate::html::extract),
        )
    },
    Format {
        version: 6,
        ..line(
            "xml",
            "XML",
            "application/xml",
            &["xml", "xsl", "xsd", "rdf", "rss", "kml", "gpx"],
            Some(crate::xml::extract),
        )
    },
    Format {
        version: 3,
        ..line("svg", "SVG drawing", "image/svg+xml", &["svg"], Some(crate::xml::extract))
    },
    Format {
        version: 5,
        ..line("word-xml", "Word XML", "application/vnd.ms-wordml", &[], Some(crate::xml::extract))
    },
    Format {
        version: 5,
        ..line(
            "excel-xml",
            "Excel XML",
            "application/vnd.ms-spreadsheetml",
            &[],
            Some(crate::xml::extract),
        )
    },
    Format {
        version: 7,
        ..line(
            "json",
            "JSON",
            "application/json",
            &["json", "jsonl", "ndjson", "geojson"],
            Some(crate::json::extract),
        )
    },
    Format {
        version: 9,
        ..line("csv", "CSV", "text/csv", &["csv", "tsv", "tab"], Some(crate::csv::extract))
    },
    Format {
        version: 2,
        ..line(
            "sylk",
            "SYLK table",
            "application/x-sylk",
            &["slk", "sylk"],
            Some(crate::sylk::extract),
        )
    },
    Format {
        version: 12,
        ..line("pdf", "PDF", "application/pdf", &["pdf", "ai"], Some(crate::pdf::extract))
    },
    Format {
        version: 10,
        ..line(
            "docx",
            "Word",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            &["docx", "docm", "dotx", "dotm"],
            Some(crate::docx::extract),
        )
    },
    Format {
        version: 12,
        ..line(
            "xlsx",
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            &["xlsx", "xlsm", "xltx", "xltm", "xlam"],
            Some(crate::xlsx::extract),
        )
    },
    Format {
        version: 7,
        ..line(
            "xlsb",
            "Excel binary workbook",
            "application/vnd.ms-excel.sheet.binary.macroenabled.12",
            &["xlsb"],
            Some(crate::xlsx::extract),
        )
    },
    Format {
        version: 4,
        ..line(
            "pptx",
            "PowerPoint",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            &["pptx", "pptm", "ppsx", "ppsm", "potx", "potm"],
            Some(crate::pptx::extract),
        )
    },
    Format {
        version: 2,
        ..line(
            "ooxml-encrypted",
            "encrypted Office document",
            "application/vnd.ms-office-encrypted",
            &[],
            Some(crate::locked_package::extract),
        )
    },
    Format {
        version: 12,
        ..line(
            "eml",
            "email message",
            "message/rfc822",
            &["eml", "emlx", "nws"],
            Some(crate::eml::extract),
        )
    },
    Format {
        version: 10,
        ..line(
            "mhtml",
            "web page archive (MHTML)",
            "multipart/related",
            &["mht", "mhtml"],
            Some(crate::eml::extract),
        )
    },
    Format {
        version: 6,
        ..line(
            "mbox",
            "mailbox",
            "application/mbox",
            &["mbox", "mbx", "tbb", "pmm"],
            Some(crate::mbox::extract),
        )
    },
    Format {
        version: 4,
        ..line(
            "pst",
            "Outlook store",
            "application/vnd.ms-outlook-pst",
            &["pst", "ost"],
            Some(crate::pst::extract),
        )
    },
    Format {
        version: 5,
        ..line("zip", "ZIP", "application/zip", &["zip"], Some(crate::zip::extract))
    },
    Format {
        version: 6,
        ..line("tar", "tar", "application/x-tar", &["tar"], Some(crate::tar::extract))
    },
    Format {
        version: 2,
        ..line(
            "gzip",
            "gzip",
            "application/gzip",
            &["gz", "tgz", "svgz"],
            Some(crate::gzip::extract),
        )
    },
    Format {
        version: 4,
        ..line("png", "PNG picture", "image/png", &["png"], Some(crate::image::extract))
    },
    Format {
        version: 5,
        ..line(
            "jpeg",
            "JPEG picture",
            "image/jpeg",
            &["jpg", "jpeg", "jpe", "jfif"],
            Some(crate::image::extract),
        )
    },
    Format {
        version: 3,
        ..line("gif", "GIF picture", "image/gif", &["gif"], Some(crate::image::extract))
    },
    Format {
        version: 4,
        ..line("tiff", "TIFF picture", "image/tiff", &["tif", "tiff"], Some(crate::image::extract))
    },
    Format {
        version: 3,
        ..line("bmp", "BMP picture", "image/bmp", &["bmp", "dib"], Some(crate::image::extract))
    },
    Format {
        version: 4,
        ..line("webp", "WebP picture", "image/webp", &["webp"], Some(crate::image::extract))
    },
    Format {
        version: 4,
        ..line(
            "heif",
            "HEIF picture",
            "image/heif",
            &["heic", "heif", "avif"],
            Some(crate::image::extract),
        )
    },
    Format {
        version: 3,
        ..line(
            "jp2",
            "JPEG 2000 picture",
            "image/jp2",
            &["jp2", "j2k", "jpx", "jpf"],
            Some(crate::image::extract),
        )
    },
    Format {
        version: 2,
        ..line(
            "image",
            "picture of another kind",
            "image/*",
            &["pcx", "tga", "ppm", "pgm", "pbm", "pnm", "ico", "jxl"],
            Some(crate::image::extract),
        )
    },
    Format {
        version: 3,
        ..line(
            "pgp",
            "OpenPGP message",
            "application/pgp-encrypted",
            &["pgp", "gpg"],
            Some(crate::pgp::extract),
        )
    },
    line(
        "pgp-key",
        "OpenPGP keys and signatures",
        "application/pgp-keys",
        &["sig", "skr", "pkr"],
        Some(crate::pgp::extract),
    ),
    Format {
        version: 7,
        ..line(
            "odt",
            "OpenDocument text",
            "application/vnd.oasis.opendocument.text",
            &["odt", "ott", "fodt", "sxw"],
            Some(crate::odf::extract),
        )
    },
    Format {
        version: 8,
        ..line(
            "ods",
            "OpenDocument spreadsheet",
            "application/vnd.oasis.opendocument.spreadsheet",
            &["ods", "ots", "fods", "sxc"],
            Some(crate::odf::extract),
        )
    },
    Format {
        version: 6,
        ..line(
            "odp",
            "OpenDocument presentation",
            "application/vnd.oasis.opendocument.presentation",
            &["odp", "otp", "fodp", "sxi"],
            Some(crate::odf::extract),
        )
    },
    Format {
        version: 5,
        ..line(
            "odg",
            "OpenDocument drawing",
            "application/vnd.oasis.opendocument.graphics",
            &["odg", "otg", "fodg"],
            Some(crate::odf::extract),
        )
    },
    Format {
        version: 4,
        ..line(
            "opendocument",
            "OpenDocument of another kind",
            "application/vnd.oasis.opendocument.*",
            &["odf", "odb", "odc", "odm"],
            Some(crate::odf::extract),
        )
    },
    Format {
        version: 10,
        ..line("rtf", "Rich Text", "application/rtf", &["rtf"], Some(crate::rtf::extract))
    },
    Format {
        version: 8,
        ..line(
            "doc",
            "Word 97–2003",
            "application/msword",
            &["doc", "dot"],
            Some(crate::doc::extract),
        )
    },
    Format {
        version: 9,
        ..line(
            "xls",
            "Excel 97–2003",
            "application/vnd.ms-excel",
            &["xls", "xlt", "xla"],
            Some(crate::xls::extract),
        )
    },
    Format {
        version: 2,
        ..line(
            "ppt",
            "PowerPoint 97–2003",
            "application/vnd.ms-powerpoint",
            &["ppt", "pps", "pot"],
            Some(crate::ppt::extract),
        )
    },
    Format {
        version: 7,
        ..line(
            "msg",
            "Outlook mail",
            "application/vnd.ms-outlook",
            &["msg", "oft"],
            Some(crate::msg::extract),
        )
    },
    Format {
        version: 6,
        ..line(
            "tnef",
            "Outlook attachments (TNEF)",
            "application/ms-tnef",
            &["tnef"],
            Some(crate::msg::extract_tnef),
        )
    },
    Format {
        version: 4,
        ..line(
            "olm",
            "Outlook for Mac mail",
            "application/x-olm-mail+xml",
            &[],
            Some(crate::olm::extract),
        )
    },
    line(
        "rpmsg",
        "rights-managed mail",
        "application/x-microsoft-rpmsg-message",
        &["rpmsg"],
        Some(crate::rpmsg::extract),
    ),
    Format {
        version: 3,
        ..line(
            "dbx",
            "Outlook Express store",
            "application/x-outlook-express",
            &["dbx"],
            Some(crate::dbx::extract),
        )
    },
    Format {
        version: 3,
        ..line(
            "ics",
            "calendar",
            "text/calendar",
            &["ics", "ical", "ifb"],
            Some(crate::ics::extract),
        )
    },
    line(
        "subtitles",
        "subtitles (SubRip, WebVTT, SSA, SAMI, TTML)",
        "application/x-subrip",
        &["srt", "vtt", "ass", "ssa", "sbv", "sub", "smi", "sami", "ttml", "dfxp"],
        Some(crate::subtitles::extract),
    ),
    Format {
        version: 3,
        ..line(
            "vcf",
            "contacts (vCard)",
            "text/vcard",
            &["vcf", "vcard"],
            Some(crate::vcf::extract),
        )
    },
    Format {
        version: 5,
        ..line("epub", "EPUB book", "application/epub+zip", &["epub"], Some(crate::epub::extract))
    },
    line(
        "palm",
        "book for Palm or Kindle",
        "application/x-mobipocket-ebook",
        &["mobi", "azw", "prc"],
        Some(crate::palm::extract),
    ),
    Format {
        version: 2,
        ..line(
            "vsd",
            "Visio",
            "application/vnd.visio",
            &["vsd", "vss", "vst"],
            Some(crate::vsd::extract),
        )
    },
    Format {
        version: 4,
        ..line(
            "vsdx",
            "Visio (Open XML)",
            "application/vnd.ms-visio.drawing",
            &["vsdx", "vsdm", "vstx"],
            Some(crate::opc::extract),
        )
    },
    Format {
        version: 4,
        ..line(
            "wpd",
            "WordPerfect",
            "application/vnd.wordperfect",
            &["wpd", "wp", "wp5", "wp6"],
            Some(crate::wpd::extract),
        )
    },
    Format {
        version: 2,
        ..line("wps", "Works", "application/vnd.ms-works", &["wps"], Some(crate::works::extract))
    },
    line(
        "pub",
        "Publisher",
        "application/x-mspublisher",
        &["pub"],
        Some(crate::publisher::extract),
    ),
    Format {
        version: 2,
        ..line("mpp", "Project", "application/vnd.ms-project", &["mpp"], Some(crate::ole::extract))
    },
    Format {
        version: 3,
        ..line(
            "one",
            "OneNote",
            "application/onenote",
            &["one", "onetoc2"],
            Some(crate::onenote::extract),
        )
    },
    Format {
        version: 2,
        ..line(
            "mdb",
            "Access database",
            "application/x-msaccess",
            &["mdb", "accdb"],
            Some(crate::mdb::extract),
        )
    },
    line("djvu", "DjVu", "image/vnd.djvu", &["djvu", "djv"], Some(crate::djvu::extract)),
    line(
        "xps",
        "XPS",
        "application/vnd.ms-xpsdocument",
        &["xps", "oxps"],
        Some(crate::zip::extract),
    ),
    Format {
        version: 2,
        ..line(
            "opc",
            "Open XML package of another kind",
            "application/vnd.openxmlformats-package",
            &[],
            Some(crate::opc::extract),
        )
    },
    Format {
        version: 4,
        ..line(
            "ole",
            "compound file of another kind",
            "application/x-ole-storage",
            &[],
            Some(crate::ole::extract),
        )
    },
    Format {
        version: 2,
        ..line(
            "lotus",
            "Lotus 1-2-3",
            "application/vnd.lotus-1-2-3",
            &["wk1", "wk3", "wk4", "wks", "wrk", "wq1", "123"],
            Some(crate::lotus::extract),
        )
    },
    line("hwp", "Hangul", "application/x-hwp", &["hwp"], None),
    line(
        "staroffice",
        "StarOffice",
        "application/vnd.stardivision.writer",
        &["sdw", "sdc", "sdd"],
        None,
    ),
    Format {
        version: 2,
        ..line(
            "iwork",
            "Pages, Numbers, Keynote",
            "application/vnd.apple.iwork",
            &["pages", "numbers", "key"],
            Some(crate::zip::extract),
        )
    },
    line(
        "iwa",
        "part of Pages, Numbers, Keynote",
        "application/x-iwork-archive",
        &["iwa"],
        Some(crate::iwork::extract),
    ),
    line(
        "iwork-xml",
        "document of Pages, Numbers, Keynote of 2009",
        "application/x-iwork-xml",
        &["apxl"],
        Some(crate::iwork_xml::extract),
    ),
    line("ps", "PostScript", "application/postscript", &["ps", "eps"], None),
    Format {
        version: 3,
        ..line(
            "chm",
            "compiled help (CHM)",
            "application/vnd.ms-htmlhelp",
            &["chm"],
            Some(crate::chm::extract),
        )
    },
    Format {
        version: 2,
        ..line(
            "emf",
            "Windows enhanced metafile",
            "image/emf",
            &["emf"],
            Some(crate::metafile::enhanced),
        )
    },
    line("wmf", "Windows metafile", "image/wmf", &["wmf"], Some(crate::metafile::plain)),
    line(
        "recycled",
        "note of the recycle bin",
        "application/x-recycle-note",
        &[],
        Some(crate::recycled::extract),
    ),
    line(
        "office-lock",
        "lock of an open Office document",
        "application/x-office-lock",
        &[],
        Some(crate::office_lock::extract),
    ),
    line(
        "ds-store",
        "list of a folder of macOS",
        "application/x-ds-store",
        &[],
        Some(crate::ds_store::extract),
    ),
    line(
        "typedstream",
        "typed stream of Apple",
        "application/x-typedstream",
        &[],
        Some(crate::typed_stream::extract),
    ),
    line(
        "protobuf",
        "Protocol Buffers",
        "application/x-protobuf",
        &["pb"],
        Some(crate::protobuf::extract),
    ),
    line(
        "psd",
        "Photoshop",
        "image/vnd.adobe.photoshop",
        &["psd", "psb"],
        Some(crate::image::photoshop),
    ),
    Format {
        version: 2,
        ..line(
            "bz2",
            "bzip2",
            "application/x-bzip2",
            &["bz2", "tbz", "tbz2"],
            Some(crate::bzip2::extract),
        )
    },
    Format {
        version: 2,
        ..line("xz", "xz", "application/x-xz", &["xz", "txz"], Some(crate::xz::extract))
    },
    line(
        "zstd",
        "Zstandard",
        "application/zstd",
        &["zst", "tzst"],
        Some(crate::zstandard::extract),
    ),
    Format {
        version: 3,
        ..line("7z", "7-Zip", "application/x-7z-compressed", &["7z"], Some(crate::sevenz::extract))
    },
    line("rar", "RAR", "application/vnd.rar", &["rar"], Some(crate::rar::extract)),
    line("lz4", "LZ4", "application/x-lz4", &["lz4"], Some(crate::lz4::extract)),
    line("lzip", "lzip", "application/lzip", &["lz"], Some(crate::lzip::extract)),
    line("lzma", "LZMA", "application/x-lzma", &["lzma", "tlz"], Some(crate::lzma::extract)),
    line("zlib", "zlib", "application/zlib", &["zlib", "zz"], Some(crate::zlib::extract)),
    line(
        "applesingle",
        "AppleSingle, AppleDouble",
        "application/applefile",
        &[],
        Some(crate::forks::extract_apple),
    ),
    line(
        "macbinary",
        "MacBinary",
        "application/macbinary",
        &["macbin"],
        Some(crate::forks::extract_mac_binary),
    ),
    line(
        "compress",
        "compress",
        "application/x-compress",
        &["z", "taz"],
        Some(crate::compress::extract),
    ),
    line(
        "cab",
        "Windows cabinet",
        "application/vnd.ms-cab-compressed",
        &["cab"],
        Some(crate::cab::extract),
    ),
    Format {
        version: 2,
        ..line("cpio", "cpio", "application/x-cpio", &["cpio"], Some(crate::cpio::extract))
    },
    line(
        "ar",
        "ar, Debian package",
        "application/x-archive",
        &["ar", "deb", "udeb", "a"],
        Some(crate::ar::extract),
    ),
    line(
        "lha",
        "LHA",
        "application/x-lzh-compressed",
        &["lzh", "lha", "lzs"],
        Some(crate::lha::extract),
    ),
    line("arj", "ARJ", "application/x-arj", &["arj"], Some(crate::arj::extract)),
    line("rpm", "RPM package", "application/x-rpm", &["rpm"], Some(crate::rpm::extract)),
    line(
        "jar",
        "Java archive",
        "application/java-archive",
        &["jar", "war", "ear"],
        Some(crate::zip::extract),
    ),
    line(
        "apk",
        "Android package",
        "application/vnd.android.package-archive",
        &["apk"],
        Some(crate::zip::extract),
    ),
    line(
        "axml",
        "binary XML of Android",
        "application/x-android-binary-xml",
        &["axml"],
        Some(crate::axml::extract),
    ),
    line(
        "xar",
        "XAR, macOS package",
        "application/x-xar",
        &["xar", "pkg"],
        Some(crate::xar::extract),
    ),
    line(
        "kmz",
        "Google Earth",
        "application/vnd.google-earth.kmz",
        &["kmz"],
        Some(crate::zip::extract),
    ),
    line("archive", "archive of another kind", "application/x-archive-other", &["ace"], None),
    line(
        "iso",
        "disc image (ISO 9660)",
        "application/x-iso9660-image",
        &["iso"],
        Some(crate::iso::extract),
    ),
    line(
        "fat",
        "floppy disk or stick (FAT)",
        "application/x-fat-image",
        &["ima", "vfd", "flp"],
        Some(crate::fat::extract),
    ),
    line(
        "disk",
        "disk image",
        "application/x-disk-image",
        &["img", "vhd", "vmdk", "dmg", "e01"],
        None,
    ),
    line("warc", "web archive (WARC)", "application/warc", &["warc"], Some(crate::warc::extract)),
    Format {
        version: 3,
        ..line(
            "sqlite",
            "SQLite database",
            "application/vnd.sqlite3",
            &["sqlite", "sqlite3", "db"],
            Some(crate::sqlite::extract),
        )
    },
    line(
        "sqlite-wal",
        "SQLite write-ahead log",
        "application/x-sqlite3-wal",
        &["db-wal", "sqlite-wal", "sqlite3-wal"],
        Some(crate::sqlite::extract_log),
    ),
    line(
        "sqlite-journal",
        "SQLite rollback journal",
        "application/x-sqlite3-journal",
        &["db-journal", "sqlite-journal", "sqlite3-journal"],
        Some(crate::sqlite::extract_journal),
    ),
    Format {
        version: 2,
        ..line("dbf", "dBASE table", "application/x-dbf", &["dbf"], Some(crate::dbf::extract))
    },
    line(
        "dbf-memo",
        "texts of a dBASE table",
        "application/x-dbf-memo",
        &["fpt", "dbt"],
        Some(crate::dbf::extract_memo),
    ),
    line("database", "database of another kind", "application/x-database", &[], None),
    line(
        "p7m",
        "signed or encrypted mail (S/MIME)",
        "application/pkcs7-mime",
        &["p7m", "p7s", "p7b", "p7c"],
        Some(crate::p7m::extract),
    ),
    line(
        "pem",
        "keys and certificates",
        "application/x-pem-file",
        &["pem", "crt", "cer", "der", "csr", "p12", "pfx"],
        Some(crate::pem::extract),
    ),
    Format {
        version: 2,
        ..line(
            "plist",
            "property list",
            "application/x-plist",
            &["plist"],
            Some(crate::plist::extract),
        )
    },
    line("msi", "Windows installer", "application/x-msi", &["msi", "msp", "mst"], None),
    Format {
        version: 2,
        ..line(
            "lnk",
            "Windows shortcut",
            "application/x-ms-shortcut",
            &["lnk"],
            Some(crate::lnk::extract),
        )
    },
    line(
        "torrent",
        "torrent",
        "application/x-bittorrent",
        &["torrent"],
        Some(crate::torrent::extract),
    ),
    line(
        "audio",
        "audio",
        "audio/*",
        &["mp3", "wav", "ogg", "m4a", "flac", "amr", "aac", "wma", "opus"],
        Some(crate::media::extract),
    ),
    line(
        "video",
        "video",
        "video/*",
        &["mp4", "avi", "mov", "mkv", "wmv", "webm", "3gp", "mpg", "mpeg", "m4v"],
        Some(crate::media::extract),
    ),
    line("font", "font", "font/*", &["ttf", "otf", "woff", "woff2", "ttc"], None),
    line("exe", "program", "application/x-executable", &["exe", "dll", "so", "dylib", "sys"], None),
];

impl Format {
    pub(crate) fn known(&self) -> Id {
        Id(self.id)
    }

    /// Finds a format by its id.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.id == id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_and_extensions_belong_to_one_line_each() {
        let ids: BTreeSet<_> = FORMATS.iter().map(|format| format.id).collect();
        assert_eq!(ids.len(), FORMATS.len());
        let extensions: Vec<_> = FORMATS.iter().flat_map(|format| format.extensions).collect();
        let distinct: BTreeSet<_> = extensions.iter().collect();
        assert_eq!(distinct.len(), extensions.len());
    }
}
