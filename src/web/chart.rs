//! Charts drawn on the server as SVG: lines that fall, a course with its forecast, and bars side by side. Whoever shows one puts a table with the same figures beside it.
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

/// What something came to month after month, and how it goes on from there.
#[derive(Clone, Debug, Template)]
#[template(config = "src/web/askama.toml", path = "web/course.html")]
pub struct Course {
    /// Said to those who do not see it.
    pub summary: String,
    /// At the top of the axis: `15000 元`.
    pub top: String,
    /// At its left end, where the present is, and at the right end, if it goes on.
    start: String,
    now: Mark,
    end: Option<String>,
    /// The corners of both lines, `x,y x,y`.
    past: String,
    ahead: String,
}

/// A place in the drawing with its word.
#[derive(Clone, Debug)]
struct Mark {
    label: String,
    x: i64,
    y: i64,
}

impl Course {
    /// Both in their order, each with its label; what is to come follows the last of what was.
    pub fn new(summary: String, top: String, past: &[(String, i64)], ahead: &[(String, i64)]) -> Self {
        let all: Vec<_> = past.iter().chain(ahead).collect();
        let most = all.iter().map(|(_, number)| *number).max().unwrap_or_default().max(1);
        let steps = (all.len() as i64 - 1).max(1);
        let place = |at: usize, number: i64| {
            let height = i128::from(number.clamp(0, most)) * i128::from(HEIGHT) / i128::from(most);
            (at as i64 * WIDTH / steps + 40, HEIGHT - i64::try_from(height).unwrap_or_default() + 30)
        };
        let places: Vec<_> = all.iter().enumerate().map(|(at, (_, number))| place(at, *number)).collect();
        let corners = |places: &[(i64, i64)]| places.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
        let now = past.len().saturating_sub(1);
        let label = |at: usize| all.get(at).map_or_else(String::new, |(label, _)| label.clone());
        let (x, y) = places.get(now).copied().unwrap_or((40, 230));
        Self {
            summary,
            top,
            start: label(0),
            now: Mark { label: label(now), x, y },
            end: ahead.last().map(|(label, _)| label.clone()),
            past: corners(places.get(..=now).unwrap_or_default()),
            ahead: corners(places.get(now..).unwrap_or_default()),
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
    fn a_course_goes_on_where_it_stands_now() {
        let points = |numbers: &[i64]| numbers.iter().map(|number| (format!("{number}"), *number)).collect::<Vec<_>>();
        let drawn = Course::new(String::new(), String::new(), &points(&[100, 50, 80]), &points(&[40, 0]));
        assert_eq!(drawn.past, "40,30 180,130 320,70");
        assert_eq!(drawn.ahead, "320,70 460,150 600,230");
        assert_eq!((drawn.start.as_str(), drawn.now.label.as_str(), drawn.end.as_deref()), ("100", "80", Some("0")));
        let nothing = Course::new(String::new(), String::new(), &[], &[]);
        assert!(nothing.past.is_empty() && nothing.end.is_none(), "{nothing:?}");
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
