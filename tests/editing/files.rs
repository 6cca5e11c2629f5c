//! The lists in the repository: cells written over and back, rules switched off and on.

use std::path::Path;

use jifen::app::files;
use jifen::rulebook::editing::{Edit, Row, edit, table};
use jifen::rulebook::{Bundle, Source};
use jifen::words::VillageId;

use super::*;

/// Every village, and every pack as if a village had written it itself.
fn bundles() -> Vec<Bundle> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (villages, rules) = (root.join("villages"), root.join("rules"));
    let mut bundles: Vec<Bundle> =
        files::village_ids(&villages).unwrap().iter().map(|id| files::bundle(&villages, &rules, id).unwrap().pinned()).collect();
    for path in files::yaml_files(&rules).unwrap() {
        let village = Source { path: "village.yaml".into(), text: VILLAGE.into() };
        let own = files::source(&rules, &path).unwrap();
        bundles.push(Bundle { village: VillageId::parse("sample").unwrap(), files: vec![village, own], packs: Vec::new() });
    }
    bundles
}

/// Does it, undoes it, and expects the same files again; what stood in between.
fn there_and_back(bundle: &Bundle, there: &Edit, back: &Edit) -> Bundle {
    let between = edit(bundle, there).unwrap_or_else(|refusal| panic!("{there:?}: {refusal}"));
    let undone = edit(&between, back).unwrap_or_else(|refusal| panic!("{back:?}: {refusal}"));
    assert_eq!(undone, *bundle, "{there:?}");
    between
}

#[test]
fn cells_of_every_list_are_written_over_alone_and_back() {
    let mut cells = 0;
    for bundle in bundles() {
        let rows = table(&bundle);
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.from_pack) {
            for (number, cell) in row.cells.iter().enumerate().skip(at % 3).step_by(3) {
                let set = |text: &str| Edit::Set { rule: row.name.clone(), path: cell.path.clone(), text: text.into() };
                let between = there_and_back(&bundle, &set("九十九个"), &set(&cell.text));
                let mut expected = rows.clone();
                expected[at].cells[number].text = "九十九个".into();
                let mut found = table(&between);
                found.iter_mut().zip(&rows).for_each(|(found, was)| found.line = was.line);
                assert_eq!(found, expected);
                cells += 1;
            }
        }
    }
    assert!(cells > 250, "{cells}");
}

#[test]
fn every_rule_is_switched_off_and_on_and_renamed_and_back() {
    for bundle in bundles() {
        for row in table(&bundle).iter().filter(|row| !row.is_off) {
            let between = there_and_back(&bundle, &switch(&row.name, false), &switch(&row.name, true));
            let is_off =
                |rows: Vec<Row>| rows.iter().any(|other| other.is_off && other.name == row.name && other.from_pack == row.from_pack);
            assert!(is_off(table(&between)) && !is_off(table(&bundle)), "{}", row.name);
            if !row.from_pack {
                there_and_back(&bundle, &rename(&row.name, "", "改过的名"), &rename("改过的名", "", &row.name));
            }
        }
    }
}
