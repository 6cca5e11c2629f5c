//! `rules/README.md`, the secretary's handbook: every example in it is checked and run, every story in it is played.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

use std::path::Path;
use std::sync::Arc;

use jifen::app::{files, stories};
use jifen::rulebook::{self, Bundle, Checked, Source};
use jifen::words::VillageId;

/// The blocks marked as YAML, in order.
fn blocks() -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md")).unwrap();
    text.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn is_story(block: &str) -> bool {
    block.contains("\n记录:")
}

fn check(block: &str) -> Checked {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let packs = files::yaml_files(&root.join("rules")).unwrap();
    let packs = packs.iter().map(|path| files::source(&root.join("rules"), path).unwrap()).collect();
    let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
    let files = vec![source("village.yaml", "名称: 小张庄\n试行: 是\n"), source("rules.yaml", block)];
    rulebook::check(&Bundle { village: VillageId::parse("sample").unwrap(), files, packs })
}

#[test]
fn every_example_of_the_handbook_is_sound() {
    let blocks = blocks();
    assert!(blocks.len() > 15, "the examples were not found");
    for block in blocks.iter().filter(|block| !is_story(block)) {
        let found = check(block).findings;
        assert!(found.is_empty(), "{block}\n{}", rulebook::text(&found, false));
    }
}

#[test]
fn every_story_of_the_handbook_comes_out_under_the_rules_before_it() {
    let blocks = blocks();
    let told: Vec<usize> = (0..blocks.len()).filter(|at| is_story(&blocks[*at])).collect();
    assert!(!told.is_empty());
    for at in told {
        let rulebook = Arc::new(check(&blocks[at - 1]).rulebook.unwrap());
        let source = Source { path: "cases/三月.yaml".into(), text: blocks[at].clone() };
        let played = stories::play(source, &VillageId::parse("sample").unwrap(), &rulebook, &[]);
        assert_eq!(played.findings, [], "{}", rulebook::text(&played.findings, false));
        assert!(played.right > 0);
    }
}
