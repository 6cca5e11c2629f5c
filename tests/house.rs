//! The house's own rules: floors, comments, lengths, tables, the wall clock. An ordinary fast test.

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor, from the ground up. A room uses what lies below it, nothing beside or above it.
const FLOORS: &[(&str, &[&str])] = &[
    ("words", &["words"]),
    ("machinery", &["db", "web", "sheets", "pictures"]),
    ("sums", &["sums"]),
    ("books", &["ledger", "rulebook", "roster"]),
    ("at the door", &["entrance"]),
    ("in force", &["versions"]),
    ("outcomes", &["awards", "funds"]),
    ("workflows", &["adoption", "claims", "households", "reports", "shop"]),
    ("put right", &["errata"]),
    ("fair process", &["notices", "oversight"]),
    ("one's own", &["personal"]),
    ("views", &["desk", "statements", "township", "trial"]),
    ("doors", &["app", "cli"]),
];

/// The one step sideways: the command line starts the service.
const SIDEWAYS: [(&str, &str); 1] = [("cli", "app")];

/// The longest a file may be; a longer one has become two things.
const LONGEST_FILE: usize = 420;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false if path.extension().is_some_and(|ending| ending == "rs") => found.push(path),
            false => {}
        }
    }
    found
}

fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources: Vec<_> = files(&root)
        .into_iter()
        .map(|path| (path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"), fs::read_to_string(&path).unwrap()))
        .collect();
    sources.sort();
    sources
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap().trim_end_matches(".rs")
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|(_, rooms)| rooms.contains(&room))
}

/// Rooms that a line names after `crate::`.
fn used(line: &str) -> Vec<String> {
    let word = |text: &str| text.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned();
    let mut rooms = Vec::new();
    for rest in line.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => rooms.extend(list.split([',', '}']).map(word)),
            None => rooms.push(word(rest)),
        }
    }
    rooms.retain(|room| floor(room).is_some());
    rooms
}

#[test]
fn imports_go_down_never_up_never_sideways() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let here = room(&path);
        let Some(height) = floor(here) else { continue };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for other in used(line) {
                let allowed = other == here || floor(&other).unwrap() < height || SIDEWAYS.contains(&(here, other.as_str()));
                if !allowed {
                    wrong.push(format!("{path}:{}: {here} must not use {other}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_has_a_floor() {
    let without: Vec<_> =
        sources().into_iter().map(|(path, _)| path).filter(|path| !["lib.rs", "main.rs"].contains(&path.as_str())).collect();
    let without: Vec<_> = without.iter().filter(|path| floor(room(path)).is_none()).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn every_file_opens_with_what_it_holds() {
    let silent: Vec<_> = sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn no_file_has_become_two_things() {
    let long: Vec<_> =
        sources().into_iter().map(|(path, text)| (path, text.lines().count())).filter(|(_, lines)| *lines > LONGEST_FILE).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn models_are_pure() {
    let impure = ["async ", "SELECT ", "sqlx", "axum", "tokio", "std::fs"];
    let is_pure = |path: &str| path.ends_with("model.rs") || room(path) == "rulebook";
    // Tests alone: it compares both forms of every formula in the repository, and reads their files.
    let is_test = |path: &str| path.ends_with("rulebook/differential.rs");
    for (path, text) in sources().into_iter().filter(|(path, _)| is_pure(path) && !is_test(path)) {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        assert!(impure.iter().all(|word| !code.contains(word)), "{path} is not pure");
    }
}

/// Which table belongs to which room, as the `table!` lines say.
fn tables(sources: &[(String, String)]) -> BTreeMap<String, String> {
    let owned = |(path, text): &(String, String)| {
        let names = text.split("table!(").skip(1).filter_map(|rest| Some((rest.split('"').nth(1)?.to_owned(), room(path).to_owned())));
        names.filter(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')).collect::<Vec<_>>()
    };
    sources.iter().filter(|(path, _)| !path.ends_with("table.rs")).flat_map(owned).collect()
}

#[test]
fn each_room_reads_and_writes_only_its_own_tables() {
    let sources = sources();
    let tables = tables(&sources);
    assert!(tables.len() > 15, "the tables were not found: {tables:?}");
    for (path, text) in &sources {
        for (table, owner) in tables.iter().filter(|(_, owner)| owner.as_str() != room(path)) {
            for verb in ["FROM", "JOIN", "INTO", "UPDATE"] {
                assert!(!text.contains(&format!("{verb} {table} ")), "{path} touches {table}, which belongs to {owner}");
            }
        }
    }
}

#[test]
fn a_village_is_data() {
    let villages = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("villages")).unwrap();
    let names: Vec<_> = villages.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(names.len() >= 5);
    // The command line has a default of `simulate`, and examples in documentation and tests may name one.
    for (path, text) in sources().into_iter().filter(|(path, _)| room(path) != "cli") {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            assert!(names.iter().all(|name| !line.contains(&format!("\"{name}\""))), "{path} names a village: {line}");
        }
    }
}

/// Names under which bodies stand in the API's document: of two with one name, the document would show one for both.
#[test]
fn every_body_of_the_api_has_a_name_of_its_own() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        for after in text.split("ToSchema").skip(1).filter(|after| after.split('\n').next().is_some_and(|line| line.contains(")]"))) {
            let head: Vec<&str> = after.lines().skip(1).take_while(|line| line.starts_with("#[") || line.starts_with("///")).collect();
            let renamed = head.iter().find_map(|line| line.split("schema(as = ").nth(1)).map(|rest| rest.trim_end_matches([')', ']']));
            let item = after.lines().nth(1 + head.len()).unwrap_or_default();
            let own = ["struct ", "enum "]
                .iter()
                .find_map(|word| item.split(word).nth(1))
                .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap());
            if let Some(name) = renamed.or(own) {
                named.entry(name.to_owned()).or_default().push(path.clone());
            }
        }
    }
    assert!(named.len() > 60, "the bodies were not found: {named:?}");
    let twice: Vec<_> = named.into_iter().filter(|(_, places)| places.len() > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

/// The code map shows the floors as they are built, from the top.
#[test]
fn the_code_map_shows_the_floors() {
    let map = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/README.md")).unwrap();
    let table = map.split("| floor | rooms | what they are |").nth(1).unwrap().split("\n\n").next().unwrap();
    let cells = table.lines().filter(|line| line.contains('`')).map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
    let shown: Vec<(String, Vec<String>)> = cells
        .map(|cells| {
            let rooms = cells[2].split('`').filter(|room| !room.trim().is_empty() && *room != "main").map(str::to_owned);
            let mut rooms: Vec<_> = rooms.collect();
            rooms.sort();
            (cells[1].to_owned(), rooms)
        })
        .collect();
    let built: Vec<(String, Vec<String>)> = FLOORS
        .iter()
        .rev()
        .map(|(floor, rooms)| {
            let mut rooms: Vec<_> = rooms.iter().map(|room| (*room).to_owned()).collect();
            rooms.sort();
            ((*floor).to_owned(), rooms)
        })
        .collect();
    assert_eq!(shown, built);
}
