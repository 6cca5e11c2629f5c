//! What a village begins with besides its rules: the lists beside them in its folder, `roster.csv`, `staff.csv` and `shelf.csv`.
//!
//! They are read by the readers that take them in, and looked at by the decisions that take them in, on a blank book; what these refuse is a finding at
//! its line. Not here: taking them in for good (`settling`).

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use chrono::NaiveDate;

use super::files;
use crate::awards::Enrol;
use crate::db::{Book, Job};
use crate::roster::{self, Appointed, Member, Village, read_roster, read_staff};
use crate::rulebook::{Finding, Place, Rulebook};
use crate::sheets::Sheet;
use crate::shop::{Goods, Shelve, read_shelf};
use crate::words::{Act, Actor, Moment, OperationId, Problem, Refusal, VillageId};

const ROSTER: &str = "roster.csv";
const STAFF: &str = "staff.csv";
/// The file of what is on the shelf.
pub const SHELF: &str = "shelf.csv";

/// What a village begins with besides its rules.
#[derive(Default)]
pub struct Beginning {
    pub staff: Vec<Appointed>,
    pub goods: Vec<Goods>,
    pub members: Vec<Member>,
}

impl Beginning {
    /// Reads `staff.csv`, `shelf.csv` and `roster.csv` of a folder; what is not there is left empty.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let members = rows(folder, ROSTER, read_roster)?;
        Ok(Self { staff: rows(folder, STAFF, read_staff)?, goods: shelf(folder)?, members })
    }
}

/// The goods of a village's folder.
pub(super) fn shelf(folder: &Path) -> Result<Vec<Goods>> {
    rows(folder, SHELF, read_shelf)
}

/// The rows of one list; none if it is not there.
fn rows<T>(folder: &Path, name: &str, read: impl Fn(&Sheet) -> Result<Vec<T>, Refusal>) -> Result<Vec<T>> {
    let file = folder.join(name);
    if !file.exists() {
        return Ok(Vec::new());
    }
    let bytes = std::fs::read(&file).with_context(|| format!("读不了 {}", file.display()))?;
    let sheet = Sheet::read(&bytes).with_context(|| file.display().to_string())?;
    Ok(read(&sheet)?)
}

/// What is wrong with the lists of a village's folder, with the rules by which its accounts begin if these can be read.
pub fn check(folder: &Path, village: &VillageId, rulebook: Option<&Arc<Rulebook>>) -> Result<Vec<Finding>> {
    let mut look = Look { folder, findings: Vec::new() };
    let members = look.list(ROSTER, read_roster)?;
    let staff = look.list(STAFF, read_staff)?;
    let goods = look.list(SHELF, read_shelf)?;
    let (mut book, act) = (Book::blank(village.clone()), act(village));
    let none = String::new();
    book.put(Village { key: "village".to_owned(), code: none.clone(), name: none.clone(), township: none, households: 0, residents: 0 });
    if let Some(goods) = goods {
        look.told(SHELF, Shelve { goods }.decide(&act, &mut book).map(drop))?;
    }
    // Whoever serves is looked for among the households: without these nobody would be found.
    let Some((members, rulebook)) = members.zip(rulebook) else { return Ok(look.findings) };
    let enrolled = Enrol { members, rulebook: rulebook.clone() }.decide(&act, &mut book).map(drop);
    let is_enrolled = enrolled.is_ok();
    look.told(ROSTER, enrolled)?;
    if let Some(staff) = staff.filter(|_| is_enrolled) {
        look.told(STAFF, roster::appoint(&mut book, &staff))?;
    }
    Ok(look.findings)
}

/// An act on a book that nobody keeps: it looks at nothing but the lists.
fn act(village: &VillageId) -> Act {
    let (village, operation) = (village.clone(), OperationId::own("lists"));
    let at = Moment::on(NaiveDate::default(), 9, 0);
    Act { village, actor: Actor::clockwork(), at, operation, salt: [0; 16], device: None, dry_run: true }
}

/// What has been found in the lists of a folder.
struct Look<'a> {
    folder: &'a Path,
    findings: Vec<Finding>,
}

impl Look<'_> {
    /// The rows of a list, if they can be read.
    fn list<T>(&mut self, name: &str, read: impl Fn(&Sheet) -> Result<Vec<T>, Refusal>) -> Result<Option<Vec<T>>> {
        match rows(self.folder, name, read) {
            Ok(rows) => Ok(Some(rows)),
            Err(fault) => match fault.downcast::<Refusal>() {
                Ok(refusal) => self.told(name, Err(refusal)).map(|()| None),
                Err(fault) => Err(fault),
            },
        }
    }

    /// A refusal as findings: each row that is wrong at its line.
    fn told(&mut self, name: &str, outcome: Result<(), Refusal>) -> Result<()> {
        let Err(refusal) = outcome else { return Ok(()) };
        let text = files::source(self.folder, &self.folder.join(name))?.text;
        let whole = Problem { pointer: String::new(), message: format!("{}{}", refusal.sentence, refusal.next_step), fix: None };
        let problems = if refusal.problems.is_empty() { vec![whole] } else { refusal.problems };
        self.findings
            .extend(problems.into_iter().map(|problem| place(name, &text, &problem.pointer).error(refusal.code, problem.message, None)));
        Ok(())
    }
}

/// Where `第 3 行 户号` stands in a list: that cell, or else the whole line, or the first.
fn place(name: &str, text: &str, pointer: &str) -> Place {
    let mut parts = pointer.split_whitespace();
    let line = parts.nth(1).and_then(|number| number.parse::<usize>().ok()).unwrap_or(1);
    let line_of = |nth: usize| text.lines().nth(nth - 1).unwrap_or_default().trim_start_matches('\u{FEFF}');
    let cells = |nth: usize| line_of(nth).split(',').collect::<Vec<_>>();
    let column = parts.nth(1).and_then(|column| cells(1).iter().position(|title| title.trim() == column));
    let is_plain = !line_of(line).contains('"');
    let cell = column.filter(|_| is_plain).and_then(|column| Some((column, *cells(line).get(column)?)));
    let length = |text: &str| text.chars().count();
    let (begin, end) = match cell {
        Some((column, cell)) => {
            let before: usize = cells(line)[..column].iter().map(|cell| length(cell) + 1).sum();
            (before, before + length(cell))
        }
        None => (0, length(line_of(line))),
    };
    Place { file: name.to_owned(), line, column: begin + 1, end_column: end + 1, line_text: line_of(line).to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_found_by_its_row_and_the_title_of_its_column() {
        let text = "编号,姓名,职务,户号\n1,张三,村医,1-01\n2,\"李,四\",会计,\n";
        let at = |pointer: &str| {
            let Place { line, column, end_column, .. } = place("staff.csv", text, pointer);
            (line, column, end_column)
        };
        assert_eq!(at("第 2 行 职务"), (2, 6, 8));
        assert_eq!(at("第 3 行 职务"), (3, 1, 12));
        assert_eq!(at(""), (1, 1, 12));
    }
}
