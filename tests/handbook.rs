//! The handbook for secretaries, `rules/README.md`: every example in it is a sound file, and every key of the language has a paragraph.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use std::path::Path;

use jifen::app::files;
use jifen::rulebook::{self, Source};
use jifen::words::VillageId;

fn handbook() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md")).unwrap()
}

/// The examples, each with the heading it stands under.
fn examples(text: &str) -> Vec<(String, String)> {
    let (mut heading, mut open, mut found) = (String::new(), None::<String>, Vec::new());
    for line in text.lines() {
        match (&mut open, line) {
            (None, "```yaml") => open = Some(String::new()),
            (Some(example), "```") => {
                found.push((heading.clone(), std::mem::take(example)));
                open = None;
            }
            (Some(example), line) => example.push_str(&format!("{line}\n")),
            (None, line) if line.starts_with('#') => line.trim_start_matches(['#', ' ']).clone_into(&mut heading),
            _ => {}
        }
    }
    found
}

/// An example of `village.yaml` begins with the village's name; any other is a list of rules.
fn files_of(example: &str) -> Vec<Source> {
    let file = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
    match example.starts_with("名称:") {
        true => vec![file("village.yaml", example), file("rules.yaml", "规则:\n  公益服务:\n    义务劳动: 5\n    乱扔垃圾: -1\n")],
        false => vec![file("village.yaml", "名称: 小张庄\n试行: 是\n"), file("rules.yaml", example)],
    }
}

#[test]
fn every_example_is_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packs = files::village(&root.join("tests/village"), &root.join("rules"), &VillageId::draft()).unwrap();
    let text = handbook();
    let examples = examples(&text);
    assert!(examples.len() > 15, "the examples were not found");
    for (heading, example) in examples {
        let mut bundle = packs.clone();
        bundle.files = files_of(&example);
        let found = rulebook::check(&bundle).findings;
        assert!(found.is_empty(), "{heading}\n{}", rulebook::text(&found, false));
    }
}
