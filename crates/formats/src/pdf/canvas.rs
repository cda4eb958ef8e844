//! What is painted over the glyphs of a page, and what lies beneath them.
//!
//! Nothing is drawn: of each glyph six points are looked at, and of what is painted only where it is and whether one
//! can see through it. Clips and transparency groups count.

use std::borrow::Cow;

use hayro_interpret::color::Color;
use hayro_interpret::kurbo::{
    Affine, BezPath, PathEl, Point, Rect, Shape, Stroke, StrokeOpts, stroke,
};
use hayro_interpret::{BlendMode, DrawMode, DrawProps, FillRule, Image, Paint, StrokeProps};
use hayro_syntax::object::Stream;
use hayro_syntax::object::dict::keys::{H, HEIGHT, MASK, SMASK, SMASK_IN_DATA, W, WIDTH};

use super::glyphs::Glyph;

/// Where the points of a glyph lie, as shares of its advance and of the font size: from one side to the other, on the
/// baseline and at the height of small letters.
const ALONG: [f32; 3] = [0.2, 0.5, 0.8];
const ABOVE: [f32; 2] = [0.08, 0.42];
/// All points of a glyph.
const ALL: u8 = 0b11_1111;

/// What is thinner than this, in units of the page, is a line and hides nothing.
const THIN: f64 = 3.0;
/// What lets less than this share of what lies beneath shine through hides it.
const OPAQUE: f32 = 0.98;
/// A colour whose channels are all below this hides black text even where it is only multiplied with it.
const DARK: u8 = 40;
/// Channels that differ by no more than this look alike.
const ALIKE: u8 = 6;
/// A picture of no more pixels than this is a box.
const BOX_PIXELS: f64 = 4.0;
/// The colour of paper.
const WHITE: [u8; 3] = [255; 3];

/// Clips that fill this share of their bounds are rectangles.
const RECTANGULAR: f64 = 0.98;
/// How many glyphs share a bounding box.
const BLOCK: usize = 32;
/// How many painted things of a page are remembered; beyond them nobody asks what a glyph was painted on.
const GROUNDS_MAX: usize = 20_000;
/// How many elements of a path that is stroked are looked at.
const STROKED_MAX: usize = 200;
/// How many comparisons of points are made on one page, the elements of paths counted.
const WORK_MAX: usize = 30_000_000;

/// What is known of how a glyph can be seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    /// Which of its points lie under something solid.
    solid: u8,
    /// Which of its points lie under a picture.
    picture: u8,
    /// What it was painted on.
    beneath: Beneath,
    /// Whether its text is drawn invisibly.
    pub(super) is_invisible: bool,
    /// Whether anything at all is painted at its place.
    is_touched: bool,
}

/// What a glyph was painted on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Beneath {
    /// Nothing, or a white box.
    #[default]
    Paper,
    /// Nothing, and the glyph is as white as that.
    Blank,
    /// A box of the colour of the glyph.
    Alike,
    /// A box of another colour.
    Box,
    /// Something else.
    Other,
}

impl Mark {
    /// Tells whether something was noted at all.
    pub(super) fn is_plain(self) -> bool {
        self.solid == 0 && self.picture == 0 && self.beneath == Beneath::Paper && !self.is_invisible
    }

    /// Tells whether something hides the glyph; pictures count with `by_pictures`.
    pub(super) fn is_covered(self, by_pictures: bool) -> bool {
        let over = if by_pictures { self.solid | self.picture } else { self.solid };
        let is_on_box = self.beneath == Beneath::Box && self.is_invisible;
        over == ALL || self.beneath == Beneath::Alike || is_on_box
    }

    /// Tells whether the glyph is drawn invisibly or lies under a picture, as text does that was read off a scan.
    pub(super) fn is_of_scan(self) -> bool {
        self.is_invisible || self.picture == ALL
    }

    /// Tells whether the glyph is invisible or white text where nothing is to be seen, unlike the text of a page that was
    /// scanned.
    pub(super) fn is_unseen(self) -> bool {
        let is_bare = self.is_invisible && self.beneath == Beneath::Paper;
        (is_bare || self.beneath == Beneath::Blank) && !self.is_touched
    }
}

/// What something is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ink {
    /// Something that hides what lies beneath, of this colour if that is known.
    Solid(Option<[u8; 3]>),
    /// An opaque picture.
    Picture,
    /// Something that may let shine through what lies beneath.
    Veil,
    /// A thin line.
    Line,
}

/// How a transparency group is put on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Plain,
    Darkening,
    Veiled,
}

/// Where something was painted.
#[derive(Clone, Copy, Debug)]
struct Ground {
    bounds: Rect,
    ink: Ink,
}

/// The bounds of what may be painted.
#[derive(Clone, Copy, Debug)]
struct Clip {
    bounds: Rect,
    /// Whether all within the bounds may be painted.
    is_rectangle: bool,
}

/// The shape of what is painted, in its own coordinates.
enum Form<'p> {
    Rectangle(Rect),
    Path(&'p BezPath, FillRule),
}

impl Form<'_> {
    fn bounds(&self) -> Rect {
        match self {
            Self::Rectangle(rectangle) => *rectangle,
            Self::Path(path, _) => path.control_box(),
        }
    }

    fn contains(&self, point: Point) -> bool {
        match self {
            Self::Rectangle(rectangle) => rectangle.contains(point),
            Self::Path(path, FillRule::NonZero) => path.winding(point) != 0,
            Self::Path(path, FillRule::EvenOdd) => path.winding(point) % 2 != 0,
        }
    }

    /// What it costs to look at a point.
    fn cost(&self) -> usize {
        match self {
            Self::Rectangle(_) => 1,
            Self::Path(path, _) => path.elements().len(),
        }
    }
}

/// What was painted on a page so far.
#[derive(Debug)]
pub(super) struct Canvas {
    page: Rect,
    clips: Vec<Clip>,
    groups: Vec<Group>,
    grounds: Vec<Ground>,
    /// Bounds of each [`BLOCK`] glyphs.
    blocks: Vec<Rect>,
    /// How many glyphs the blocks hold.
    indexed: usize,
    /// Where the form of the document has fields, while annotations are painted.
    fields: Vec<Rect>,
    /// The area of the pictures that lie over glyphs.
    pictures: f64,
    /// The area of the page that pictures take.
    illustrated: f64,
    work: usize,
    /// The colours of boxes, each once.
    colours: Vec<[u8; 3]>,
    /// Whether there are invisible glyphs, for which it matters where anything at all is painted.
    has_invisible: bool,
}

impl Canvas {
    /// An empty canvas that shows `page`.
    pub(super) fn new(page: Rect) -> Self {
        Self {
            page,
            clips: Vec::new(),
            groups: Vec::new(),
            grounds: Vec::new(),
            blocks: Vec::new(),
            indexed: 0,
            fields: Vec::new(),
            pictures: 0.0,
            illustrated: 0.0,
            work: 0,
            colours: Vec::new(),
            has_invisible: false,
        }
    }

    /// Says that from here on annotations are painted, and where the fields of the form are: what they paint hides
    /// nothing.
    pub(super) fn begin_annotations(&mut self, fields: Vec<Rect>) {
        self.fields = fields;
    }

    /// Tells whether there was too much on the page to look at all of it.
    pub(super) fn is_cut(&self) -> bool {
        self.work > WORK_MAX
    }

    /// The share of the page that pictures take, masks included; more than 1 where they lie over each other.
    pub(super) fn illustrated(&self) -> f64 {
        self.illustrated / self.page.area().max(1.0)
    }

    /// The share of the page that pictures cover which lie over glyphs; more than 1 where they lie over each other.
    pub(super) fn pictured(&self) -> f64 {
        self.pictures / self.page.area().max(1.0)
    }

    /// Bounds what is painted from here on.
    pub(super) fn push_clip(&mut self, path: &BezPath) {
        let bounds = path.control_box();
        let is_rectangle = closed(path).area().abs() >= RECTANGULAR * bounds.area();
        let outer = self.clips.last().copied();
        self.clips.push(match outer {
            None => Clip { bounds, is_rectangle },
            Some(outer) => Clip {
                bounds: outer.bounds.intersect(bounds),
                is_rectangle: outer.is_rectangle && is_rectangle,
            },
        });
    }

    /// Undoes the last bound.
    pub(super) fn pop_clip(&mut self) {
        self.clips.pop();
    }

    /// Begins what is put on the page as one.
    pub(super) fn push_group(&mut self, opacity: f32, is_masked: bool, blend: BlendMode) {
        self.groups.push(match blend {
            _ if opacity < OPAQUE || is_masked => Group::Veiled,
            BlendMode::Normal => Group::Plain,
            BlendMode::Multiply | BlendMode::Darken => Group::Darkening,
            _ => Group::Veiled,
        });
    }

    /// Ends the last group.
    pub(super) fn pop_group(&mut self) {
        self.groups.pop();
    }

    /// Notes a rectangle that is painted after `glyphs`.
    pub(super) fn rectangle(
        &mut self,
        glyphs: &mut [Glyph],
        rectangle: Rect,
        props: &DrawProps<'_>,
        mode: &DrawMode,
    ) {
        match mode {
            DrawMode::Fill(_) => {
                self.fill(glyphs, &Form::Rectangle(rectangle.abs()), props);
            }
            DrawMode::FillAndStroke(_, line) => {
                self.fill(glyphs, &Form::Rectangle(rectangle.abs()), props);
                self.stroke(glyphs, &rectangle.to_path(0.1), props, line);
            }
            DrawMode::Stroke(line) => self.stroke(glyphs, &rectangle.to_path(0.1), props, line),
            DrawMode::Invisible => {}
        }
    }

    /// Notes a path that is painted after `glyphs`.
    pub(super) fn path(
        &mut self,
        glyphs: &mut [Glyph],
        path: &BezPath,
        props: &DrawProps<'_>,
        mode: &DrawMode,
    ) {
        match mode {
            DrawMode::Fill(rule) => self.fill(glyphs, &Form::Path(&closed(path), *rule), props),
            DrawMode::FillAndStroke(rule, line) => {
                self.fill(glyphs, &Form::Path(&closed(path), *rule), props);
                self.stroke(glyphs, path, props, line);
            }
            DrawMode::Stroke(line) => self.stroke(glyphs, path, props, line),
            DrawMode::Invisible => {}
        }
    }

    fn fill(&mut self, glyphs: &mut [Glyph], form: &Form<'_>, props: &DrawProps<'_>) {
        let Some(bounds) = self.visible(form, props.transform) else { return };
        let ink = if is_thin(bounds) { Ink::Line } else { self.ink(props) };
        self.spread(glyphs, form, props.transform, bounds, ink);
    }

    /// A line that is as wide as text is high hides it like a box.
    fn stroke(
        &mut self,
        glyphs: &mut [Glyph],
        path: &BezPath,
        props: &DrawProps<'_>,
        line: &StrokeProps,
    ) {
        let scale = props.transform.determinant().abs().sqrt();
        let width = f64::from(line.line_width);
        let is_bar = width * scale >= THIN && line.dash_array.is_empty();
        if is_bar && path.elements().len() <= STROKED_MAX {
            let style = Stroke::new(width).with_join(line.line_join).with_caps(line.line_cap);
            let bar = stroke(path.iter(), &style, &StrokeOpts::default(), width / 8.0);
            self.fill(glyphs, &Form::Path(&bar, FillRule::NonZero), props);
        } else {
            let form = Form::Rectangle(path.control_box().inflate(0.1, 0.1));
            let Some(bounds) = self.visible(&form, props.transform) else { return };
            let ink = if is_bar { Ink::Veil } else { Ink::Line };
            self.spread(glyphs, &form, props.transform, bounds, ink);
        }
    }

    /// Notes a picture that is painted after `glyphs`; `transform` places its pixels.
    pub(super) fn image(&mut self, glyphs: &mut [Glyph], image: &Image<'_, '_>, place: Affine) {
        let (pixels, ink) = match image {
            Image::Stencil(stencil) => (pixels(stencil.stream()), Ink::Veil),
            Image::Raster(raster) => (pixels(raster.stream()), self.picture_ink(raster.stream())),
        };
        let form = Form::Rectangle(pixels);
        let Some(bounds) = self.visible(&form, place) else { return };
        self.illustrated += bounds.intersect(self.page).area();
        let ink = if is_thin(bounds) { Ink::Line } else { ink };
        if self.spread(glyphs, &form, place, bounds, ink) && ink == Ink::Picture {
            self.pictures += bounds.intersect(self.page).area();
        }
    }

    fn picture_ink(&self, stream: &Stream<'_>) -> Ink {
        let dictionary = stream.dict();
        let has_mask =
            [SMASK_IN_DATA, SMASK, MASK].into_iter().any(|key| dictionary.contains_key(key));
        let is_opaque = self.groups.iter().all(|group| *group == Group::Plain);
        if has_mask || !is_opaque {
            Ink::Veil
        } else if pixels(stream).area() <= BOX_PIXELS {
            Ink::Solid(None)
        } else {
            Ink::Picture
        }
    }

    /// Notes that `region` of the page hides what stands there, or is meant to.
    pub(super) fn hide(&mut self, glyphs: &mut [Glyph], region: Rect) {
        let form = Form::Rectangle(region.abs());
        self.spread(glyphs, &form, Affine::IDENTITY, region.abs(), Ink::Solid(None));
    }

    fn ink(&self, props: &DrawProps<'_>) -> Ink {
        let Paint::Color(color) = &props.paint else { return Ink::Veil };
        let is_plain = self.groups.iter().all(|group| *group == Group::Plain);
        let is_veiled = self.groups.contains(&Group::Veiled) || props.soft_mask.is_some();
        let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
        let rgb = [red, green, blue];
        let is_dark = rgb.iter().all(|channel| *channel < DARK);
        let hides = match props.blend_mode {
            BlendMode::Normal => is_plain || is_dark,
            BlendMode::Multiply | BlendMode::Darken => is_dark,
            _ => false,
        };
        let is_solid = hides && !is_veiled && f32::from(alpha) >= OPAQUE * 255.0;
        if is_solid { Ink::Solid(Some(rgb)) } else { Ink::Veil }
    }

    /// What of a form is within the clip; nothing if that is nothing.
    fn visible(&self, form: &Form<'_>, place: Affine) -> Option<Rect> {
        let bounds = place.transform_rect_bbox(form.bounds());
        let bounds = match self.clips.last() {
            Some(clip) if clip.bounds.overlaps(bounds) => clip.bounds.intersect(bounds),
            Some(_) => return None,
            None => bounds,
        };
        bounds.is_finite().then_some(bounds)
    }

    /// Notes for each glyph which of its points lie under a form, and tells whether any does.
    fn spread(
        &mut self,
        glyphs: &mut [Glyph],
        form: &Form<'_>,
        place: Affine,
        bounds: Rect,
        ink: Ink,
    ) -> bool {
        let ink = self.as_seen(ink, bounds);
        self.remember(Ground { bounds, ink: as_ground(form, place, ink) });
        let matters = matches!(ink, Ink::Solid(_) | Ink::Picture) || self.has_invisible;
        if !matters || place.determinant() == 0.0 || self.is_cut() {
            return false;
        }
        self.index(glyphs);
        let inverse = place.inverse();
        let mut is_over_any = false;
        self.work += self.blocks.len();
        for (block, glyphs) in self.blocks.iter().zip(glyphs.chunks_mut(BLOCK)) {
            if !block.overlaps(bounds) {
                continue;
            }
            for glyph in glyphs {
                self.work += 1;
                if !around(glyph).overlaps(bounds) {
                    continue;
                }
                let points = points(glyph);
                self.work += points.len() * form.cost();
                let is_under =
                    |point: &Point| bounds.contains(*point) && form.contains(inverse * *point);
                let bits = bits(points.iter().map(is_under));
                glyph.mark.lay(bits, ink);
                is_over_any |= bits != 0;
            }
        }
        is_over_any
    }

    /// What hides within an odd clip may not hide, nor does a field of a form.
    fn as_seen(&self, ink: Ink, bounds: Rect) -> Ink {
        let is_clipped = self.clips.last().is_some_and(|clip| !clip.is_rectangle);
        let is_field =
            || self.fields.iter().any(|field| field.inflate(2.0, 2.0).contains_rect(bounds));
        match ink {
            Ink::Solid(_) | Ink::Picture if is_clipped || is_field() => Ink::Veil,
            ink => ink,
        }
    }

    fn remember(&mut self, ground: Ground) {
        if self.grounds.len() >= GROUNDS_MAX {
            return;
        }
        if let Ink::Solid(Some(colour)) = ground.ink
            && !self.has_box_like(colour)
        {
            self.colours.push(colour);
        }
        self.grounds.push(ground);
    }

    fn has_box_like(&self, colour: [u8; 3]) -> bool {
        self.colours.iter().any(|known| are_alike(*known, colour))
    }

    fn index(&mut self, glyphs: &[Glyph]) {
        for (at, glyph) in glyphs.iter().enumerate().skip(self.indexed) {
            let bounds = around(glyph);
            match self.blocks.get_mut(at / BLOCK) {
                Some(block) => *block = block.union(bounds),
                None => self.blocks.push(bounds),
            }
        }
        self.indexed = glyphs.len();
    }

    /// Notes what the glyphs of a run were painted on, which is on top of all that was painted so far.
    pub(super) fn set_down(
        &mut self,
        glyphs: &mut [Glyph],
        props: &DrawProps<'_>,
        mode: &DrawMode,
    ) {
        let color = match (&props.paint, mode) {
            (_, DrawMode::Invisible) => None,
            (Paint::Color(color), DrawMode::Fill(_)) => Some(rgb(color)),
            _ => return,
        };
        if color.is_some_and(|color| !are_alike(color, WHITE) && !self.has_box_like(color)) {
            return;
        }
        self.has_invisible |= color.is_none();
        for glyph in glyphs {
            glyph.mark.is_invisible = color.is_none();
            glyph.mark.beneath = self.beneath(points(glyph)[4], color);
        }
    }

    fn beneath(&mut self, point: Point, color: Option<[u8; 3]>) -> Beneath {
        if self.is_cut() || self.grounds.len() >= GROUNDS_MAX {
            return Beneath::Other;
        }
        let is_invisible = color.is_none();
        let at = self.grounds.iter().rposition(|ground| {
            (is_invisible || ground.ink != Ink::Line) && ground.bounds.contains(point)
        });
        self.work += self.grounds.len() - at.unwrap_or(0);
        match (at.map(|at| self.grounds[at].ink), color) {
            (Some(Ink::Solid(Some(ground))), Some(color)) if are_alike(ground, color) => {
                Beneath::Alike
            }
            (Some(Ink::Solid(Some(ground))), None) if !are_alike(ground, WHITE) => Beneath::Box,
            (None, Some(color)) if are_alike(color, WHITE) => Beneath::Blank,
            (None | Some(Ink::Solid(Some(_))), _) => Beneath::Paper,
            _ => Beneath::Other,
        }
    }
}

impl Mark {
    fn lay(&mut self, bits: u8, ink: Ink) {
        self.is_touched |= bits != 0;
        match ink {
            Ink::Solid(_) => self.solid |= bits,
            Ink::Picture => {
                self.picture |= bits;
                // What is seen there now is the picture.
                self.solid &= !bits;
            }
            Ink::Veil | Ink::Line => {}
        }
    }
}

/// As a ground only an upright rectangle has one colour.
fn as_ground(form: &Form<'_>, place: Affine, ink: Ink) -> Ink {
    let is_upright = {
        let [across, rise, slant, up, ..] = place.as_coeffs();
        (rise == 0.0 && slant == 0.0) || (across == 0.0 && up == 0.0)
    };
    match (ink, form) {
        (Ink::Solid(_), Form::Rectangle(_)) if is_upright => ink,
        (Ink::Line, _) => Ink::Line,
        _ => Ink::Veil,
    }
}

/// A path each part of which ends where it began, as it does when it is filled.
fn closed(path: &BezPath) -> Cow<'_, BezPath> {
    let elements = path.elements();
    let is_open_before = |at: usize| at > 0 && elements[at - 1] != PathEl::ClosePath;
    let is_start = |at: usize| matches!(elements.get(at), None | Some(PathEl::MoveTo(_)));
    if !(0..=elements.len()).any(|at| is_start(at) && is_open_before(at)) {
        return Cow::Borrowed(path);
    }
    let mut closed = BezPath::new();
    for at in 0..=elements.len() {
        if is_start(at) && is_open_before(at) {
            closed.push(PathEl::ClosePath);
        }
        if let Some(element) = elements.get(at) {
            closed.push(*element);
        }
    }
    Cow::Owned(closed)
}

fn are_alike(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= ALIKE)
}

fn rgb(color: &Color) -> [u8; 3] {
    let [red, green, blue, _] = color.to_rgba().to_rgba8();
    [red, green, blue]
}

fn is_thin(bounds: Rect) -> bool {
    bounds.width() < THIN || bounds.height() < THIN
}

fn bits(are_under: impl Iterator<Item = bool>) -> u8 {
    are_under.enumerate().fold(0, |bits, (at, is_under)| bits | (u8::from(is_under) << at))
}

/// The pixels of a picture, as the rectangle that is placed on the page.
fn pixels(stream: &Stream<'_>) -> Rect {
    let dictionary = stream.dict();
    let length = |short: &[u8], long: &[u8]| {
        dictionary.get::<u32>(short).or_else(|| dictionary.get::<u32>(long)).unwrap_or(0)
    };
    Rect::new(0.0, 0.0, f64::from(length(W, WIDTH)), f64::from(length(H, HEIGHT)))
}

/// A rectangle that holds all points of a glyph, however it is turned.
fn around(glyph: &Glyph) -> Rect {
    let (one, other, size) = (glyph.origin, glyph.end, glyph.size);
    Rect {
        x0: f64::from(one.x.min(other.x) - size),
        y0: f64::from(one.y.min(other.y) - size),
        x1: f64::from(one.x.max(other.x) + size),
        y1: f64::from(one.y.max(other.y) + size),
    }
}

fn points(glyph: &Glyph) -> [Point; 6] {
    let (advance, up) = (glyph.end.minus(glyph.origin), glyph.direction.upwards());
    let point = |along: f32, above: f32| {
        let point = glyph.origin.plus(advance, along).plus(up, above * glyph.size);
        Point::new(f64::from(point.x), f64::from(point.y))
    };
    let [low, high] = ABOVE;
    let [first, middle, last] = ALONG;
    [
        point(first, low),
        point(middle, low),
        point(last, low),
        point(first, high),
        point(middle, high),
        point(last, high),
    ]
}
