//! The printable list of rules (积分细则表) for the assembly and the wall: as a page, as aligned text, as a table for a spreadsheet.
//!
//! What stands in its cells is `rulebook::sheet`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

use crate::db::Books;
use crate::roster::{self, Action};
use crate::rulebook::sheet::{COLUMNS, Chapter, chapters};
use crate::rulebook::{Rulebook, Settings};
use crate::sheets::writing::{Line, Table};
use crate::versions::{self, House, Library};
use crate::web::{self, Reply, Shell, page};
use crate::words::{VillageId, short_code};

/// How many characters wide each column is in a spreadsheet.
const WIDTHS: [u16; COLUMNS.len()] = [4, 22, 6, 14, 16, 18, 12, 12, 8, 18];

/// The list of one rulebook, ready to be printed.
#[derive(Clone, Debug)]
pub struct RuleSheet {
    title: String,
    /// Below the title: from when it holds, which text it is, how it was decided.
    about: Vec<String>,
    chapters: Vec<Chapter>,
    /// Below the table.
    notes: Vec<String>,
    signatures: Vec<&'static str>,
    made_on: NaiveDate,
}

impl RuleSheet {
    /// The list of a rulebook, in force or a draft.
    pub fn of(rulebook: &Rulebook) -> Self {
        let settings = rulebook.settings();
        let effective_on = settings.effective_on.map_or("________".to_owned(), chinese_day);
        let trial = if settings.on_trial { "（试行）" } else { "" };
        let about = vec![
            format!("{effective_on}起生效{trial}　　全文短码：{}", short_code(rulebook.hash())),
            settings.adoption.as_ref().map_or(BLANK_VOTE.to_owned(), |adoption| {
                let (held_on, meeting) = (chinese_day(adoption.held_on), &adoption.meeting);
                let count = format!("应到 {} 人，实到 {} 人，赞成 {} 人", adoption.expected, adoption.present, adoption.in_favour);
                format!("{held_on}{meeting}通过：{count}（{}）", adoption.document)
            }),
        ];
        Self {
            title: format!("{}积分细则表", settings.name),
            about,
            chapters: chapters(rulebook),
            notes: notes(settings),
            signatures: vec!["村党组织", "村民委员会", "村务监督委员会", "日期"],
            made_on: settings.effective_on.unwrap_or_default(),
        }
    }

    /// Aligned by what characters take on a terminal.
    pub fn text(&self) -> String {
        let header: Vec<String> = COLUMNS.map(str::to_owned).into();
        let rows = self.chapters.iter().flat_map(|chapter| chapter.rows.iter().map(|row| row.cells.as_slice()));
        let widest = |at: usize| rows.clone().chain([header.as_slice()]).map(|cells| cells[at].width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..COLUMNS.len()).map(widest).collect();
        let mut text = format!("{}\n{}\n", self.title, self.about.join("\n"));
        for chapter in &self.chapters {
            text.push_str(&format!("\n{}\n{}", chapter.title(), aligned(&header, &widths)));
            for row in &chapter.rows {
                text.push_str(&format!("{}{}{}\n", aligned(&row.cells, &widths), " ".repeat(widths[0] + 2), row.sentence));
            }
        }
        format!("{text}\n{}\n\n{}\n", self.notes.join("\n"), self.signed())
    }

    fn signed(&self) -> String {
        self.signatures.iter().map(|who| format!("{who}：____________")).collect::<Vec<_>>().join("　")
    }

    /// As a spreadsheet takes it.
    pub fn table(&self) -> Table {
        let chapter = |chapter: &Chapter| {
            let rows = chapter.rows.iter().flat_map(|row| [Line::of(row.cells.clone()), Line::Wide(row.sentence.clone())]);
            std::iter::once(Line::Heading(chapter.title())).chain(rows).collect::<Vec<_>>()
        };
        Table {
            name: "积分细则表".to_owned(),
            above: std::iter::once(&self.title).chain(&self.about).cloned().collect(),
            columns: COLUMNS.iter().map(|name| (*name).to_owned()).zip(WIDTHS).collect(),
            lines: self.chapters.iter().flat_map(chapter).collect(),
            below: [self.notes.as_slice(), &[String::new(), self.signed()]].concat(),
            made_on: self.made_on,
        }
    }

    /// A file of its own, to be opened and printed in any browser.
    pub fn html(&self) -> anyhow::Result<String> {
        Ok(SheetFile { sheet: self, style: web::style() }.render()?)
    }
}

/// To be filled in when the assembly has voted.
const BLANK_VOTE: &str = "会议：____________　应到 ____ 人　实到 ____ 人　赞成 ____ 人";

fn notes(settings: &Settings) -> Vec<String> {
    let mut notes = vec![
        format!("登记：{}。登记的人不审自己登记的，谁也不审自己家的。", roster::whom_to_ask(Action::Record)),
        "减分公示满七天没有意见再入账，扣到零为止。对哪一条、哪一笔有意见，找村务监督委员。".to_owned(),
        format!("1 分折合 {} 元。", settings.yuan_per_point.plain()),
    ];
    notes.extend(settings.month_cap.map(|cap| format!("全村每月一共最多记 {} 分。", cap.plain())));
    notes.extend(settings.reset_sentence().map(|sentence| sentence + "。"));
    notes.extend(settings.grades.as_ref().map(|grades| {
        let base = if settings.base.is_positive() { "（基础分算在内）" } else { "" };
        format!("评级：{grades}{base}。被取消评优的，那段时间不评。")
    }));
    if !settings.quotas.is_empty() {
        let quotas: Vec<String> = settings.quotas.iter().map(ToString::to_string).collect();
        notes.push(format!("一个人经手记的分，最多{}。", quotas.join("、")));
    }
    if settings.redeem_above_base {
        notes.push(format!("每个账户有基础分 {} 分，超出的部分才能换东西。", settings.base.plain()));
    }
    if settings.redeem_min.is_positive() {
        notes.push(format!("攒够 {} 分才能换东西。", settings.redeem_min.plain()));
    }
    notes.push(match settings.free_by_number.is_positive() {
        true => format!("换东西要本人的卡或密码，或者另一个人作证；只报号码的，一天最多换 {} 分。", settings.free_by_number.plain()),
        false => "换东西要本人的卡或密码，或者另一个人作证。".to_owned(),
    });
    if settings.hold_hours > 0 {
        notes.push(format!("东西可以先预约，留 {} 小时；过了时候没来领，分全部还回。", settings.hold_hours));
    }
    notes
}

fn chinese_day(day: NaiveDate) -> String {
    day.format("%Y 年 %-m 月 %-d 日").to_string()
}

/// A line of cells, each as wide as its column.
fn aligned(cells: &[String], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
    format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
}

impl Chapter {
    /// Its heading, with what all its rules together may come to.
    fn title(&self) -> String {
        match self.limits.as_slice() {
            [] => self.heading.clone(),
            limits => format!("{}（合起来最多：{}）", self.heading, limits.join("、")),
        }
    }
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/rule_sheet.html")]
struct SheetPage<'a> {
    shell: Shell,
    sheet: &'a RuleSheet,
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/rule_sheet_file.html")]
struct SheetFile<'a> {
    sheet: &'a RuleSheet,
    style: &'static str,
}

/// The page of the list in force.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/villages/{village}/sheet", get(sheet))
}

async fn sheet(State(books): State<Books>, State(library): State<Library>, Path(id): Path<VillageId>) -> Reply<Response> {
    let rulebook = library.in_force(&id, books.clock.now().day()).await?;
    let sheet = RuleSheet::of(&rulebook);
    let shell = versions::shell(&books, &id, &rulebook, "public", format!("/villages/{id}")).titled(sheet.title.clone());
    page(&SheetPage { shell, sheet: &sheet })
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::rulebook::{Bundle, Source, check};

    fn rulebook(village: &str, rules: &str) -> Rulebook {
        let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
        let files = vec![source("village.yaml", village), source("rules.yaml", rules)];
        check(&Bundle { village: VillageId::draft(), files, packs: Vec::new() }).rulebook.unwrap()
    }

    const VILLAGE: &str = "名称: 样例村\n试行: 是\n生效: 2026-03-01\n";
    const RULES: &str = "规则:\n  公益服务:\n    上限: 每户每月 30 分\n    志愿服务: {填报: {时长: 小时}, 分值: 时长 * 2, 上限: 每人每月 20 分, 依据: 第三条}\n    庭院: {对照: {等级: {优: 5, 差: -2}}, 上限: 每户每月 1 次}\n  文明:\n    说脏话: -2\n    评定: {填报: {评定分: {类型: 整数, 最小: 5, 最大: 10}}, 分值: 评定分, 审核: 免审}\n";

    /// The page of a small list.
    pub(in crate::statements) fn page() -> String {
        let sheet = RuleSheet::of(&rulebook(VILLAGE, RULES));
        let shell = Shell { title: sheet.title.clone(), skin: "public", place: "样例村".to_owned(), ..Shell::default() };
        SheetPage { shell, sheet: &sheet }.render().unwrap()
    }

    #[test]
    fn the_list_stands_in_aligned_columns() {
        let text = RuleSheet::of(&rulebook(VILLAGE, RULES)).text();
        let code = text.split("短码：").nth(1).and_then(|rest| rest.lines().next()).unwrap();
        let expected = "\
样例村积分细则表
2026 年 3 月 1 日起生效（试行）　　全文短码：CODE
会议：____________　应到 ____ 人　实到 ____ 人　赞成 ____ 人

一、公益服务（合起来最多：每户每月 30 分）
序  做什么    加/减  分        每次/每月      最多            谁审  凭证        公示    依据
1   志愿服务  加     按时长算  每次           每人每月 20 分  一人              不公示  第三条
    每人每次按时长每小时加 2 分，每人每月最多 20 分，一人审核。
2   庭院      加减   5／-2     每户每月 1 次                  一人  照片或证明  7 天
    每户每次按等级，优加 5 分、差扣 2 分，每户每月最多 1 次，要有照片或证明，一人审核，公示 7 天。

二、文明
序  做什么    加/减  分        每次/每月      最多            谁审  凭证        公示    依据
3   说脏话    减     2         每次                           一人  照片或证明  7 天
    每户每次扣 2 分，要有照片或证明，一人审核，公示 7 天。
4   评定      加     5 到 10   每次                           免审              不公示
    每户每次按评定分加 5 到 10 分，不用审核。

登记：村书记、村务监督委员、网格员、村民小组长。登记的人不审自己登记的，谁也不审自己家的。
减分公示满七天没有意见再入账，扣到零为止。对哪一条、哪一笔有意见，找村务监督委员。
1 分折合 1 元。
换东西要本人的卡或密码，或者另一个人作证。
东西可以先预约，留 48 小时；过了时候没来领，分全部还回。

村党组织：____________　村民委员会：____________　村务监督委员会：____________　日期：____________
";
        assert_eq!(text, expected.replace("CODE", code));
    }

    #[test]
    fn a_list_that_was_agreed_says_by_whom_and_what_can_be_redeemed() {
        let village = "名称: 样例村\n生效: 2026-03-01\n基础分: 100\n只兑换超出基础分: 是\n最低兑换分: 60\n全村每月上限: 500\n\
                       采纳: {会议: 村民会议, 日期: 2026-02-20, 应到: 30, 实到: 28, 赞成: 27, 文号: 样例〔2026〕1号}\n";
        let text = RuleSheet::of(&rulebook(village, RULES)).text();
        let vote = "2026 年 2 月 20 日村民会议通过：应到 30 人，实到 28 人，赞成 27 人（样例〔2026〕1号）";
        for words in [vote, "每月一共最多记 500 分", "基础分 100 分，超出的部分", "攒够 60 分"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(!text.contains("试行"));
    }

    #[test]
    fn the_file_needs_nothing_from_elsewhere() {
        let file = RuleSheet::of(&rulebook(VILLAGE, RULES)).html().unwrap();
        assert!(file.contains("<style>:root") || file.contains("<style>/*"), "the style is in it");
        for outside in ["<script", "<link", "href=", "src=", "@import", "url("] {
            assert!(!file.contains(outside), "{outside}");
        }
    }
}
