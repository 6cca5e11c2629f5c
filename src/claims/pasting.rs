//! Rows pasted from a spreadsheet, read as deeds. Pure.
//!
//! A row says who, and what the rule asks for. A first line with names of columns (户号, 姓名, 规则, 日期, 时长 …) says which column is what, in any order;
//! without one the columns are: who, then what the rule asks for in its order, then a note. What no column says, the form above says for all rows.
//!
//! Not here: whether a deed counts. That is decided as for any other (`recording`).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::form::Typed;
use super::recording::Deed;
use crate::roster::{Directory, Hit, Resident};
use crate::rulebook::{Rule, Rulebook};
use crate::words::{Kind, Refusal};

/// The most rows at once.
pub(super) const MOST: usize = 1_000;

/// The most people to choose from in one row.
const MOST_MEANT: usize = 12;

/// How columns are headed that say who, the surest first.
const WHO: [&str; 8] = ["编号", "人员编号", "户号", "谁", "姓名", "名字", "户主", "村民"];
/// Those of them that are looked at beside a number.
const NAMES: [&str; 4] = ["姓名", "名字", "户主", "村民"];
const RULES: [&str; 4] = ["规则", "事项", "做什么", "项目"];
const DAYS: [&str; 3] = ["日期", "哪一天", "时间"];
const NOTES: [&str; 2] = ["说明", "备注"];

/// What a column says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Who,
    /// A name beside a number: looked at, so that a slip of a row is noticed.
    Name,
    Rule,
    Day,
    Note,
    /// What a rule asks for, by its name.
    Fact(String),
}

/// A text that was pasted, line by line.
#[derive(Clone, Debug, Default)]
pub(super) struct Pasted {
    head: Option<Vec<String>>,
    pub lines: Vec<Line>,
}

/// A line that is not empty.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// As it stands in the box that is given back, without empty lines: from 1, with the head.
    pub number: usize,
    cells: Vec<String>,
}

impl Line {
    /// As it was typed.
    pub fn text(&self) -> String {
        self.cells.join(" ")
    }
}

/// A row as it was understood.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub line: Line,
    /// The deed it tells of, or what is wrong.
    pub deed: Result<Deed, String>,
    /// Who may be meant, if it is not sure.
    pub meant: Vec<Hit>,
}

impl Pasted {
    /// Takes a text apart. Refuses `claims.wrong_size`.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let cells = |line: &str| -> Vec<String> { split(line).into_iter().map(|cell| cell.trim().to_owned()).collect() };
        let filled = text.lines().map(cells).filter(|cells| cells.iter().any(|cell| !cell.is_empty()));
        let mut lines: Vec<_> = filled.enumerate().map(|(at, cells)| Line { number: at + 1, cells }).collect();
        let has_head = lines.first().is_some_and(|line| line.cells.iter().any(|cell| WHO.contains(&cell.as_str())));
        let head = has_head.then(|| lines.remove(0).cells);
        if (1..=MOST).contains(&lines.len()) {
            return Ok(Self { head, lines });
        }
        let sentence = format!("一次要交 1 到 {MOST} 件，贴进来的有 {} 行。", lines.len());
        Err(Refusal::new("claims.wrong_size", Kind::Invalid, sentence, "请一行写一件；太多就分几次交。"))
    }

    /// The text again, to be pasted back.
    pub fn text(&self) -> String {
        let lines = self.head.iter().chain(self.lines.iter().map(|line| &line.cells));
        lines.map(|cells| cells.join("\t")).collect::<Vec<_>>().join("\n")
    }

    /// Writes a number where a line says who.
    pub fn pick(&mut self, line: usize, number: &str) {
        let who = self.columns(None).iter().position(|column| *column == Some(Column::Who)).unwrap_or_default();
        if let Some(cell) = self.lines.iter_mut().find(|one| one.number == line).and_then(|line| line.cells.get_mut(who)) {
            number.clone_into(cell);
        }
    }

    /// The heads of columns that say nothing any of these rules asks for.
    pub fn unused(&self, rulebook: &Rulebook, rule: Option<&Rule>) -> Vec<String> {
        let Some(head) = &self.head else { return Vec::new() };
        let columns = self.columns(rule);
        let rules: Vec<_> =
            self.lines.iter().filter_map(|line| rulebook.rule(self.said(line, &columns, &Column::Rule)?)).chain(rule).collect();
        let asked = |column: &Option<Column>| match column {
            Some(Column::Fact(name)) => rules.iter().any(|rule| rule.fields().iter().any(|field| is_called(name, field))),
            Some(_) => true,
            None => false,
        };
        head.iter().zip(&columns).filter(|(head, column)| !head.is_empty() && !asked(column)).map(|(head, _)| head.clone()).collect()
    }

    /// What each column says.
    fn columns(&self, rule: Option<&Rule>) -> Vec<Option<Column>> {
        let Some(head) = &self.head else {
            let facts = rule.map_or(&[][..], Rule::fields).iter().map(|field| Column::Fact(field.name().to_owned()));
            return std::iter::once(Column::Who).chain(facts).chain([Column::Note]).map(Some).collect();
        };
        let who = WHO.iter().find(|name| head.iter().any(|cell| cell == *name)).copied().unwrap_or_default();
        let column = |cell: &String| match cell.as_str() {
            "" => None,
            name if name == who => Some(Column::Who),
            name if NAMES.contains(&name) => Some(Column::Name),
            name if RULES.contains(&name) => Some(Column::Rule),
            name if DAYS.contains(&name) => Some(Column::Day),
            name if NOTES.contains(&name) => Some(Column::Note),
            name => Some(Column::Fact(name.to_owned())),
        };
        head.iter().map(column).collect()
    }

    /// What a line says in a column; `None` where it says nothing.
    fn said<'a>(&self, line: &'a Line, columns: &[Option<Column>], wanted: &Column) -> Option<&'a str> {
        let at = columns.iter().position(|column| column.as_ref() == Some(wanted))?;
        line.cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// The deeds of all lines. `above` is what the form says for all of them.
    pub fn rows(&self, above: &Typed, rulebook: &Rulebook, people: &Directory, today: NaiveDate) -> Vec<Row> {
        let columns = self.columns(rulebook.rule(above.get("rule")));
        self.lines
            .iter()
            .map(|line| {
                let mut meant = Vec::new();
                let deed = self.deed(line, &columns, (above, rulebook), (people, &mut meant), today);
                Row { line: line.clone(), deed, meant }
            })
            .collect()
    }

    fn deed(
        &self,
        line: &Line,
        columns: &[Option<Column>],
        (above, rulebook): (&Typed, &Rulebook),
        (people, meant): (&Directory, &mut Vec<Hit>),
        today: NaiveDate,
    ) -> Result<Deed, String> {
        let name = self.said(line, columns, &Column::Rule).unwrap_or(above.get("rule"));
        let rule = rulebook.rule(name).ok_or_else(|| match name {
            "" => "没有写是哪一条规则".to_owned(),
            name => format!("没有叫“{name}”的规则"),
        })?;
        let day = self.said(line, columns, &Column::Day).unwrap_or(above.get("day"));
        let occurred_on = day_of(day, today).ok_or_else(|| format!("日期“{day}”没有写清楚，像 2026-03-05 这样写"))?;
        let note = self.said(line, columns, &Column::Note).unwrap_or(above.get("note"));
        super::model::check_length(note, "说明").map_err(|refusal| refusal.sentence)?;
        let filled = rule.fields().iter().filter_map(|field| {
            let in_row =
                columns.iter().zip(&line.cells).find(|(column, _)| matches!(column, Some(Column::Fact(name)) if is_called(name, field)));
            let said = in_row.map(|(_, cell)| cell.as_str()).filter(|cell| !cell.is_empty());
            let above = (rule.name() == above.get("rule")).then(|| above.get(&format!("fact:{}", field.name())));
            Some((field.name().to_owned(), said.or(above).filter(|text| !text.is_empty())?.to_owned()))
        });
        let facts: BTreeMap<_, _> = filled.collect();
        let who = self.said(line, columns, &Column::Who).ok_or("没有写是谁")?;
        let name = self.said(line, columns, &Column::Name);
        let subject = subject(people, who, name, rule, meant)?;
        Ok(Deed { rule: rule.name().to_owned(), subject, occurred_on, facts, note: note.to_owned(), photos: Vec::new() })
    }
}

/// The number of whom a cell means: a number as it stands, a name only if nobody else may be meant.
fn subject(people: &Directory, who: &str, name: Option<&str>, rule: &Rule, meant: &mut Vec<Hit>) -> Result<String, String> {
    let by_household = rule.subject() == crate::rulebook::Subject::Household;
    let living = people.numbered(who);
    if !living.is_empty() {
        if let Some(name) = name.filter(|name| !living.iter().any(|person| person.name == **name)) {
            return Err(format!("{who} 那里没有叫“{name}”的，号码和名字对不上"));
        }
        return Ok(people.number(who).unwrap_or(who).to_owned());
    }
    let number = |person: &Resident| if by_household { person.household.clone() } else { person.number.clone() };
    let hit = |person: &Resident| Hit { number: number(person), name: person.name.clone(), what: person.relation.clone() };
    match people.search(who).as_slice() {
        [] => Err(format!("没有找到“{who}”")),
        [one] if one.name == who => Ok(number(one)),
        several => {
            meant.extend(several.iter().take(MOST_MEANT).map(|person| hit(person)));
            Err(if several.len() == 1 {
                "是不是这一位？".to_owned()
            } else {
                let cut = if several.len() > MOST_MEANT {
                    format!("；下面只列了 {MOST_MEANT} 位，不在里面就把号码写在这一行")
                } else {
                    String::new()
                };
                format!("“{who}”有 {} 位，请选一位{cut}", several.len())
            })
        }
    }
}

/// The line of an earlier row that tells of the same rule, subject and day: most likely one of the two is too much.
pub(super) fn earlier(rows: &[Row], at: usize) -> Option<usize> {
    let deed = rows[at].deed.as_ref().ok()?;
    let is_same = |other: &Deed| (&other.rule, &other.subject, other.occurred_on) == (&deed.rule, &deed.subject, deed.occurred_on);
    rows[..at].iter().find(|row| row.deed.as_ref().is_ok_and(is_same)).map(|row| row.line.number)
}

/// Whether a column's head names a field, with or without its unit: 时长, 时长（小时）.
fn is_called(head: &str, field: &crate::rulebook::Field) -> bool {
    head == field.name() || head == field.label()
}

/// By tabs, as spreadsheets copy; in a text without any by commas, else by gaps.
fn split(line: &str) -> Vec<&str> {
    if line.contains('\t') {
        return line.split('\t').collect();
    }
    if line.contains([',', '，', '、']) {
        return line.split([',', '，', '、']).collect();
    }
    line.split_whitespace().collect()
}

/// A day as people and spreadsheets write it: 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305; 3月5日 is the last one that has been.
fn day_of(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.split_whitespace().next()?;
    let numbers: Vec<_> = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    let number = |digits: &str| digits.parse::<u32>().ok();
    match numbers.as_slice() {
        [year, month, day] if year.len() == 4 => NaiveDate::from_ymd_opt(year.parse().ok()?, number(month)?, number(day)?),
        [month, day] if text.contains('月') => {
            let in_year = |year| NaiveDate::from_ymd_opt(year, number(month)?, number(day)?);
            let last = in_year(today.year()).filter(|day| *day <= today);
            last.or_else(|| in_year(today.year() - 1))
        }
        [whole] if whole.len() == 8 => NaiveDate::parse_from_str(whole, "%Y%m%d").ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{Bundle, Source, check};
    use crate::words::VillageId;

    const RULES: &str = "规则: {公益: {签到: 1, 志愿服务: {填报: {时长: 小时, 事由: 文字}, 分值: 时长 * 2}, 庭院: {对象: 户, 分值: 2}}}\n";

    fn rulebook() -> Rulebook {
        let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        let files = vec![file("village.yaml", "名称: 甲\n试行: 是\n记账单位: 个人\n"), file("rules.yaml", RULES)];
        let checked = check(&Bundle { village: VillageId::draft(), files, packs: Vec::new() });
        checked.rulebook.unwrap_or_else(|| panic!("{:?}", checked.findings))
    }

    fn people() -> Directory {
        let person = |(number, name): (&str, &str)| Resident {
            number: number.into(),
            household: number[..4].into(),
            name: name.into(),
            relation: "户主".into(),
        };
        Directory::new(
            [("1-01-1", "张明"), ("1-02-1", "张明"), ("1-03-1", "李小红"), ("1-03-2", "李大红")].into_iter().map(person).collect(),
        )
    }

    /// Each row as `rule|subject|day|facts|note`, or what is wrong with it. The form above says 2026-03-01 and, for 志愿服务, one hour of 扫雪.
    fn read(rule: &str, text: &str) -> Vec<String> {
        let above = [("rule", rule), ("day", "2026-03-01"), ("fact:时长", "1"), ("fact:事由", "扫雪"), ("note", "")];
        let above = Typed(above.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        let rows = Pasted::read(text).unwrap().rows(&above, &rulebook(), &people(), "2026-03-09".parse().unwrap());
        let told = |deed: Deed| {
            let facts: Vec<_> = deed.facts.values().cloned().collect();
            [deed.rule, deed.subject, deed.occurred_on.to_string(), facts.join(" "), deed.note].join("|")
        };
        rows.into_iter().map(|row| row.deed.map_or_else(|wrong| wrong, told)).collect()
    }

    #[test]
    fn without_a_head_a_row_says_who_and_what_the_rule_asks_for_and_a_note() {
        let table = [
            ("志愿服务", "1-01-1\t2.5\t扫街\t很冷", "志愿服务|1-01-1|2026-03-01|扫街 2.5|很冷"),
            ("志愿服务", "1-01-1 2.5", "志愿服务|1-01-1|2026-03-01|扫雪 2.5|"),
            ("志愿服务", "李小红，3、扫街", "志愿服务|1-03-1|2026-03-01|扫街 3|"),
            ("志愿服务", "\n  \n1-01-1", "志愿服务|1-01-1|2026-03-01|扫雪 1|"),
            ("志愿服务", "\t2", "没有写是谁"),
            ("庭院", "1-03", "庭院|1-03|2026-03-01||"),
            ("庭院", "李小红", "庭院|1-03|2026-03-01||"),
            ("签到", "1-03-2 来得早", "签到|1-03-2|2026-03-01||来得早"),
            ("签到", "张明", "“张明”有 2 位，请选一位"),
            ("签到", "lxh", "是不是这一位？"),
            ("签到", "王五", "没有找到“王五”"),
            ("签道", "1-01-1", "没有叫“签道”的规则"),
            ("", "1-01-1", "没有写是哪一条规则"),
        ];
        for (rule, text, expected) in table {
            assert_eq!(read(rule, text), [expected], "{rule} {text}");
        }
    }

    #[test]
    fn a_head_says_which_column_is_what() {
        let text = "序\t姓名\t日期\t时长（小时）\t规则\t备注\t户号\n1\t李大红\t2026/3/5\t2\t志愿服务\t好\t1-03-2\n2\t李大红\t\t\t\t\t1-01\n3\t张明\t\t9\t签到\t\t1-01";
        let expected = ["志愿服务|1-03-2|2026-03-05|扫雪 2|好", "1-01 那里没有叫“李大红”的，号码和名字对不上", "签到|1-01|2026-03-01||"];
        assert_eq!(read("志愿服务", text), expected);
        let (pasted, rulebook) = (Pasted::read(text).unwrap(), rulebook());
        assert_eq!(pasted.unused(&rulebook, None), ["序"]);
        assert_eq!(pasted.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 3, 4]);
    }

    #[test]
    fn a_row_that_tells_the_same_again_is_noticed() {
        let text = "姓名\t日期\n李小红\t3月5日\n1-02-1\t3月5日\n李小红\t3月6日\n1-03-1\t3月5日";
        let above = Typed([("rule".to_owned(), "签到".to_owned())].into());
        let rows = Pasted::read(text).unwrap().rows(&above, &rulebook(), &people(), "2026-03-09".parse().unwrap());
        assert_eq!((0..4).map(|at| earlier(&rows, at)).collect::<Vec<_>>(), [None, None, None, Some(2)], "{rows:?}");
    }

    #[test]
    fn whoever_is_picked_stands_in_the_row_from_then_on() {
        let mut pasted = Pasted::read("张明 2\n李小红 3").unwrap();
        let mut gaps = Pasted::read("张明\n\n张明 2\n李小红").unwrap();
        gaps.pick(gaps.lines[1].number, "1-02-1");
        let again = Pasted::read(&gaps.text()).unwrap();
        assert_eq!(
            (again.text().as_str(), again.lines[1].number),
            ("张明\n1-02-1\t2\n李小红", gaps.lines[1].number),
            "an empty line shifts nothing"
        );
        pasted.pick(1, "1-02-1");
        pasted.pick(9, "1-01-1");
        assert_eq!(pasted.text(), "1-02-1\t2\n李小红\t3");
        let mut headed = Pasted::read("时长\t姓名\n2\t张明").unwrap();
        headed.pick(2, "1-02-1");
        assert_eq!(headed.text(), "时长\t姓名\n2\t1-02-1");
    }

    #[test]
    fn days_are_read_as_people_and_spreadsheets_write_them() {
        let today = "2026-03-09".parse().unwrap();
        let day = |text| day_of(text, today).map_or("-".to_owned(), |day| day.to_string());
        for text in ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "20260305", "3月5日", "2026/3/5 0:00"] {
            assert_eq!(day(text), "2026-03-05", "{text}");
        }
        assert_eq!(day("12月31日"), "2025-12-31");
        for text in ["", "3/5", "3-5", "5", "2026-13-01", "2026-02-29", "昨天", "46088"] {
            assert_eq!(day(text), "-", "{text}");
        }
    }

    #[test]
    fn none_and_too_many_are_refused() {
        for text in ["", " \n\t\n", "户号\t时长", &"1-01-1\n".repeat(MOST + 1)] {
            assert_eq!(Pasted::read(text).unwrap_err().code, "claims.wrong_size");
        }
        assert_eq!(Pasted::read(&"1-01-1\n".repeat(MOST)).unwrap().lines.len(), MOST);
    }
}
