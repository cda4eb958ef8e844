//! Bars as an SVG picture (SVG 1.1): one group for each label, one bar in it for each series.

use export::escape as text;

use crate::html::push;

/// What is drawn.
pub(crate) struct Plot<'a> {
    pub(crate) title: &'a str,
    pub(crate) labels: &'a [String],
    /// By series, its name and a value for each label.
    pub(crate) series: Vec<(&'a str, Vec<f64>)>,
    /// What it rests on.
    pub(crate) foot: &'a str,
}

/// Colours that people who cannot tell red from green can tell apart (Okabe and Ito, 2008).
const COLOURS: [&str; 8] =
    ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#666666"];
/// More series than colours cannot be told apart.
pub(crate) const MOST_SERIES: usize = COLOURS.len();

const HEIGHT: usize = 300;
const LEFT: usize = 70;
const TOP: usize = 50;
/// How wide a bar is, and how much is between groups.
const BAR: usize = 14;
const GAP: usize = 14;
/// How many characters stand on a line of the foot.
const FOOT: usize = 110;

/// What depends on how much is drawn.
struct Measures {
    /// How wide the bars of one label are, with what is between groups.
    group: usize,
    width: usize,
    /// The value that reaches the top.
    top: f64,
}

impl Plot<'_> {
    /// Draws it.
    pub(crate) fn svg(&self) -> String {
        let group = BAR * self.series.len() + GAP;
        let width = (LEFT + group * self.labels.len() + 200).max(800);
        let values = self.series.iter().flat_map(|(_, values)| values);
        let top = round_up(values.fold(0.0, |most: f64, value| most.max(*value)));
        let measures = Measures { group, width, top };
        let foot = lines(self.foot);
        let height = TOP + HEIGHT + 110 + 16 * foot.len();
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"{LEFT}\" y=\"24\" font-size=\"16\">{}</text>\n",
            text(self.title)
        );
        scale(&mut svg, &measures);
        self.groups(&mut svg, &measures);
        if self.series.len() > 1 {
            self.legend(&mut svg, &measures);
        }
        for (number, line) in foot.iter().enumerate() {
            let y = TOP + HEIGHT + 100 + 16 * number;
            push(
                &mut svg,
                format_args!(
                    "<text x=\"{LEFT}\" y=\"{y}\" font-size=\"10\" fill=\"#555\">{}</text>\n",
                    text(line)
                ),
            );
        }
        svg + "</svg>\n"
    }

    /// Draws the bars, label by label.
    fn groups(&self, svg: &mut String, measures: &Measures) {
        for (number, label) in self.labels.iter().enumerate() {
            let x = LEFT + GAP / 2 + number * measures.group;
            self.bars(svg, number, x, measures.top);
            let (x, y) = (x + measures.group / 2, TOP + HEIGHT + 16);
            push(
                svg,
                format_args!(
                    "<text transform=\"translate({x},{y}) rotate(40)\">{}</text>\n",
                    text(label)
                ),
            );
        }
    }

    /// Draws the bars of one label.
    fn bars(&self, svg: &mut String, label: usize, x: usize, top: f64) {
        for (number, (name, values)) in self.series.iter().enumerate() {
            let value = values.get(label).copied().unwrap_or(0.0);
            let (x, y) = (x + number * BAR, at(value, top));
            let foot = at(0.0, top);
            push(
                svg,
                format_args!(
                    "<rect x=\"{x}\" y=\"{y:.1}\" width=\"{}\" height=\"{:.1}\" fill=\"{}\"><title>{} {}: {value}</title></rect>\n",
                    BAR - 2,
                    (foot - y).max(0.0),
                    colour(number),
                    text(name),
                    text(&self.labels[label])
                ),
            );
        }
    }

    /// Names the colours.
    fn legend(&self, svg: &mut String, measures: &Measures) {
        let (square, words) = (measures.width - 160, measures.width - 142);
        for (number, (name, _)) in self.series.iter().enumerate() {
            let (y, colour) = (TOP + 10 + 18 * number, colour(number));
            push(
                svg,
                format_args!(
                    "<rect x=\"{square}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{words}\" y=\"{}\">{}</text>\n",
                    y + 11,
                    text(name)
                ),
            );
        }
    }
}

/// Draws the lines that values are read off at.
fn scale(svg: &mut String, Measures { width, top, .. }: &Measures) {
    for step in 0..=4 {
        let value = top * f64::from(step) / 4.0;
        let y = at(value, *top);
        push(
            svg,
            format_args!(
                "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{value}</text>\n",
                width - 20,
                LEFT - 8,
                y + 4.0
            ),
        );
    }
}

fn colour(number: usize) -> &'static str {
    COLOURS[number % COLOURS.len()]
}

/// Returns how far down a value stands.
#[expect(clippy::cast_precision_loss, reason = "pictures are small")]
fn at(value: f64, top: f64) -> f64 {
    (TOP + HEIGHT) as f64 - value / top * HEIGHT as f64
}

/// Returns the least of 4, 8, 20, 40, 80 … that is no less: its quarters are whole.
fn round_up(most: f64) -> f64 {
    let mut scale = 1.0;
    loop {
        for step in [4.0, 8.0, 20.0] {
            if most <= step * scale {
                return step * scale;
            }
        }
        scale *= 10.0;
    }
}

fn lines(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last =
            lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < FOOT);
        match last {
            Some(line) => {
                line.push_str(word);
                line.push(' ');
            }
            None => lines.push(format!("{word} ")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tallest_bar_reaches_no_higher_than_the_scale() {
        for (most, top) in
            [(0.0, 4.0), (3.0, 4.0), (9.0, 20.0), (171.0, 200.0), (81.0, 200.0), (41.0, 80.0)]
        {
            assert!((round_up(most) - top).abs() < 1e-9, "{most}");
        }
    }

    #[test]
    fn names_of_a_trove_are_no_markup() {
        let labels = ["<script>".to_owned()];
        let plot =
            Plot { title: "a & b", labels: &labels, series: vec![("x", vec![1.0])], foot: "f" };
        let svg = plot.svg();
        assert!(
            svg.contains("&lt;script&gt;") && svg.contains("a &amp; b") && !svg.contains("<script")
        );
    }
}
