//! The gallery of mistakes: `tests/mistakes/<code>/` holds the smallest wrong file and, in `expected.txt`, exactly what is said about it.
//!
//! `village.yaml`, `rules.yaml` and the folders `packs/` and `cases/` may be there; a folder with only `pack.yaml` checks a pack on its own.
//! `README.md` beside the folders is the index page; it is written by the test, too.
//! After changing a sentence on purpose: `REWRITE=1 cargo test --test mistakes`, then read the difference.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jifen::app::{beginning, files, stories};
use jifen::rulebook::{self, Bundle, Finding, Level, Source};
use jifen::words::VillageId;

fn gallery() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// What a sound village says where a mistake needs none of its own.
fn sound_village() -> Source {
    Source { path: "village.yaml".into(), text: "名称: 样例村\n试行: 是\n".into() }
}

/// With what a village says, unless it is just that which is missing; and the last line as often as `times.txt` says, {n} being its number.
fn completed(folder: &Path, mut bundle: Bundle) -> Bundle {
    if !folder.join("village.yaml").is_file() && !folder.ends_with("village.missing") {
        bundle.files.insert(0, sound_village());
    }
    let Ok(times) = fs::read_to_string(folder.join("times.txt")) else { return bundle };
    for file in bundle.files.iter_mut().filter(|file| file.path == "rules.yaml") {
        let (head, last) = file.text.trim_end().rsplit_once('\n').unwrap();
        let lines = (1..=times.trim().parse::<usize>().unwrap()).map(|n| last.replace("{n}", &n.to_string()));
        file.text = format!("{head}\n{}\n", lines.collect::<Vec<_>>().join("\n"));
    }
    bundle
}

fn findings(folder: &Path) -> Vec<Finding> {
    let pack = folder.join("pack.yaml");
    if pack.is_file() {
        return rulebook::check_pack(&files::source(folder, &pack).unwrap(), &files::scripts(folder).unwrap());
    }
    let bundle = files::village(folder, &folder.join("packs"), &VillageId::parse("sample").unwrap()).unwrap();
    let bundle = completed(folder, bundle);
    let checked = rulebook::check(&bundle);
    let (mut findings, rulebook) = (checked.findings, checked.rulebook.map(Arc::new));
    let lists = beginning::check(folder, &bundle.village, rulebook.as_ref()).unwrap();
    let is_shelf_sound = lists.iter().all(|finding| finding.file != beginning::SHELF);
    findings.extend(lists);
    if let Some(rulebook) = rulebook.filter(|_| is_shelf_sound) {
        let told = stories::play_all(folder, &bundle.village, &rulebook).unwrap();
        findings.extend(told.into_iter().flat_map(|story| story.findings));
    }
    findings
}

#[test]
fn every_mistake_is_described_as_the_gallery_says() {
    let rewrite = std::env::var_os("REWRITE").is_some();
    let mut wrong = Vec::new();
    for folder in gallery() {
        let said = rulebook::text(&findings(&folder), false);
        let expected = folder.join("expected.txt");
        if rewrite {
            fs::write(&expected, &said).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != said {
            wrong.push(format!("{}\n{said}", folder.file_name().unwrap().display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_shows_the_mistake_it_is_named_after() {
    for folder in gallery() {
        let code = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let found: BTreeSet<&str> = findings(&folder).iter().map(|finding| finding.code).collect();
        assert!(found.iter().any(|known| code == *known || code.starts_with(&format!("{known}-"))), "{code}: {found:?}");
    }
}

/// The sources of a folder, the pack alone if it is one.
fn sources(folder: &Path) -> Bundle {
    let id = VillageId::parse("sample").unwrap();
    let bundle = files::village(folder, &folder.join("packs"), &id).unwrap();
    let pack = folder.join("pack.yaml");
    if pack.is_file() {
        return Bundle { files: vec![files::source(folder, &pack).unwrap()], packs: files::scripts(folder).unwrap(), ..bundle };
    }
    completed(folder, bundle)
}

fn found_in(folder: &Path, bundle: &Bundle) -> Vec<Finding> {
    if folder.join("pack.yaml").is_file() {
        return rulebook::check_pack(&bundle.files[0], &bundle.packs);
    }
    rulebook::check(bundle).findings
}

#[test]
fn mends_leave_nothing_to_mend_and_what_was_readable_stays_so() {
    let mut mended = 0;
    for folder in gallery() {
        let mut bundle = sources(&folder);
        let slips = |found: &[Finding]| found.iter().filter(|f| f.code.starts_with("yaml.") && f.level == Level::Error).count();
        let first = found_in(&folder, &bundle);
        for round in 0.. {
            let found = found_in(&folder, &bundle);
            let before = bundle.files.clone();
            // Somebody says yes to every guess.
            let agreed: Vec<Finding> = found.iter().cloned().map(Finding::agreed).collect();
            for file in &mut bundle.files {
                file.text = rulebook::mended(file, &agreed).text;
            }
            if bundle.files == before {
                let left: Vec<_> = found.iter().filter(|f| f.mend.is_some() && before.iter().any(|file| file.path == f.file)).collect();
                assert!(left.is_empty(), "{}: {left:?}", folder.display());
                assert!(slips(&found) <= slips(&first), "{}:\n{}", folder.display(), rulebook::text(&found, false));
                mended += usize::from(round > 0);
                break;
            }
            assert!(round < 20, "{} is mended for ever", folder.display());
        }
    }
    assert!(mended >= 50, "only {mended} folders were mended");
}

/// Each mend alone, also a guess: what it writes is not found fault with for the same reason.
#[test]
fn what_a_mend_writes_is_not_found_again() {
    for folder in gallery() {
        let bundle = sources(&folder);
        let found = found_in(&folder, &bundle);
        for finding in found.iter().filter(|finding| finding.mend.is_some()) {
            let alone = [finding.clone().agreed()];
            let mut mended = bundle.clone();
            for file in &mut mended.files {
                file.text = rulebook::mended(file, &alone).text;
            }
            let times = |found: &[Finding]| {
                found.iter().filter(|other| (other.code, &other.file, other.line) == (finding.code, &finding.file, finding.line)).count()
            };
            let again = found_in(&folder, &mended);
            let is_own = bundle.files.iter().any(|file| file.path == finding.file);
            assert!(!is_own || times(&again) < times(&found), "{}: {finding:?}\n{}", folder.display(), rulebook::text(&again, false));
        }
    }
}

/// What is only a guess is never written unasked.
#[test]
fn a_guess_is_said_and_not_written() {
    let mut guesses = 0;
    for folder in gallery() {
        let bundle = sources(&folder);
        let found: Vec<Finding> = found_in(&folder, &bundle).into_iter().filter(|finding| finding.guess().is_some()).collect();
        assert!(bundle.files.iter().all(|file| rulebook::mended(file, &found).text == file.text), "{}", folder.display());
        guesses += found.len();
    }
    assert!(guesses >= 20, "only {guesses} guesses");
}

/// A file with an example pasted into the rule that stands on a line: under its 比如, or with a 比如 of its own.
fn pasted(text: &str, line: usize, example: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let rule = (0..line).rev().find(|at| indent(&lines[*at]) == 4).unwrap();
    let end = (rule + 1..lines.len()).find(|at| indent(&lines[*at]) <= 4).unwrap_or(lines.len());
    match (rule..end).find(|at| lines[*at].contains("比如:")) {
        Some(at) if lines[at].contains("比如: [") => {
            lines[at] = lines[at].replace("比如: [", &format!("比如: [{}, ", example.trim_start_matches("- ")));
        }
        Some(at) => lines.insert(at + 1, format!("        {example}")),
        None => lines.splice(end..end, ["      比如:".to_owned(), format!("        {example}")]).for_each(drop),
    }
    lines.join("\n") + "\n"
}

/// What is found in a folder when its list is another one.
fn findings_with(folder: &Path, rules: &str) -> Vec<Finding> {
    let mut bundle = files::village(folder, &folder.join("packs"), &VillageId::parse("sample").unwrap()).unwrap();
    bundle.files.iter_mut().filter(|file| file.path == "rules.yaml").for_each(|file| rules.clone_into(&mut file.text));
    rulebook::check(&completed(folder, bundle)).findings
}

#[test]
fn every_example_that_a_finding_shows_can_be_pasted_and_is_right() {
    let mut count = 0;
    for folder in gallery() {
        let Ok(text) = fs::read_to_string(folder.join("rules.yaml")) else { continue };
        let failed = |found: &[Finding]| found.iter().filter(|finding| finding.code == "examples.failed").count();
        let before = findings_with(&folder, &text);
        for finding in before.iter().filter(|finding| finding.file == "rules.yaml") {
            let Some(example) = &finding.example else { continue };
            let found = findings_with(&folder, &pasted(&text, finding.line, example));
            assert_eq!(failed(&found), failed(&before), "{}: {example}\n{}", folder.display(), rulebook::text(&found, false));
            let is_still_said = found.iter().any(|other| (other.code, &other.message) == (finding.code, &finding.message));
            assert_eq!(is_still_said, !finding.code.starts_with("examples."), "{}: {example}", folder.display());
            let wrong = example.replace(" }", ".5 }");
            assert_eq!(failed(&findings_with(&folder, &pasted(&text, finding.line, &wrong))), failed(&before) + 1, "{wrong}");
            count += 1;
        }
    }
    assert!(count >= 12, "only {count} examples were pasted");
}

/// The families of findings by what their codes begin with, as the handbook tells them apart.
const FAMILIES: [(&str, &[&str]); 6] = [
    ("写法", &["yaml", "key", "value"]),
    (
        "意思",
        &[
            "also_to",
            "campaign",
            "condition",
            "field",
            "formula",
            "grades",
            "limit",
            "lookup",
            "meeting",
            "pack",
            "chapter",
            "points",
            "quota",
            "repair",
            "repeat",
            "rule",
            "rules",
            "script",
            "streak",
            "tiers",
            "total",
            "validity",
            "veto",
            "village",
        ],
    ),
    ("比如和算例", &["examples", "story"]),
    ("红线", &["E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E09", "E10", "E11", "E12"]),
    ("资金", &["money"]),
    (LISTS, &["roster", "sheet", "shop"]),
];

/// What is refused when the lists beside the rules are taken in is a finding of the check.
const LISTS: &str = "花名册、办事人员和货架";

fn family(code: &str) -> &'static str {
    let first = code.split('.').next().unwrap();
    FAMILIES.iter().find(|(_, codes)| codes.contains(&first)).unwrap_or_else(|| panic!("{code} is of no family")).0
}

/// One line a folder: code, level, family, sentence, link.
fn index() -> String {
    let head = "# 检查会说什么\n\n每一行是一种问题：最小的错误文件在链接的文件夹里。本页由 `REWRITE=1 cargo test --test mistakes` 写成，不要手改。\n";
    let row = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let found = findings(&folder);
        let about = found.iter().find(|finding| name == finding.code || name.starts_with(&format!("{}-", finding.code))).unwrap();
        let (level, sentence) = (about.level.chinese(), about.message.replace('|', "\\|").replace('\n', " "));
        let sentence: String = sentence.chars().take(120).collect();
        (family(about.code), format!("| `{}` | {level} | {sentence} | [{name}]({name}/) |\n", about.code))
    };
    let rows: Vec<(&str, String)> = gallery().into_iter().map(row).collect();
    let part = |(name, _): &(&str, &[&str])| {
        let rows: String = rows.iter().filter(|(family, _)| family == name).map(|(_, row)| row.as_str()).collect();
        format!("\n## {name}\n\n| 代码 | 级别 | 说的话 | 错在哪里 |\n| --- | --- | --- | --- |\n{rows}")
    };
    format!("{head}{}", FAMILIES.iter().map(part).collect::<String>())
}

#[test]
fn the_index_page_is_that_of_the_gallery() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/README.md");
    if std::env::var_os("REWRITE").is_some() {
        fs::write(&path, index()).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), index(), "write it anew with REWRITE=1");
}

/// Every code that the sources report: the texts in code that look like one. Refusals have codes of the same shape and are not findings.
fn codes() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = vec![root.join("app/stories.rs")];
    paths.extend(fs::read_dir(root.join("rulebook")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()));
    let families: BTreeSet<&str> =
        FAMILIES.iter().filter(|(family, _)| *family != LISTS).flat_map(|(_, codes)| codes.iter().copied()).collect();
    let is_code = |text: &&str| {
        let word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let is_file = text.ends_with(".yaml");
        match text.split_once('.') {
            Some((family, rest)) => families.contains(family) && word(rest) && !is_file,
            None => families.contains(text) && text.starts_with('E'),
        }
    };
    let text = |path: &PathBuf| fs::read_to_string(path).unwrap().split("#[cfg(test)]").next().unwrap().to_owned();
    let texts: Vec<String> = paths.iter().map(text).collect();
    let codes: BTreeSet<String> = texts.iter().flat_map(|text| text.split('"').filter(is_code)).map(str::to_owned).collect();
    assert!(codes.len() > 120, "the codes were not found");
    codes
}

#[test]
fn every_code_is_in_the_gallery_and_every_red_line_four_times() {
    let shown: Vec<String> = gallery().iter().map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    let times = |code: &String| shown.iter().filter(|name| *name == code || name.starts_with(&format!("{code}-"))).count();
    let missing: Vec<String> = codes().into_iter().filter(|code| times(code) < if code.starts_with('E') { 4 } else { 1 }).collect();
    assert!(missing.is_empty(), "no folder, or too few: {missing:?}");
}
