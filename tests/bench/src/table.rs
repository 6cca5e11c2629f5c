//! The one table that a run prints, as Markdown.

use std::fmt;

use unicode_width::UnicodeWidthStr;

const HEADING: [&str; 5] = ["bench", "figure", "against", "ratio", "goal"];

/// Lines in the order in which they were measured.
#[derive(Default)]
pub struct Table(Vec<[String; 5]>);

impl Table {
    /// A figure with nothing beside it.
    pub fn figure(&mut self, bench: &str, figure: String, goal: &str) {
        self.line([bench, &figure, "", "", goal]);
    }

    /// A figure beside another one.
    pub fn against(&mut self, bench: &str, figure: String, against: String, ratio: f64, goal: &str) {
        self.line([bench, &figure, &against, &format!("{ratio:.2}"), goal]);
    }

    fn line(&mut self, cells: [&str; 5]) {
        self.0.push(cells.map(str::to_owned));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![HEADING.map(str::to_owned)];
        lines.extend(self.0.iter().cloned());
        let widths: Vec<_> = (0..5).map(|at| lines.iter().map(|line| line[at].width()).max().unwrap_or_default()).collect();
        lines.insert(1, std::array::from_fn(|at| "-".repeat(widths[at])));
        for line in lines {
            for (cell, width) in line.iter().zip(&widths) {
                write!(f, "| {cell}{} ", " ".repeat(width - cell.width()))?;
            }
            writeln!(f, "|")?;
        }
        Ok(())
    }
}
