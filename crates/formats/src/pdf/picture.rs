//! Pages as pictures.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::page::Page;

use crate::picture::{Grey, MOST_PIXELS, luminance, whole};

/// How many dots an inch of a page is drawn with, which is what OCR engines are trained on.
const DOTS: f32 = 300.0;
/// Units of a page on an inch (ISO 32000-2, 8.3.2.3).
const UNITS: f32 = 72.0;

/// Draws a page; nothing where it has no extent or its drawing breaks.
pub(super) fn draw<'p>(page: &'p Page<'p>, cache: &RenderCache<'p>) -> Option<Grey> {
    let (width, height) = page.render_dimensions();
    let scale = scale(width, height)?;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    // A page over which the library breaks costs that page alone.
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        render(page, cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings)
    }));
    let pixmap = drawn.ok()?;
    let pixels = pixmap.data().iter().map(|pixel| luminance(pixel.r, pixel.g, pixel.b)).collect();
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    Some(Grey { width, height, pixels })
}

/// By how much a page is enlarged; nothing where that leaves no pixel.
fn scale(width: f32, height: f32) -> Option<f32> {
    let is_extent = |side: f32| side.is_finite() && side > 0.0;
    if !is_extent(width) || !is_extent(height) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a bound needs no more than leading digits")]
    let most = (MOST_PIXELS as f32 / (width * height)).sqrt();
    let side = f32::from(u16::MAX) / width.max(height);
    let scale = (DOTS / UNITS).min(most).min(side);
    let is_drawn = whole(f64::from(width * scale)) > 1 && whole(f64::from(height * scale)) > 1;
    is_drawn.then_some(scale)
}
