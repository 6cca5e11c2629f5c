//! The gallery of mistakes: `tests/mistakes/<code>/` holds the smallest wrong file and, in `expected.txt`, exactly what is said about it.
//!
//! `village.yaml`, `rules.yaml` and the folders `packs/` and `cases/` may be there; a folder with only `pack.yaml` checks a pack on its own.
//! After changing a sentence on purpose: `REWRITE=1 cargo test --test mistakes`, then read the difference.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jifen::app::{files, stories};
use jifen::rulebook::{self, Bundle, Finding, Source};
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

fn findings(folder: &Path) -> Vec<Finding> {
    let pack = folder.join("pack.yaml");
    if pack.is_file() {
        return rulebook::check_pack(&files::source(folder, &pack).unwrap(), &files::scripts(folder).unwrap());
    }
    let bundle = files::village(folder, &folder.join("packs"), &VillageId::parse("sample").unwrap()).unwrap();
    let mut bundle = Bundle { ..bundle };
    if !folder.join("village.yaml").is_file() {
        bundle.files.insert(0, sound_village());
    }
    let checked = rulebook::check(&bundle);
    let mut findings = checked.findings;
    if let Some(rulebook) = checked.rulebook {
        let told = stories::play_all(folder, &bundle.village, &Arc::new(rulebook)).unwrap();
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

#[test]
fn mends_leave_nothing_to_mend() {
    for folder in gallery().into_iter().filter(|folder| !folder.join("pack.yaml").is_file()) {
        let path = folder.join("rules.yaml");
        let Ok(mut text) = fs::read_to_string(&path) else { continue };
        let id = VillageId::parse("sample").unwrap();
        for _ in 0..5 {
            let mut bundle = files::village(&folder, &folder.join("packs"), &id).unwrap();
            bundle.files.retain(|file| file.path != "rules.yaml");
            let source = Source { path: "rules.yaml".into(), text: text.clone() };
            bundle.files.push(source.clone());
            let found = rulebook::check(&bundle).findings;
            text = rulebook::mended(&source, &found);
            if text == source.text {
                let fixes: Vec<_> = found.iter().filter(|f| f.file == "rules.yaml" && f.fix.is_some()).collect();
                assert!(fixes.is_empty(), "{}: {fixes:?}", folder.display());
                break;
            }
        }
    }
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
    if !folder.join("village.yaml").is_file() {
        bundle.files.insert(0, sound_village());
    }
    rulebook::check(&bundle).findings
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
