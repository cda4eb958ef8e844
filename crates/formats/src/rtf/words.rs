//! What the control words of Rich Text mean to a reader of text.

use item::Key;

/// Where the text of a group goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The running text.
    Body,
    /// Headers and footers.
    Margin,
    /// Footnotes and endnotes.
    Note,
    /// Comments.
    Comment,
    /// The author of a comment that follows.
    CommentAuthor,
    /// Nowhere.
    Nowhere,
    /// The table of fonts.
    Fonts,
    /// The group of properties; its own text is nothing.
    Properties,
    /// A property.
    Property(Field),
    /// The name of a property that a user made.
    CustomName,
    /// The value of a property that a user made.
    CustomValue,
    /// A moment, given in control words.
    Moment(Field),
    /// The instruction of a field.
    Instruction,
    /// A picture, in hex.
    Picture,
    /// An embedded object, in hex.
    Object,
    /// Who took part in tracked changes.
    People,
    /// The name of a shape's property.
    ShapeName,
    /// The value of a shape's property.
    ShapeValue,
    /// Markup of a page that was turned into Rich Text.
    Markup,
    /// What a field of a form begins with, offers or explains; an entry of an index.
    FieldHint,
    /// What could be chosen in a field of a form.
    Choice,
    /// A variable of the document: its name and its value, a group each.
    Variable,
}

/// A property with a fixed meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Subject,
    Author,
    LastAuthor,
    Keywords,
    Description,
    Company,
    Manager,
    Category,
    Base,
    Generator,
    Template,
    Created,
    Modified,
    Printed,
    Saved,
}

impl Field {
    pub(super) fn key(self) -> Key {
        match self {
            Self::Title => Key::TITLE,
            Self::Subject => Key::SUBJECT,
            Self::Author => Key::AUTHOR,
            Self::LastAuthor => Key::LAST_AUTHOR,
            Self::Keywords => Key::KEYWORDS,
            Self::Description => Key::DESCRIPTION,
            Self::Company => Key::COMPANY,
            Self::Manager => Key::MANAGER,
            Self::Category => Key::CATEGORY,
            Self::Base => Key::HYPERLINK_BASE,
            Self::Generator => Key::GENERATOR,
            Self::Template => Key::TEMPLATE,
            Self::Created => Key::CREATED,
            Self::Modified => Key::MODIFIED,
            Self::Printed => Key::PRINTED,
            Self::Saved => Key::SAVED,
        }
    }
}

/// Returns where the text of a group goes that this word begins; nothing where it begins none.
pub(super) fn goal(word: &[u8], within: Goal) -> Option<Goal> {
    if within == Goal::Properties
        && let Some(field) = property(word)
    {
        return Some(field);
    }
    Some(match word {
        b"header" | b"headerl" | b"headerr" | b"headerf" | b"footer" | b"footerl" | b"footerr"
        | b"footerf" => Goal::Margin,
        b"footnote" => Goal::Note,
        b"annotation" => Goal::Comment,
        b"atnauthor" => Goal::CommentAuthor,
        b"fonttbl" => Goal::Fonts,
        b"info" => Goal::Properties,
        b"generator" => Goal::Property(Field::Generator),
        b"template" => Goal::Property(Field::Template),
        b"propname" => Goal::CustomName,
        b"staticval" => Goal::CustomValue,
        b"fldinst" => Goal::Instruction,
        b"pict" => Goal::Picture,
        b"objdata" => Goal::Object,
        b"revtbl" => Goal::People,
        b"sn" => Goal::ShapeName,
        b"sv" => Goal::ShapeValue,
        b"docvar" => Goal::Variable,
        b"xe" | b"tc" | b"tcn" | b"formfield" | b"ffdeftext" | b"ffhelptext" | b"ffstattext" => {
            Goal::FieldHint
        }
        b"ffl" => Goal::Choice,
        b"htmltag" | b"mhtmltag" => Goal::Markup,
        b"stylesheet"
        | b"colortbl"
        | b"listtable"
        | b"listoverridetable"
        | b"rsidtbl"
        | b"themedata"
        | b"colorschememapping"
        | b"datastore"
        | b"latentstyles"
        | b"xmlnstbl"
        | b"bkmkstart"
        | b"bkmkend"
        | b"filetbl"
        | b"panose"
        | b"falt"
        | b"fontemb"
        | b"objclass"
        | b"objname"
        | b"objalias"
        | b"objsect"
        | b"nonshppict"
        | b"shprslt"
        | b"ftnsep"
        | b"ftnsepc"
        | b"ftncn"
        | b"aftnsep"
        | b"aftnsepc"
        | b"aftncn"
        | b"atnid"
        | b"atndate"
        | b"atnref"
        | b"atntime"
        | b"atnicn"
        | b"atnparent"
        | b"atrfstart"
        | b"atrfend"
        | b"pnseclvl"
        | b"pntxta"
        | b"pntxtb"
        | b"listlevel"
        | b"userprops"
        | b"blipuid"
        | b"picprop"
        | b"fname"
        | b"ffname"
        | b"linkval"
        | b"protusertbl"
        | b"pgptbl"
        | b"operator" => Goal::Nowhere,
        _ => return None,
    })
}

/// Tells whether a word that may be passed over begins a group of running text after all.
pub(super) fn is_text_group(word: &[u8]) -> bool {
    matches!(
        word,
        b"shpinst"
            | b"shptxt"
            | b"shppict"
            | b"fldrslt"
            | b"background"
            | b"do"
            | b"dptxbxtext"
            | b"nesttableprops"
            | b"ud"
            | b"upr"
            | b"pnheader"
            | b"ffdeftext"
            | b"ffentrymcr"
            | b"cs"
            | b"pn"
            | b"moveto"
            | b"movefrom"
            | b"shpgrp"
            | b"objemb"
            | b"listtext"
    )
}

fn property(word: &[u8]) -> Option<Goal> {
    Some(match word {
        b"title" => Goal::Property(Field::Title),
        b"subject" => Goal::Property(Field::Subject),
        b"author" => Goal::Property(Field::Author),
        b"operator" => Goal::Property(Field::LastAuthor),
        b"keywords" => Goal::Property(Field::Keywords),
        b"comment" | b"doccomm" => Goal::Property(Field::Description),
        b"company" => Goal::Property(Field::Company),
        b"manager" => Goal::Property(Field::Manager),
        b"category" => Goal::Property(Field::Category),
        b"hlinkbase" => Goal::Property(Field::Base),
        b"creatim" => Goal::Moment(Field::Created),
        b"revtim" => Goal::Moment(Field::Modified),
        b"printim" => Goal::Moment(Field::Printed),
        b"buptim" => Goal::Moment(Field::Saved),
        _ => return None,
    })
}

/// Returns the text that a word stands for.
pub(super) fn sign(word: &[u8]) -> Option<&'static str> {
    Some(match word {
        b"par" | b"line" | b"sect" | b"page" | b"column" | b"softline" => "\n",
        b"tab" => "\t",
        b"emdash" => "—",
        b"endash" => "–",
        b"bullet" => "•",
        b"lquote" => "‘",
        b"rquote" => "’",
        b"ldblquote" => "“",
        b"rdblquote" => "”",
        b"emspace" | b"enspace" | b"qmspace" => " ",
        _ => return None,
    })
}

/// Returns the extension for a picture of the kind that a word names.
pub(super) fn picture(word: &[u8]) -> Option<&'static str> {
    Some(match word {
        b"pngblip" => "png",
        b"jpegblip" => "jpg",
        b"emfblip" => "emf",
        b"wmetafile" => "wmf",
        b"dibitmap" | b"wbitmap" => "dib",
        b"macpict" => "pict",
        _ => return None,
    })
}
