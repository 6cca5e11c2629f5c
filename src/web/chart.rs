//! Charts drawn on the server as SVG: lines that fall and bars side by side. Whoever shows one puts a table with the same figures beside it.
//!
//! Positions are whole numbers; what they mean is said in the words the caller gives.

use askama::Template;

/// Two lines over the same stretch of days, both from one height down: 现行 and 草案.
#[derive(Clone, Debug, Template)]
#[template(config = "src/web/askama.toml", path = "web/falling.html")]
pub struct Falling {
    /// Said to those who do not see it.
    pub summary: String,
    /// At the top of the axis: `13210 元`.
    pub from: String,
    /// At its left and right end: `今天`, `2027-03-01`.
    pub start: String,
    pub end: String,
    pub lines: [FallingLine; 2],
}

/// A line from the top left to the bottom, or as far as the stretch goes.
#[derive(Clone, Debug)]
pub struct FallingLine {
    pub label: String,
    /// Where it meets the ground, and how high it still is at the right end.
    x: i64,
    y: i64,
}

/// The width and height of the drawing inside its margins.
const WIDTH: i64 = 560;
const HEIGHT: i64 = 200;

impl FallingLine {
    /// A line that falls to nothing after so many days, drawn over so many; `None` never falls.
    pub fn new(label: String, lasts: Option<i64>, shown: i64) -> Self {
        let shown = shown.max(1);
        match lasts {
            None => Self { label, x: WIDTH, y: 0 },
            Some(days) if days <= shown => Self { label, x: days.max(0) * WIDTH / shown, y: HEIGHT },
            Some(days) => Self { label, x: WIDTH, y: HEIGHT * shown / days },
        }
    }
}

/// Bars under each other, each with its label and number.
#[derive(Clone, Debug, Template)]
#[template(config = "src/web/askama.toml", path = "web/bars.html")]
pub struct Bars {
    pub summary: String,
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    pub label: String,
    pub number: String,
    /// How it is drawn: `bar`, `bar-less`, `bar-same`.
    pub class: &'static str,
    width: i64,
}

impl Bars {
    /// Bars as long as their numbers are to the largest.
    pub fn new(summary: String, bars: Vec<(String, String, i64, &'static str)>) -> Self {
        let most = bars.iter().map(|(_, _, count, _)| *count).max().unwrap_or(0).max(1);
        let bar = |(label, number, count, class): (String, String, i64, &'static str)| {
            let width = if count > 0 { (count * 340 / most).max(3) } else { 0 };
            Bar { label, number, class, width }
        };
        Self { summary, bars: bars.into_iter().map(bar).collect() }
    }

    fn height(&self) -> usize {
        self.bars.len() * 44 + 4
    }
}

/// Narrow bars under each other for many rows, with a line through what is in the middle.
#[derive(Clone, Debug, Template)]
#[template(config = "src/web/askama.toml", path = "web/rows.html")]
pub struct Rows {
    pub summary: String,
    pub rows: Vec<Row>,
    /// Where the middle is.
    middle: Option<i64>,
}

/// One row; without a bar where its number is not shown.
#[derive(Clone, Debug)]
pub struct Row {
    pub label: String,
    pub number: String,
    width: Option<i64>,
}

/// The longest bar of a row.
const ROW: i64 = 320;

impl Rows {
    /// Rows as long as their numbers are to `most`; each with its label, how its number is written, and the number if it is shown.
    pub fn new(summary: String, rows: Vec<(String, String, Option<i64>)>, most: i64, middle: Option<i64>) -> Self {
        let most = most.max(1);
        let width = |number: i64| (number.clamp(0, most).saturating_mul(ROW) / most).max(i64::from(number > 0) * 3);
        let row = |(label, number, bar): (String, String, Option<i64>)| Row { label, number, width: bar.map(width) };
        Self { summary, rows: rows.into_iter().map(row).collect(), middle: middle.map(|middle| width(middle) + 156) }
    }

    fn height(&self) -> usize {
        self.rows.len() * 34 + 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_the_money_does() {
        let line = |lasts, shown| {
            let line = FallingLine::new(String::new(), lasts, shown);
            (line.x, line.y)
        };
        assert_eq!(line(Some(50), 100), (280, 200), "half of the stretch");
        assert_eq!(line(Some(200), 100), (560, 100), "half of it is left at the end");
        assert_eq!((line(None, 100), line(Some(0), 0)), ((560, 0), (0, 200)), "never, and at once");
    }

    #[test]
    fn rows_are_measured_by_the_largest_of_all() {
        let rows = [("甲", Some(200)), ("乙", Some(1)), ("丙", Some(0)), ("丁", None)];
        let rows = rows.map(|(label, number)| (label.to_owned(), String::new(), number)).into();
        let drawn = Rows::new(String::new(), rows, 400, Some(100));
        assert_eq!(drawn.rows.iter().map(|row| row.width).collect::<Vec<_>>(), [Some(160), Some(3), Some(0), None]);
        assert_eq!(drawn.middle, Some(80 + 156));
    }

    #[test]
    fn a_bar_that_counts_anything_can_be_seen() {
        let bars = vec![("多".to_owned(), "1000 户".to_owned(), 1000, "bar"), ("少".to_owned(), "1 户".to_owned(), 1, "bar-less")];
        let widths: Vec<_> = Bars::new(String::new(), bars).bars.iter().map(|bar| bar.width).collect();
        assert_eq!(widths, [340, 3]);
    }
}
