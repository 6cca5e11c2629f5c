//! The text tab: a whole file as it is written, with what was found by line, and 替我改 for one finding or for all.
//!
//! What is saved may be full of mistakes: it is a draft. What is only looked at is not saved.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::bench::{Bench, Head, Rules};
use super::findings::{FindingView, views};
use super::saving::{Saved, Typed, save as save_draft, shows};
use crate::roster::Action;
use crate::rulebook::{Bundle, Finding, Source, mended};
use crate::versions::{bundled, start, started_from};
use crate::web::{Fields, Reply, Shell, Told, expected, in_query, page, page_refused, see};
use crate::words::Refusal;

/// A file as text.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/text.html")]
pub struct TextPage {
    pub shell: Shell,
    pub head: Head,
    pub seen: String,
    /// Every file of the village: its path, as an address takes it, how many findings it has.
    pub files: Vec<(String, String, usize)>,
    pub file: String,
    pub text: String,
    /// Those of this file.
    pub findings: Vec<FindingView>,
    pub mendable: usize,
    pub done: Option<String>,
    pub is_unsaved: bool,
    /// Under which name the browser keeps what is typed and not saved.
    pub keep: String,
    pub told: Option<Told>,
}

impl TextPage {
    /// The numbers beside the lines.
    fn numbers(&self) -> String {
        (1..=self.text.split('\n').count().max(12)).map(|line| format!("{line}\n")).collect()
    }

    fn rows(&self) -> usize {
        self.text.split('\n').count().max(12) + 1
    }

    fn shows(&self) -> &'static str {
        shows(self.done.is_some() && !self.is_unsaved, self.is_unsaved)
    }
}

#[derive(Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    file: String,
    #[serde(default)]
    done: String,
}

pub async fn show(screen: Rules, Query(asked): Query<Which>) -> Reply<Response> {
    let bench = Bench::of(&screen, "text").await?;
    let done = (asked.done == "saved").then(|| "已经存进草案，还没有生效。".to_owned());
    page(&TextPage { done, ..view(&screen, &bench, &asked.file) })
}

fn view(screen: &Rules, bench: &Bench, wanted: &str) -> TextPage {
    let files = &bench.files.files;
    let is_script_of = |file: &&Source| !wanted.is_empty() && file.path.rsplit('/').next() == Some(wanted);
    let first = || files.iter().find(|file| file.path != "village.yaml");
    let file = files.iter().find(|file| file.path == wanted).or_else(|| files.iter().find(is_script_of)).or_else(first);
    let (path, text) = file.map_or((String::new(), String::new()), |file| (file.path.clone(), file.text.clone()));
    let findings = views(&bench.opening);
    let count = |path: &str| findings.iter().filter(|finding| finding.file == path).count();
    let of_file: Vec<FindingView> = findings.iter().filter(|finding| finding.file == path).cloned().collect();
    TextPage {
        shell: screen.shell(if bench.head.errors > 0 { "出错：规则的文字" } else { "规则的文字" }),
        head: bench.head.clone(),
        seen: bench.start.tag.clone(),
        files: files.iter().map(|file| (file.path.clone(), in_query(&file.path), count(&file.path))).collect(),
        mendable: of_file.iter().filter(|finding| finding.is_sure).count(),
        findings: of_file,
        keep: format!("{}/{path}", screen.village),
        file: path,
        text,
        done: None,
        is_unsaved: false,
        told: None,
    }
}

pub async fn save(screen: Rules, Fields(typed): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::WriteDraft)?;
    let typed = Typed(typed);
    let (address, file) = (format!("{}/rules/text", screen.home()), typed.get("file"));
    match typed.get("do") {
        "save" | "" => {}
        wish => return look(&screen, &typed, wish).await,
    }
    match save_draft(&screen, &typed, &address, async |base| with_text(&screen, base, file, typed.get("text")).await).await? {
        Saved::Written => Ok(see(format!("{address}?file={}&done=saved", in_query(file)))),
        Saved::Torn(page) => Ok(page),
        Saved::Refused(refusal) => {
            let bench = Bench::of(&screen, "text").await?;
            let told = Some(Told::from(&refusal));
            let (text, seen) = (typed.get("text").to_owned(), typed.get("seen").to_owned());
            page_refused(&refusal, &TextPage { text, seen, told, is_unsaved: true, ..view(&screen, &bench, file) })
        }
    }
}

/// The files with another text in one of them, and the packs it takes in now. A browser sends every line break as CR LF; a file that had none keeps none.
async fn with_text(screen: &Rules, base: &Bundle, path: &str, text: &str) -> Reply<Result<Bundle, Refusal>> {
    let mut files = base.files.clone();
    if files.iter().all(|file| file.path != path) {
        files.push(Source { path: path.to_owned(), text: String::new() });
    }
    let Some(file) = files.iter_mut().find(|file| file.path == path) else { return Ok(Ok(base.clone())) };
    let has_returns = file.text.contains("\r\n");
    let plain = text.replace("\r\n", "\n");
    file.text = if has_returns { plain.replace('\n', "\r\n") } else { plain };
    if file.text == base.files.iter().find(|file| file.path == path).map_or("", |file| &file.text) {
        return Ok(Ok(base.clone()));
    }
    expected(bundled(&screen.library, &screen.village, files).await)
}

/// What is found in the text as typed; with a wish to mend, in the mended one. Nothing is saved.
async fn look(screen: &Rules, typed: &Typed, wish: &str) -> Reply<Response> {
    let (path, seen) = (typed.get("file"), typed.get("seen").to_owned());
    let base = started_from(&screen.library, &screen.village, &seen).await?;
    let mut files = match with_text(screen, &base, path, typed.get("text")).await? {
        Ok(files) => files,
        Err(refusal) => return Err(refusal.into()),
    };
    let now = start(&screen.library, &screen.village, None).await?;
    let mut bench = Bench::with(screen, "text", now.clone(), files.clone()).await?;
    let mut done = None;
    if let Some(which) = wish.strip_prefix("fix:") {
        let count = mend(&mut files, path, &bench.opening.checked.findings, which);
        done = Some(format!("替您改了 {count} 处，还没有存。看看对不对，再存进草案。"));
        bench = Bench::with(screen, "text", now, files).await?;
    }
    page(&TextPage { seen, done, is_unsaved: true, ..view(screen, &bench, path) })
}

/// Writes the mend of one finding by its number, or of `all` that are certain; how many were written.
fn mend(files: &mut Bundle, path: &str, findings: &[Finding], which: &str) -> usize {
    let wanted: Vec<Finding> = match which.parse::<usize>() {
        // Whoever asks for this one has looked at it.
        Ok(number) => findings.get(number).cloned().map(Finding::agreed).into_iter().collect(),
        Err(_) => findings.to_vec(),
    };
    let Some(file) = files.files.iter_mut().find(|file| file.path == path) else { return 0 };
    let mended = mended(file, &wanted);
    let (count, text) = (mended.applied.len(), mended.text);
    file.text = text;
    count
}
