//! The zoo: every hostile file is stopped by a counted limit, with a finding. Nothing panics, whatever is done with what was read.
//!
//! Time and memory are measured by the bench; here limits are counts: bytes read, findings kept, characters shown, examples run.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

#[path = "zoo/animals.rs"]
mod animals;

use std::fs;

use jifen::app::files;
use jifen::rulebook;
use jifen::words::VillageId;

/// What one file may be at most when it is held in memory.
const MOST_BYTES: usize = 1024 * 1024;
/// The most findings: errors, and everything else.
const MOST_FINDINGS: usize = 2 * 500;
/// The most characters of a sentence: no text of a hostile file is repeated at length.
const LONGEST_SENTENCE: usize = 2_500;

#[test]
fn every_animal_is_stopped_with_a_finding() {
    let root = std::env::temp_dir().join(format!("jifen-zoo-{}", std::process::id()));
    let village = VillageId::parse("sample").unwrap();
    let mut wrong = Vec::new();
    for animal in animals::animals() {
        let _ = fs::remove_dir_all(&root);
        animal.let_loose(&root).unwrap();
        let bundle = files::village(&root, &root.join("packs"), &village).unwrap();
        assert!(bundle.files.iter().all(|file| file.text.len() <= 3 * MOST_BYTES), "{}", animal.name);
        let checked = rulebook::check(&bundle);
        if !checked.findings.iter().any(|finding| finding.code == animal.code) {
            let first: String = rulebook::text(&checked.findings, false).chars().take(300).collect();
            wrong.push(format!("{}: no {} but {first}", animal.name, animal.code));
        }
        assert!(checked.findings.len() <= MOST_FINDINGS, "{}", animal.name);
        for finding in &checked.findings {
            assert!(finding.message.chars().count() <= LONGEST_SENTENCE, "{}: {}", animal.name, finding.message);
        }
        let examples: usize = checked.coverage.iter().map(|line| line.passed).sum();
        assert!(examples <= 5_000, "{}", animal.name);
        // Whatever else reads a draft must not break on it either.
        let _ = (rulebook::text(&checked.findings, true), rulebook::json(&checked.findings), rulebook::annotations(&checked.findings));
        let _ = (bundle.pinned().digest(), rulebook::settings(&bundle), rulebook::compare(&bundle, &bundle).is_ok());
        for file in &bundle.files {
            let _ = rulebook::mended(file, &checked.findings).text;
        }
    }
    let _ = fs::remove_dir_all(&root);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
