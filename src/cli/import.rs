//! `jifen import`: people, goods or a list of rules from a spreadsheet. People and goods all or nothing; of a list what is understood, as a draft.
//!
//! Where a row is wrong or was not understood, the table is handed back with a note beside each (`handing_back`).

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use sha2::{Digest, Sha256};

use super::Ended;
use super::database::Database;
use super::handing_back::Table;
use super::output::{self, say};
use crate::app::{House, files};
use crate::awards::Enrol;
use crate::roster::{Enrolled, read_roster};
use crate::rulebook::{Bundle, Source, Transcript, list, transcribe};
use crate::sheets::Sheet;
use crate::sheets::noting::{Notes, note, note_problems};
use crate::shop::{Shelve, read_shelf};
use crate::versions::{self, Origin, Redraft};
use crate::words::{Act, Kind, Refusal, VillageId, hex};

/// 从表格导入（.xlsx 或 .csv）
#[derive(Args, Debug)]
#[command(help_template = super::TEMPLATE, override_usage = "jifen import <村> <roster|stock|sheet> <文件> [--dry-run] [--again] [--to DIR] [--notes FILE] [--database URL]", next_help_heading = "选项")]
pub struct Import {
    #[command(flatten)]
    database: Database,
    /// 哪个村
    village: String,
    /// 导入什么
    what: What,
    /// 表格文件
    file: PathBuf,
    /// 只看看行不行，什么也不改
    #[arg(long)]
    dry_run: bool,
    /// 同一张表再导一次：又进了一批同样的货；积分细则表：换掉已有的草案
    #[arg(long)]
    again: bool,
    /// 积分细则表：不进数据库，写成这个文件夹里的 rules.yaml
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// 有写错、没看懂的行时，带“错误说明”的表存成哪个文件；不写就放在原来的表（--to 的文件夹）旁边
    #[arg(long, value_name = "FILE")]
    notes: Option<PathBuf>,
}

/// What a spreadsheet holds.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// 花名册：组、户号、编号、姓名、关系
    Roster,
    /// 货单：编号、名称、规格、积分、成本、库存
    Stock,
    /// 积分细则表：类别、项目、分值、上限、备注
    Sheet,
}

impl Import {
    /// Reads the file and takes it in. The same file twice as the same list has the same operation id: it takes effect once, unless it is to again.
    pub async fn run(self) -> Result<Ended> {
        let village = super::village(&self.village)?;
        self.notes.iter().try_for_each(|file| output::check_new(file))?;
        let bytes = std::fs::read(&self.file).map_err(|error| no_file(&self.file, &error))?;
        let taken = match &self.to {
            Some(folder) if matches!(self.what, What::Sheet) => self.to_folder(&village, folder, &bytes),
            Some(_) => return Err(only_lists().into()),
            None => self.to_database(&village, &bytes).await,
        };
        let Taken { told, notes } = taken.or_else(|fault| Err(self.refused(fault, &bytes)?))?;
        say!("{}{told}", if self.dry_run { "试一试，什么也没有改：" } else { "" })?;
        let handed_back = self.hand_back(&bytes, notes)?;
        if !handed_back.is_empty() {
            say!("{handed_back}")?;
        }
        Ok(Ended::Fine)
    }

    /// Whatever goes wrong; where it lies in the rows of the table, with where they are noted.
    fn refused(&self, fault: anyhow::Error, bytes: &[u8]) -> Result<anyhow::Error> {
        let Some(refusal) = super::refusal(&fault) else { return Ok(fault) };
        let mut notes = Notes::new();
        note_problems(&mut notes, &refusal.problems);
        let next_step = format!("{}{}", refusal.next_step, self.hand_back(bytes, notes)?);
        Ok(Refusal { next_step, ..refusal.clone() }.into())
    }

    /// A dry run writes nothing that was not asked for by name.
    fn hand_back(&self, bytes: &[u8], notes: Notes) -> Result<String> {
        if notes.is_empty() || self.dry_run && self.notes.is_none() {
            return Ok(String::new());
        }
        let sheet = if matches!(self.what, What::Sheet) { list(bytes) } else { Sheet::read(bytes) }?;
        let folder = self.to.as_deref().filter(|folder| folder.is_dir());
        let table = Table { file: &self.file, bytes, header: sheet.header_row, folder, named: self.notes.as_deref() };
        table.hand_back(notes)
    }

    async fn to_database(&self, village: &VillageId, bytes: &[u8]) -> Result<Taken> {
        let _guard = self.database.lock()?;
        let house = self.database.open_existing().await?;
        let act = Act { dry_run: self.dry_run, ..house.own_act(village, &self.operation(&house, bytes))? };
        let told = match self.what {
            What::Roster => people(&house, village, act, &Sheet::read(bytes)?).await?.into(),
            What::Stock => goods(&house, act, &Sheet::read(bytes)?).await?.into(),
            What::Sheet => self.list(&house, act, bytes).await?,
        };
        house.books.close().await;
        Ok(told)
    }

    /// The list becomes the draft. One that somebody is working on is not lost without a word.
    async fn list(&self, house: &House, act: Act, bytes: &[u8]) -> Result<Taken> {
        let village = act.village.clone();
        let start = versions::start(&house.library, &village, None).await?;
        if start.draft.as_ref().is_some_and(|draft| draft.origin == Origin::Desk) && !self.again {
            let next_step = "请先让它生效，或者加 --again 用这张表换掉它；也可以用 --to 写到一个文件夹里。";
            return Err(Refusal::new("import.draft_exists", Kind::Conflict, "已经有一份还没生效的草案，没有动它。", next_step).into());
        }
        let transcript = transcribe(bytes, &start.files)?;
        let job = Redraft { origin: Origin::Desk, bundle: transcript.bundle.clone(), seen: None };
        let done = house.books.perform(act, job).await?;
        let what = if self.dry_run { "会成为" } else { "成了" };
        let told = told(&transcript, &format!("{what} {village} 的草案：jifen diff {village} in_force draft 看看改了什么。"));
        Ok(if done.replayed { BEFORE.to_owned().into() } else { told })
    }

    fn to_folder(&self, village: &VillageId, folder: &Path, bytes: &[u8]) -> Result<Taken> {
        let settings = match files::source(folder, &folder.join("village.yaml")) {
            Ok(settings) => settings,
            Err(_) => Source { path: "village.yaml".to_owned(), text: format!("名称: \"{village}\"\n试行: 是\n") },
        };
        let transcript = transcribe(bytes, &Bundle { village: village.clone(), files: vec![settings], packs: Vec::new() })?;
        let file = folder.join("rules.yaml");
        if !self.dry_run {
            std::fs::create_dir_all(folder)?;
            output::put(Some(&file), transcript.text().as_bytes())?;
        }
        let what = if self.dry_run { "会写在" } else { "写在" };
        Ok(told(&transcript, &format!("{what} {} 里。", file.display())))
    }

    fn operation(&self, house: &House, bytes: &[u8]) -> String {
        let what = match self.what {
            What::Roster => "roster",
            What::Stock => "stock",
            What::Sheet => "sheet",
        };
        let again = if self.again { house.books.chance.token() } else { String::new() };
        format!("import-{what}-{}{again}", hex(&Sha256::digest(bytes)[..16]))
    }
}

fn only_lists() -> Refusal {
    Refusal::new("import.to_database", Kind::Invalid, "--to 只用在积分细则表上。", "花名册和货单是直接导入数据库的，请去掉 --to。")
}

/// What was taken in, in words, and what is noted of the table's rows.
struct Taken {
    told: String,
    notes: Notes,
}

impl From<String> for Taken {
    fn from(told: String) -> Self {
        Self { told, notes: Notes::new() }
    }
}

/// How a list came out, and every row that needs a look; where one does, something is noted of each.
fn told(transcript: &Transcript, what: &str) -> Taken {
    let Transcript { rules, doubtful, problems, .. } = transcript;
    let head = match doubtful {
        0 => format!("{} 行变成了规则，{what}", rules.len()),
        _ => format!("{} 行变成了规则，{doubtful} 行要看一看，{what}", rules.len()),
    };
    let rows: String =
        problems.iter().map(|problem| format!("\n  {}：{}。", problem.pointer, problem.message.trim_end_matches('。'))).collect();
    let errors = transcript.checked.errors().count();
    let wrong = if errors == 0 { String::new() } else { format!("\n检查还有 {errors} 处错误，改好才能生效。") };
    let mut notes = Notes::new();
    if !problems.is_empty() {
        rules.iter().for_each(|(row, rule)| note(&mut notes, *row, &format!("已成规则“{rule}”")));
        note_problems(&mut notes, problems);
    }
    Taken { told: head + &rows + &wrong, notes }
}

/// What is said to a sheet that has been imported before.
const BEFORE: &str = "这张表以前导入过了，没有再导；真的要再导一次（比如下个月进了同样的货），请加 --again。";

fn no_file(file: &Path, error: &std::io::Error) -> Refusal {
    let (path, missing) = (file.display(), error.kind() == std::io::ErrorKind::NotFound);
    let sentence =
        if missing { format!("没有 {path} 这个文件。") } else { format!("读不了 {path}：打不开，或者没有权限。") };
    Refusal::new("sheet.no_file", Kind::Missing, sentence, "请核对文件名。")
}

async fn people(house: &House, village: &VillageId, act: Act, sheet: &Sheet) -> Result<String> {
    let rulebook = house.library.in_force(village, act.at.day()).await?;
    let done = house.books.perform(act, Enrol { members: read_roster(sheet)?, rulebook }).await?;
    if done.replayed {
        return Ok(BEFORE.to_owned());
    }
    let Enrolled { households, residents, moved } = done.answer;
    let told = format!("新增 {} 户、{} 人，共 {} 行。", households.len(), residents.len(), sheet.rows.len());
    Ok(match moved.len() {
        0 => told,
        count => format!("{told}有 {count} 人换了户，分没有动；要带分走的，请在记分桌面的“户口变动”里办分户。"),
    })
}

async fn goods(house: &House, act: Act, sheet: &Sheet) -> Result<String> {
    let done = house.books.perform(act, Shelve { goods: read_shelf(sheet)? }).await?;
    Ok(if done.replayed { BEFORE.to_owned() } else { format!("{} 种商品入库。", done.answer) })
}
