//! `rules/README.md`, the secretary's handbook: every story in it is played. Not here: its other examples (`rulebook/handbook`).

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
