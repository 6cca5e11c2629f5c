//! An existing list (积分细则表) from a spreadsheet written out as a rule file.
//!
//! ```text
//! rows ──columns──▶ entries ──heard (5分/次, 每月最多20分)──▶ rules ──writing──▶ rules.yaml ──check──▶ only what holds stays a rule
//! ```
//!
//! What is more than a number gets its 比如 from the engine. Nothing is guessed in silence: what is not understood stands as a comment where its rule would
//! be, and is told with its row. Pure.
//! Not here: reading the spreadsheet itself (`sheets`), and keeping the draft (`versions`).

mod clauses;
mod columns;
mod entries;
mod writing;

use std::collections::HashMap;

use entries::{Entry, List, Printed};
use writing::Places;

use super::sheet::{self, Row};
use super::{Bundle, Checked, Coverage, Rulebook, Source, checking, script::is_script, village_file::is_village_file};
use crate::sheets::Sheet;
use crate::words::{Kind, Problem, Refusal};

/// The file that the list becomes.
const LIST: &str = "rules.yaml";

/// The most rows a list may have.
const MOST_ROWS: usize = 3_000;

/// How often the list is checked: each time, rules that do not hold become comments.
const ROUNDS: usize = 5;

/// A list written out.
pub struct Transcript {
    /// The village's files with the list instead of its own rules.
    pub bundle: Bundle,
    /// What was found in them.
    pub checked: Checked,
    /// The rows that became rules, with the rules' names.
    pub rules: Vec<(usize, String)>,
    /// What needs a look, by its row.
    pub problems: Vec<Problem>,
    /// How many rows that are.
    pub doubtful: usize,
}

impl Transcript {
    /// The rule file.
    pub fn text(&self) -> &str {
        self.bundle.files.iter().find(|file| file.path == LIST).map_or("", |file| &file.text)
    }
}

/// The list as it stands in a file, below whatever stands above it.
///
/// Refuses `sheet.too_large`, `sheet.unreadable`, `sheet.empty`, `sheet.too_long` and `sheet.no_header`.
pub fn list(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let sheet = Sheet::below(bytes, |cells| columns::Columns::of(cells).is_some(), "要有“项目”（或“内容”）和“分值”（或“积分”）两列。")?;
    if sheet.rows.len() > MOST_ROWS {
        let sentence = format!("这张表有 {} 行，一张细则表最多 {MOST_ROWS} 行。", sheet.rows.len());
        return Err(Refusal::new("sheet.too_long", Kind::Invalid, sentence, "请看看是不是选错了文件。"));
    }
    Ok(sheet)
}

/// Writes a list out for a village, which keeps its settings and not its rules.
///
/// Refuses what [`list`] does, and `sheet.no_rules` (no row could become a rule; with every row's reason).
pub fn transcribe(bytes: &[u8], village: &Bundle) -> Result<Transcript, Refusal> {
    let sheet = list(bytes)?;
    let mut list = entries::read(&sheet);
    let title = sheet.title.as_deref().unwrap_or("积分细则");
    let mut tried = Tried::until_it_holds(village, title, &mut list);
    if tried.add_keys(&mut list.entries) {
        tried = Tried::until_it_holds(village, title, &mut list);
    }
    tried.add_examples(&mut list.entries);
    tried.compare(&mut list.entries);
    told(Tried::out(village, title, &list), &list.entries)
}

/// The list as a rule file, and what the check says of it.
struct Tried {
    bundle: Bundle,
    checked: Checked,
    places: Places,
    /// How each rule would be printed, by its name.
    rows: HashMap<String, Row>,
}

impl Tried {
    fn out(village: &Bundle, title: &str, list: &List) -> Self {
        let writing::Written { text, places, .. } = writing::write(title, list);
        let bundle = with_list(village, text);
        let printed = |rulebook: &Rulebook| rulebook.rules().map(|rule| (rule.name().to_owned(), sheet::row(0, rule))).collect();
        let (checked, rows) = checking::look(&bundle, printed);
        Self { checked, bundle, places, rows }
    }

    /// The list without the entries that do not hold.
    fn until_it_holds(village: &Bundle, title: &str, list: &mut List) -> Self {
        let mut tried = Self::out(village, title, list);
        for _ in 0..ROUNDS {
            let faults = tried.faults();
            if faults.is_empty() {
                break;
            }
            faults.into_iter().for_each(|(entry, message)| list.entries[entry].give_up(message));
            tried = Self::out(village, title, list);
        }
        tried
    }

    /// The entries that do not hold, each with the reason.
    fn faults(&self) -> Vec<(usize, String)> {
        let at_fault = |line: usize| self.places.iter().filter(move |(lines, _)| lines.contains(&line)).map(|(_, entry)| *entry);
        let wrong = self.checked.errors().filter(|finding| finding.file == LIST);
        wrong.flat_map(|finding| at_fault(finding.line).map(|entry| (entry, finding.message.clone()))).collect()
    }

    /// Writes what a row says of evidence, review, notice and whom it is recorded against, where it would not be so by itself; whether anything was.
    fn add_keys(&self, entries: &mut [Entry]) -> bool {
        let mut is_any = false;
        for draft in entries.iter_mut().filter_map(|entry| entry.rule.as_mut().ok()) {
            let Some(row) = self.rows.get(&draft.name) else { continue };
            for key in &mut draft.keys {
                key.is_needed |= !row.says(key.name, &key.value);
                is_any |= key.is_needed;
            }
        }
        is_any
    }

    /// Tells what a printed row says and the rule does not.
    fn compare(&self, entries: &mut [Entry]) {
        for entry in entries {
            let Ok(draft) = &entry.rule else { continue };
            let (Some(Printed { cells, sentence }), Some(row)) = (&draft.printed, self.rows.get(&draft.name)) else { continue };
            let said = clauses::parts(&row.sentence);
            let lost: Vec<&str> = clauses::parts(sentence).into_iter().filter(|part| !said.contains(part)).collect();
            // The first column is a running number.
            let other = sheet::COLUMNS.iter().zip(cells.iter().zip(&row.cells)).skip(1).filter(|(_, (before, now))| before != now);
            let other: Vec<String> = other.map(|(column, (before, _))| format!("{column} {before}")).collect();
            let lost = if lost.is_empty() { other.join("，") } else { lost.join("，") };
            if !lost.is_empty() {
                entry.doubt(format!("表里还说“{lost}”，没有照样写进规则，请补上"));
            }
        }
    }

    /// Gives every rule that is more than a number an example of each way in which it can come out.
    fn add_examples(&self, entries: &mut [Entry]) {
        let of: HashMap<&str, &Coverage> = self.checked.coverage.iter().map(|coverage| (coverage.rule.as_str(), coverage)).collect();
        let drafts = entries.iter_mut().filter_map(|entry| entry.rule.as_mut().ok()).filter(|draft| draft.is_more_than_a_number());
        for draft in drafts {
            let missing = of.get(draft.name.as_str()).into_iter().flat_map(|coverage| &coverage.missing);
            let examples = missing.filter_map(|missing| missing.example.as_deref());
            draft.examples = examples.map(|example| example.trim_start_matches("- ").to_owned()).collect();
        }
    }
}

/// A village's settings with this list: its own rules and scripts are left out, and so are the packs, which only rules take in.
fn with_list(village: &Bundle, text: String) -> Bundle {
    let is_setting = |file: &&Source| is_village_file(&file.path) && !is_script(&file.path);
    let mut files: Vec<Source> = village.files.iter().filter(is_setting).cloned().collect();
    files.push(Source { path: LIST.to_owned(), text });
    Bundle { village: village.village.clone(), files, packs: Vec::new() }
}

/// Counted, with what needs a look.
fn told(Tried { bundle, checked, .. }: Tried, entries: &[Entry]) -> Result<Transcript, Refusal> {
    let rules: Vec<_> = entries.iter().filter_map(|entry| Some((entry.row, entry.rule.as_ref().ok()?.name.clone()))).collect();
    let doubtful = entries.iter().filter(|entry| entry.doubts().next().is_some()).count();
    let problem = |row: usize, doubt: &str| Problem { pointer: format!("第 {row} 行"), message: doubt.to_owned(), fix: None };
    let problems: Vec<Problem> = entries.iter().flat_map(|entry| entry.doubts().map(|doubt| problem(entry.row, doubt))).collect();
    if rules.is_empty() {
        let next_step = "请看看表头和“分值”一列，改好再导入。";
        return Err(Refusal::new("sheet.no_rules", Kind::Invalid, "表里没有一行能变成规则，什么也没有写。", next_step).with(problems));
    }
    Ok(Transcript { bundle, checked, rules, problems, doubtful })
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

    use super::*;
    use crate::words::VillageId;

    fn village() -> Bundle {
        let settings = Source { path: "village.yaml".into(), text: "名称: 小张庄\n试行: 是\n".into() };
        let own = Source { path: "rules/旧.yaml".into(), text: "规则: { 旧: { 旧规则: 1 } }\n".into() };
        Bundle { village: VillageId::draft(), files: vec![settings, own], packs: Vec::new() }
    }

    fn list(bytes: &[u8]) -> Transcript {
        transcribe(bytes, &village()).unwrap()
    }

    fn rows(page: &mut Worksheet, first: u32, rows: &[&[&str]]) -> Result<(), XlsxError> {
        for (row, cells) in (first..).zip(rows) {
            for (column, cell) in (0..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
                page.write_string(row, column, *cell)?;
            }
        }
        Ok(())
    }

    fn doubts(transcript: &Transcript) -> Vec<String> {
        transcript.problems.iter().map(|problem| format!("{} {}", problem.pointer, problem.message)).collect()
    }

    /// A list as villages make it: a title across, a header of two rows, chapters merged over their rows, a number that became a date.
    #[test]
    fn a_list_with_merged_cells_becomes_a_rule_file() {
        let (mut workbook, plain) = (Workbook::new(), Format::new());
        let page = workbook.add_worksheet();
        let fill = |page: &mut Worksheet| -> Result<(), XlsxError> {
            page.merge_range(0, 0, 0, 5, "小张庄积分细则表", &plain)?;
            rows(page, 1, &[&["", "", "", "", "", ""], &["", "", "", "加分", "扣分", ""]])?;
            for (column, title) in [(0, "序号"), (1, "类别"), (2, "积分内容"), (5, "上限")] {
                page.merge_range(1, column, 2, column, title, &plain)?;
            }
            page.merge_range(1, 3, 1, 4, "分值", &plain)?;
            page.merge_range(3, 1, 5, 1, "一、环境\n卫生", &plain)?;
            page.merge_range(6, 1, 8, 1, "二、移风易俗", &plain)?;
            rows(page, 3, &[&["1", "", "庭院整洁", "优5分、良3分、差0分", "", "每户每月1次"], &["2", "", "乱倒垃圾", "", "2", ""]])?;
            rows(page, 5, &[&["3", "", "清扫公共场地", "2分/小时", "", "每人每月最多16分"], &["4", "", "婚事简办", "5-10分", "", ""]])?;
            rows(page, 7, &[&["5", "", "丧事简办", "", "", ""], &["6", "", "戒掉陋习", "酌情", "", ""]])?;
            let day = Format::new().set_num_format("m-d");
            page.write_number_with_format(7, 3, 46_152.0, &day)?;
            page.write_string(9, 1, "注：以上由评议会负责解释").map(drop)
        };
        fill(page).unwrap();
        let transcript = list(&workbook.save_to_buffer().unwrap());
        assert_eq!(transcript.checked.findings, [], "{}", transcript.text());
        assert_eq!((transcript.rules.len(), transcript.doubtful), (4, 2));
        let expected = "\
标题: 小张庄积分细则表
规则:

  环境卫生:
    庭院整洁:
      填报: { 等级: [优, 良, 差] }
      对照: { 等级: { 优: 5, 良: 3, 差: 0 } }
      上限: 每户每月 1 次
      比如: [{ 等级: 优, 得: 5 }, { 等级: 良, 得: 3 }, { 等级: 差, 得: 0 }, { 等级: 优, 本月次数: 1, 得: 0 }]
    乱倒垃圾: -2
    清扫公共场地:
      对象: 个人
      填报: { 时长: { 类型: 小时, 最小: 0.5, 最大: 24 } }
      分值: 时长 * 2
      上限: 每人每月 16 分
      比如: [{ 时长: 1, 得: 2 }, { 时长: 1, 本月已得: 16, 得: 0 }]

  移风易俗:
    婚事简办:
      填报: { 评定分: { 类型: 整数, 最小: 5, 最大: 10 } }
      分值: 评定分
      比如: [{ 评定分: 5, 得: 5 }]
    # 第 8 行要看一看：“加分”一格被表格软件变成了日期，原来填的（比如 5-10）看不出来了。原文：二、移风易俗 | 丧事简办
    # 第 9 行要看一看：分值“酌情”没看懂，要写成 5、-2、5-10、5分/次 这样。原文：二、移风易俗 | 戒掉陋习 | 酌情
";
        assert_eq!(transcript.text().split_once("\n标题").map(|(_, text)| format!("标题{text}")).as_deref(), Some(expected));
        let paths: Vec<&str> = transcript.bundle.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["village.yaml", "rules.yaml"], "its own rules are left out");
    }

    #[test]
    fn a_csv_from_excel_reads_the_same_and_chapters_hold_until_the_next() {
        let text =
            "村规民约积分表,,\n\n项目,积分,备注\n一、遵纪守法,,\n拾金不昧,+5,\n,,\n二、扣分项,,\n说脏话,2分/次,当面提醒不改的\n合计,,\n";
        let (gb18030, _, _) = encoding_rs::GB18030.encode(text);
        for bytes in [text.as_bytes(), gb18030.as_ref()] {
            let transcript = list(bytes);
            let body = transcript.text().split_once("规则:\n").unwrap().1;
            let expected = "\n  遵纪守法:\n    拾金不昧: 5\n\n  扣分项:\n    说脏话:\n      分值: -2\n      说明: 当面提醒不改的\n";
            assert_eq!((body, transcript.doubtful), (expected, 0));
        }
    }

    #[test]
    fn names_differ_and_what_cannot_be_told_apart_is_told() {
        let transcript = list("类别,项目,分值,条件\n表彰,先进,30,省级\n表彰,先进,20,市级\n环境,清扫,5,\n公益,清扫,3,\n".as_bytes());
        for name in ["\"先进（省级）\":", "\"先进（市级）\":", "    清扫: 5", "    \"清扫（第 5 行）\": 3"] {
            assert!(transcript.text().contains(name), "{name}: {}", transcript.text());
        }
        assert_eq!(doubts(&transcript), ["第 5 行 和第 4 行重名，改叫“清扫（第 5 行）”"]);
    }

    /// Cells from strangers: nothing in them may become another line of the file, a formula or a rule that may not be.
    #[test]
    fn hostile_cells_stay_words() {
        let text = "类别,项目,分值,备注\n\
甲,=HYPERLINK(\"\"x\"\"),5,\n\
甲,\"名字\n  乙: 9\",5,\"说明 # 尾\n规则: {}\"\n\
甲,\"引\"\"号: { [ \\ '\",5,\n\
甲,到镇里上访,-5,\n\
甲,,5,\n\
上限,分值,5,\n\
甲,正常,5,\u{2028}\n";
        let transcript = list(text.as_bytes());
        let rules: Vec<String> = transcript.checked.rulebook.as_ref().unwrap().rules().map(|rule| rule.name().to_owned()).collect();
        assert_eq!(rules, ["名字乙: 9", "引\"号: { [ \\ '", "正常"], "{}", transcript.text());
        let rows: Vec<&str> = transcript.problems.iter().map(|problem| problem.pointer.as_str()).collect();
        assert_eq!(rows, ["第 2 行", "第 5 行", "第 6 行", "第 7 行"], "{:?}", doubts(&transcript));
        assert!(transcript.problems[1].message.contains("信访"), "the red line says why: {:?}", doubts(&transcript));
    }

    #[test]
    fn what_is_no_list_is_refused_with_the_reasons() {
        let code = |text: &str| transcribe(text.as_bytes(), &village()).err().map(|refusal| (refusal.code, refusal.problems.len()));
        assert_eq!(code("姓名,电话\n某,1\n"), Some(("sheet.no_header", 0)));
        assert_eq!(code("项目,分值\n甲,看情况\n乙,\n丙,\n一、丁,\n"), Some(("sheet.no_rules", 3)));
        assert_eq!(code(""), Some(("sheet.empty", 0)));
        let long = format!("项目,分值\n{}", "甲,5\n".repeat(MOST_ROWS + 1));
        assert_eq!(code(&long), Some(("sheet.too_long", 0)));
    }
}
