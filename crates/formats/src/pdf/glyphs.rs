//! Which glyphs a page shows, where each of them stands and which characters it means.

use std::collections::HashSet;
use std::ops::Range;

use hayro_interpret::font::{Glyph as Shown, GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::pattern::Pattern;
use hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, RenderContent, SoftMask, interpret_page,
};
use hayro_syntax::object::dict::keys::{CONTENTS, TO_UNICODE};
use hayro_syntax::object::{Array, Dict, Name, Stream};
use hayro_syntax::page::Page;
use unicode_normalization::UnicodeNormalization;

use super::canvas::{Canvas, Mark};
use super::fonts::Fonts;
use super::marked;

/// The stand-in for glyphs whose characters are unknown.
pub(super) const UNMAPPED: char = char::REPLACEMENT_CHARACTER;

/// Gaps inside a run below this share of the font size are kerning, not tracking.
const TRACKING_MIN: f32 = 0.08;
/// Gaps inside a run above this share of the font size part words even where all gaps are that wide.
const TRACKING_MAX: f32 = 0.6;
/// Runs shorter than this say nothing of tracking.
const TRACKING_GLYPHS: usize = 6;

/// A run that is drawn again less than this share of the font size away is the same run.
const REPEATED: f32 = 0.15;

/// A glyph as it is shown on a page, in the units of the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// Byte range of its characters in [`Shapes::text`].
    pub(super) text: (u32, u32),
    /// Where it begins on its baseline.
    pub(super) origin: Vector,
    /// Where the next glyph of its run would begin.
    pub(super) end: Vector,
    /// In which direction its run goes; of length 1.
    pub(super) direction: Vector,
    /// The font size.
    pub(super) size: f32,
    /// How it can be seen.
    pub(super) mark: Mark,
}

/// A point or a direction on a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Vector {
    /// To the right.
    pub(super) x: f32,
    /// Upwards.
    pub(super) y: f32,
}

impl Vector {
    pub(super) fn minus(self, other: Self) -> Self {
        Self { x: self.x - other.x, y: self.y - other.y }
    }

    pub(super) fn plus(self, other: Self, times: f32) -> Self {
        Self { x: self.x + other.x * times, y: self.y + other.y * times }
    }

    /// The length of `self` along the direction `other`.
    pub(super) fn along(self, other: Self) -> f32 {
        self.x * other.x + self.y * other.y
    }

    /// The direction that lies a quarter turn to the left.
    pub(super) fn upwards(self) -> Self {
        Self { x: -self.y, y: self.x }
    }

    /// The length.
    pub(super) fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite()
    }
}

/// Everything on a page that matters for its text.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// The characters of all glyphs, in the order in which they are drawn.
    pub(super) text: String,
    /// The glyphs, in the order in which they are drawn.
    pub(super) glyphs: Vec<Glyph>,
    /// What short forms stand for, and what is said in the place of pictures; a line each.
    pub(super) said: String,
    /// What marked contents say they stand for, where their glyphs say something else.
    pub(super) replaced: Vec<Replaced>,
    /// How many glyphs have unknown characters.
    pub(super) unmapped: usize,
    /// How many pictures are drawn.
    pub(super) images: usize,
    /// The share of the page that pictures take.
    pub(super) illustrated: f64,
    /// The share of the page that pictures cover which are painted over glyphs.
    pub(super) pictured: f64,
    /// Whether too much is painted to tell of every glyph whether it is covered.
    pub(super) is_crowded: bool,
    /// Whether glyphs were left out because there were too many.
    pub(super) is_cut: bool,
    /// Whether a part of the page's content could not be read.
    pub(super) is_unread: bool,
}

/// What some glyphs are said to stand for.
#[derive(Debug)]
pub(super) struct Replaced {
    pub(super) said: String,
    pub(super) glyphs: Range<usize>,
}

impl Shapes {
    /// Tells whether the run that begins at glyph `first` is the one before it, drawn once more: text that is filled
    /// and stroked, or struck twice to look bold.
    fn repeats(&self, first: usize) -> bool {
        let length = self.glyphs.len() - first;
        let Some(before) = first.checked_sub(length).filter(|_| length > 0) else { return false };
        let pairs = self.glyphs[before..first].iter().zip(&self.glyphs[first..]);
        pairs.into_iter().all(|(one, again)| {
            again.origin.minus(one.origin).length() < REPEATED * one.size
                && self.text_of(one) == self.text_of(again)
        })
    }

    fn take_back(&mut self, first: usize) {
        let Some(glyph) = self.glyphs.get(first) else { return };
        self.text.truncate(glyph.text.0 as usize);
        self.glyphs.truncate(first);
    }

    /// The characters of `glyph`.
    pub(super) fn text_of(&self, glyph: &Glyph) -> &str {
        self.text.get(glyph.text.0 as usize..glyph.text.1 as usize).unwrap_or_default()
    }
}

/// Collects what `page` shows, up to `budget` bytes of text.
pub(super) fn collect<'a>(
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    fonts: &mut Fonts,
    budget: usize,
) -> Shapes {
    let canvas = Canvas::new(marked::rectangle(page.media_box()));
    let mut collector = Collector {
        shapes: Shapes::default(),
        canvas,
        fonts,
        budget,
        replaced: 0,
        open: Vec::new(),
        drawn: HashSet::new(),
        page,
        has_codes_of_characters: None,
    };
    collector.paint(page, cache, RenderContent::PAGE);
    let notes = marked::read(page);
    if notes.are_there {
        collector.canvas.begin_annotations(notes.fields);
        collector.paint(page, cache, RenderContent::ANNOTATIONS);
    }
    let Collector { mut shapes, mut canvas, .. } = collector;
    for region in notes.covers {
        canvas.hide(&mut shapes.glyphs, region);
    }
    shapes.illustrated = canvas.illustrated();
    shapes.pictured = canvas.pictured();
    shapes.is_crowded = canvas.is_cut();
    shapes.is_unread = has_unread_content(page, shapes.glyphs.is_empty());
    shapes
}

/// Tells whether a content stream of `page` is broken, which the interpreter passes over in silence.
///
/// Unpacking every stream once more would be dear, so that is done for pages that show nothing.
fn has_unread_content(page: &Page<'_>, is_bare: bool) -> bool {
    // The least that an empty text packs to has 8 bytes; what is longer and gives nothing is broken.
    let unpacks = |stream: &Stream<'_>| {
        stream.decoded_data().is_ok_and(|bytes| !bytes.is_empty() || stream.raw_data().len() <= 16)
    };
    let is_whole = |stream: &Stream<'_>| !is_bare || unpacks(stream);
    if !page.raw().contains_key(CONTENTS) {
        return false;
    }
    if let Some(streams) = page.raw().get::<Array<'_>>(CONTENTS) {
        let entries = streams.raw_iter().count();
        return streams.iter::<Stream<'_>>().filter(is_whole).count() < entries;
    }
    let stream = page.raw().get::<Stream<'_>>(CONTENTS);
    !stream.is_some_and(|stream| is_whole(&stream))
}

struct Collector<'f, 'a> {
    shapes: Shapes,
    canvas: Canvas,
    fonts: &'f mut Fonts,
    budget: usize,
    /// How much marked contents say they stand for.
    replaced: usize,
    /// The open marked contents.
    open: Vec<Marked>,
    /// Patterns and masks of the page that were looked into, by their hash: each is painted many times.
    drawn: HashSet<u128>,
    page: &'f Page<'a>,
    /// Whether a font of the page says that its codes are characters, once that matters.
    has_codes_of_characters: Option<bool>,
}

/// How many patterns and masks of one page are looked into.
const DRAWN_MAX: usize = 64;

/// Tells whether a font names a table of characters in the place of one (`/ToUnicode /Identity-H`): its codes are
/// characters. Other fonts of the page have a table, which is asked first.
fn has_codes_of_characters(page: &Page<'_>) -> bool {
    let fonts = &page.resources().fonts;
    let is_named = |font: Dict<'_>| {
        font.get::<Name<'_>>(TO_UNICODE).is_some_and(|name| name.starts_with(b"Identity"))
    };
    fonts.keys().any(|key| fonts.get::<Dict<'_>>(&*key).is_some_and(is_named))
}

/// A marked content of a page.
struct Marked {
    /// The text that it says it stands for, until a glyph without a meaning took it.
    replacement: Option<String>,
    /// Where its glyphs begin in [`Shapes::text`].
    start: usize,
    /// The same in [`Shapes::glyphs`].
    first: usize,
}

impl Collector<'_, '_> {
    fn paint<'a>(
        &mut self,
        page: &Page<'a>,
        cache: &InterpreterCache<'a>,
        render_content: RenderContent,
    ) {
        let settings = InterpreterSettings { render_content, ..InterpreterSettings::default() };
        let bounds = marked::rectangle(page.media_box());
        let mut context = Context::new(Affine::IDENTITY, bounds, cache, page.xref(), settings);
        interpret_page(page, &mut context, self);
    }

    /// Takes the run from glyph `first` back, which repeats the one before it; what hid that one lies beneath now.
    fn draw_again(&mut self, first: usize, props: &DrawProps<'_>, mode: &DrawMode) {
        let before = 2 * first - self.shapes.glyphs.len();
        self.shapes.take_back(first);
        if !matches!(mode, DrawMode::Invisible) {
            let glyphs = &mut self.shapes.glyphs[before..];
            for glyph in &mut *glyphs {
                glyph.mark = Mark::default();
            }
            self.canvas.set_down(glyphs, props, mode);
        }
    }

    fn push(&mut self, shown: &PositionedGlyph<'_>, place: Affine, writing: WritingMode) {
        let start = self.shapes.text.len();
        if start >= self.budget {
            self.shapes.is_cut = true;
            return;
        }
        let Some(mut glyph) = placed(shown, place, writing) else { return };
        if !self.push_text(shown) {
            return;
        }
        // Both lie below the budget, which is held below 4 GiB.
        glyph.text = (offset(start), offset(self.shapes.text.len()));
        self.shapes.glyphs.push(glyph);
    }

    /// Pushes the characters of a glyph, and tells whether the glyph counts.
    fn push_text(&mut self, shown: &Shown<'_>) -> bool {
        let start = self.shapes.text.len();
        match shown.as_unicode() {
            Some(BfString::Char(character)) => push_character(&mut self.shapes.text, character),
            Some(BfString::String(string)) => {
                string
                    .chars()
                    .for_each(|character| push_character(&mut self.shapes.text, character));
            }
            None => return self.push_fallback(shown),
        }
        if self.shapes.text[start..].contains(UNMAPPED) || is_named_nowhere(shown) {
            self.shapes.text.truncate(start);
            return self.push_fallback(shown);
        }
        if self.shapes.text[start..].contains(is_private) {
            self.push_known_instead(shown, start);
        }
        self.shapes.text.len() > start
    }

    /// Puts what is known of a glyph otherwise in the place of a character for private use.
    fn push_known_instead(&mut self, shown: &Shown<'_>, start: usize) {
        let private = self.shapes.text.split_off(start);
        if !self.push_known(shown) {
            self.shapes.text.push_str(&private);
        }
    }

    /// Pushes what the font's own program, the code or the marked content say of a glyph.
    fn push_known(&mut self, shown: &Shown<'_>) -> bool {
        let character =
            self.fonts.character(shown).or_else(|| by_code(shown)).or_else(|| self.coded(shown));
        if let Some(character) = character {
            push_character(&mut self.shapes.text, character);
            return true;
        }
        let replacement = self.open.last_mut().and_then(|marked| marked.replacement.take());
        let Some(replacement) = replacement else { return false };
        replacement.chars().for_each(|character| push_character(&mut self.shapes.text, character));
        true
    }

    /// Looks into what a pattern or mask draws, once.
    fn look_into(&mut self, key: u128, draw: impl FnOnce(&mut Self)) {
        if self.drawn.len() < DRAWN_MAX && self.drawn.insert(key) {
            draw(self);
        }
    }

    /// Takes the text that stands in a pattern that something is filled with.
    fn take_pattern(&mut self, props: &DrawProps<'_>) {
        if let Paint::Pattern(pattern) = &props.paint
            && let Pattern::Tiling(tiling) = &**pattern
        {
            self.look_into(tiling.cache_key(), |collector| {
                let _ = tiling.interpret(collector, tiling.matrix, false);
            });
        }
    }

    /// Takes the text that a mask is made of: what is painted through it has its shape.
    fn take_mask(&mut self, mask: Option<&SoftMask<'_>>) {
        if let Some(mask) = mask {
            self.look_into(mask.cache_key(), |collector| mask.interpret(collector));
        }
    }

    /// Returns the code of a glyph where fonts of the page say that codes are characters.
    fn coded(&mut self, shown: &Shown<'_>) -> Option<char> {
        let page = self.page;
        let has = self.has_codes_of_characters.get_or_insert_with(|| has_codes_of_characters(page));
        char::from_u32(shown.char_code()).filter(|code| *has && *code > ' ')
    }

    fn push_fallback(&mut self, shown: &Shown<'_>) -> bool {
        if self.push_known(shown) {
            return true;
        }
        if is_blank(shown) {
            return false;
        }
        self.shapes.unmapped += 1;
        self.shapes.text.push(UNMAPPED);
        true
    }
}

/// Tells whether a text has other letters than the glyphs that it stands for, in whatever order those are drawn.
fn says_otherwise(said: &str, drawn: &str) -> bool {
    let letters = |text: &str| {
        let mut letters: Vec<char> = text
            .nfkc()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        letters.sort_unstable();
        letters
    };
    let said = letters(said);
    !said.is_empty() && said != letters(drawn)
}

/// Tells whether a font maps a glyph to U+0000, as producers write for those that they cannot name.
fn is_named_nowhere(shown: &Shown<'_>) -> bool {
    match shown.as_unicode() {
        Some(BfString::Char(character)) => character == '\0',
        Some(BfString::String(string)) => string.chars().all(|character| character == '\0'),
        None => false,
    }
}

/// Tells whether a character means something to its font alone; the last rows of the area are those of symbol fonts.
fn is_private(character: char) -> bool {
    ('\u{e000}'..='\u{efff}').contains(&character)
}

/// Tells whether a glyph of unknown meaning draws nothing, as the spaces of some fonts do.
fn is_blank(shown: &Shown<'_>) -> bool {
    match shown {
        Shown::Outline(outline) => outline.outline().elements().is_empty(),
        Shown::Type3(_) => false,
    }
}

/// Takes the code of a drawn glyph for its character, where its name states none: converters number the glyphs of Type 3
/// fonts (ISO 32000-2 §9.6.4) and keep the codes of the text.
fn by_code(shown: &Shown<'_>) -> Option<char> {
    let Shown::Type3(drawn) = shown else { return None };
    let code = u8::try_from(drawn.char_code()).ok()?;
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(std::slice::from_ref(&code));
    text.chars().next().filter(|character| !character.is_control())
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Pushes a character as it is searched for: spaces as U+0020, ligatures and presentation forms taken apart, the
/// soft hyphen, which is a hyphen where it is drawn, as `-`.
fn push_character(text: &mut String, character: char) {
    match character {
        ' '..='~' => text.push(character),
        '\u{ad}' => text.push('-'),
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => {}
        '\u{f0b7}' => text.push('•'),
        _ if character.is_whitespace() => text.push(' '),
        _ if character.is_control() => {}
        _ if is_presentation_form(character) => text.extend(std::iter::once(character).nfkc()),
        _ => text.push(character),
    }
}

fn is_presentation_form(character: char) -> bool {
    matches!(character, '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Places a glyph on the page, or nowhere if its matrix has no meaning.
fn placed(shown: &PositionedGlyph<'_>, place: Affine, writing: WritingMode) -> Option<Glyph> {
    let matrix = place * shown.transform();
    let origin = vector(matrix * Point::ZERO);
    let across = vector(matrix * Point::new(1000.0, 0.0)).minus(origin);
    let up = vector(matrix * Point::new(0.0, 1000.0)).minus(origin);
    let is_vertical = matches!(writing, WritingMode::Vertical);
    let size = if up.length() > 0.0 { up.length() } else { across.length() };
    let way = if is_vertical { Vector::default().minus(up) } else { across };
    if !(origin.is_finite() && size.is_finite() && way.length() > 0.0) {
        return None;
    }
    let direction = Vector::default().plus(way, 1.0 / way.length());
    let advance = if is_vertical { size } else { advance(shown) * across.length() / 1000.0 };
    let end = origin.plus(direction, advance);
    end.is_finite().then_some(Glyph {
        text: (0, 0),
        origin,
        end,
        direction,
        size,
        mark: Mark::default(),
    })
}

fn advance(shown: &Shown<'_>) -> f32 {
    let width = match shown {
        Shown::Outline(outline) => outline.advance_width(),
        Shown::Type3(drawn) => drawn.advance_width(),
    };
    width.filter(|width| width.is_finite()).unwrap_or(0.0)
}

#[expect(clippy::cast_possible_truncation, reason = "pages are measured in single precision")]
fn vector(point: Point) -> Vector {
    Vector { x: point.x as f32, y: point.y as f32 }
}

/// Takes evenly wide gaps of a run as tracking: they become part of the advance of its glyphs.
fn absorb_tracking(run: &mut [Glyph]) {
    if run.len() < TRACKING_GLYPHS {
        return;
    }
    let mut gaps: Vec<f32> = run
        .windows(2)
        .map(|pair| pair[1].origin.minus(pair[0].end).along(pair[0].direction) / pair[0].size)
        .collect();
    gaps.sort_unstable_by(f32::total_cmp);
    let median = gaps[gaps.len() / 2];
    if (TRACKING_MIN..TRACKING_MAX).contains(&median) {
        for glyph in run {
            glyph.end = glyph.end.plus(glyph.direction, median * glyph.size);
        }
    }
}

impl<'a> Device<'a> for Collector<'_, '_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.take_pattern(&props);
        self.take_mask(props.soft_mask.as_ref());
        self.canvas.path(&mut self.shapes.glyphs, path, &props, mode);
    }

    fn draw_rect(&mut self, rectangle: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.take_pattern(&props);
        self.take_mask(props.soft_mask.as_ref());
        self.canvas.rectangle(&mut self.shapes.glyphs, *rectangle, &props, mode);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.canvas.push_clip(&clip.path);
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend: BlendMode,
    ) {
        self.take_mask(mask.as_ref());
        self.canvas.push_group(opacity, mask.is_some(), blend);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let first = self.shapes.glyphs.len();
        for shown in run.glyphs() {
            self.push(shown, props.transform, run.writing_mode());
        }
        if self.shapes.repeats(first) {
            self.draw_again(first, &props, mode);
            return;
        }
        let glyphs = &mut self.shapes.glyphs[first..];
        absorb_tracking(glyphs);
        self.canvas.set_down(glyphs, &props, mode);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.shapes.images += 1;
        self.canvas.image(&mut self.shapes.glyphs, &image, props.transform);
    }

    fn pop_clip(&mut self) {
        self.canvas.pop_clip();
    }

    fn pop_transparency_group(&mut self) {
        self.canvas.pop_group();
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let text = |key: &[u8]| {
            let text = properties?.get::<hayro_syntax::object::String<'_>>(key)?;
            Some(super::strings::text_string(text.as_bytes()))
        };
        let replacement = text(b"ActualText");
        // What a short form stands for, and what is said in the place of a picture.
        for key in [b"E".as_slice(), b"Alt"] {
            if let Some(whole) = text(key).filter(|_| self.shapes.text.len() < self.budget) {
                self.shapes.said.push_str(whole.trim());
                self.shapes.said.push('\n');
            }
        }
        let (start, first) = (self.shapes.text.len(), self.shapes.glyphs.len());
        self.open.push(Marked { replacement, start, first });
    }

    fn end_marked_content(&mut self) {
        let Some(Marked { replacement: Some(said), start, first }) = self.open.pop() else {
            return;
        };
        let drawn = self.shapes.text.get(start..).unwrap_or_default();
        if self.shapes.text.len() + self.replaced < self.budget && says_otherwise(&said, drawn) {
            self.replaced += said.len();
            let glyphs = first..self.shapes.glyphs.len();
            self.shapes.replaced.push(Replaced { said, glyphs });
        }
    }
}
