//! Village folders on disk: which villages there are, and the files of one as a bundle.
//!
//! Not here: what the files say.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::rulebook::{Bundle, Source};
use crate::words::{Kind, Refusal, VillageId};

/// Longer files are cut off here: the check says that they are too large, and nothing larger is ever held in memory.
const MOST_BYTES: u64 = 1024 * 1024;

/// The villages of a folder: every sub-folder with a proper name and a `village.yaml`, in order.
pub fn village_ids(villages_dir: &Path) -> anyhow::Result<Vec<VillageId>> {
    let entries = fs::read_dir(villages_dir).with_context(|| format!("打不开文件夹 {}", villages_dir.display()))?;
    let mut ids = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).and_then(VillageId::parse);
        ids.extend(name.filter(|_| path.join("village.yaml").is_file()));
    }
    ids.sort();
    Ok(ids)
}

/// One village's files and all packs on offer. A `rules_dir` that does not exist offers none.
pub fn bundle(villages_dir: &Path, rules_dir: &Path, id: &VillageId) -> anyhow::Result<Bundle> {
    village(&villages_dir.join(id.as_str()), rules_dir, id)
}

/// The same for a village folder that stands anywhere, such as a draft.
pub fn village(folder: &Path, rules_dir: &Path, id: &VillageId) -> anyhow::Result<Bundle> {
    if !folder.is_dir() {
        let sentence = format!("没有村文件夹 {}。", folder.display());
        return Err(Refusal::new("village.no_folder", Kind::Missing, sentence, "请核对文件夹在不在。").into());
    }
    let single = ["village.yaml", "rules.yaml", "rules.yml"].map(|name| folder.join(name));
    let mut paths: Vec<PathBuf> = single.into_iter().filter(|path| path.exists()).collect();
    paths.extend(files_of(folder, &SCRIPTS)?);
    paths.extend(files_of(&folder.join("rules"), &RULES)?);
    paths.extend(files_of(&folder.join("rules"), &SCRIPTS)?);
    let files = paths.iter().map(|path| source(folder, path)).collect::<anyhow::Result<_>>()?;
    Ok(Bundle { village: id.clone(), files, packs: packs(rules_dir)? })
}

/// The stories of a village folder: `cases/*.yaml`. They are not part of its rulebook.
pub fn cases(folder: &Path) -> anyhow::Result<Vec<Source>> {
    yaml_files(&folder.join("cases"))?.iter().map(|path| source(folder, path)).collect()
}

/// Stands before the path of a pack in a bundle, so that a pack is never taken for a village's own file.
pub const PACKS: &str = "packs/";

/// Every pack of a folder, and the scripts beside them.
pub fn packs(rules_dir: &Path) -> anyhow::Result<Vec<Source>> {
    let one = |path: &PathBuf| source(rules_dir, path).map(|pack| Source { path: format!("{PACKS}{}", pack.path), text: pack.text });
    files_of(rules_dir, &RULES)?.iter().chain(&files_of(rules_dir, &SCRIPTS)?).map(one).collect()
}

/// The scripts of a folder.
pub fn scripts(folder: &Path) -> anyhow::Result<Vec<Source>> {
    files_of(folder, &SCRIPTS)?.iter().map(|path| source(folder, path)).collect()
}

/// One file, its path relative to the root.
pub fn source(root: &Path, path: &Path) -> anyhow::Result<Source> {
    use std::io::Read;
    anyhow::ensure!(!path.is_dir(), "{} 是一个文件夹，这里要的是一个文件：请把它改名，或者换成文件", path.display());
    let mut bytes = Vec::new();
    stays_inside(root, path)?;
    let file = fs::File::open(path).with_context(|| format!("打不开文件 {}", path.display()))?;
    file.take(MOST_BYTES).read_to_end(&mut bytes).with_context(|| format!("读不了文件 {}", path.display()))?;
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let text = String::from_utf8(bytes).unwrap_or_else(|error| decoded(error.as_bytes()));
    Ok(Source { path: parts.join("/"), text })
}

/// A link that leads out of its folder would show in a finding what somebody else wrote in a file of theirs. Refuses `village.linked_outside`.
fn stays_inside(root: &Path, path: &Path) -> anyhow::Result<()> {
    let real = |path: &Path| fs::canonicalize(path).with_context(|| format!("打不开文件 {}", path.display()));
    if real(path)?.starts_with(real(if root.as_os_str().is_empty() { Path::new(".") } else { root })?) {
        return Ok(());
    }
    let sentence = format!("{} 是一个链接，指到了文件夹外面，没有读。", path.display());
    Err(Refusal::new("village.linked_outside", Kind::Invalid, sentence, "请把文件本身放进文件夹里。").into())
}

/// WPS and Notepad on older machines save GB18030. Text of that kind is hardly ever UTF-8; what nearly is, is broken UTF-8, and the check
/// shows where.
fn decoded(bytes: &[u8]) -> String {
    let utf8 = String::from_utf8_lossy(bytes);
    let broken = utf8.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let beyond_ascii = utf8.chars().filter(|c| !c.is_ascii()).count();
    if broken * 2 < beyond_ascii { utf8.into_owned() } else { encoding_rs::GB18030.decode(bytes).0.into_owned() }
}

/// Writes a file anew in the encoding it has. An encoding that does not give back the very bytes that are there is not written in:
/// nothing but what was mended may change.
pub fn write_anew(path: &Path, before: &str, text: &str) -> anyhow::Result<()> {
    let bytes = fs::read(path).with_context(|| format!("读不了文件 {}", path.display()))?;
    let encoded = |text: &str| match std::str::from_utf8(&bytes) {
        Ok(_) => text.as_bytes().to_vec(),
        Err(_) => encoding_rs::GB18030.encode(text).0.into_owned(),
    };
    anyhow::ensure!(encoded(before) == bytes, "{} 的编码认不准，没有替你改，请先另存为 UTF-8", path.display());
    fs::write(path, encoded(text)).with_context(|| format!("写不了文件 {}", path.display()))
}

/// How files of rules end, and how scripts do.
const RULES: [&str; 2] = ["yaml", "yml"];
const SCRIPTS: [&str; 1] = ["rhai"];

/// The YAML files of a folder in order of their names; none if there is no such folder.
pub fn yaml_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    files_of(folder, &RULES)
}

fn files_of(folder: &Path, endings: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("打不开文件夹 {}", folder.display()))? {
        let path = entry?.path();
        let is_wanted = path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| endings.contains(&ending));
        paths.extend(Some(path).filter(|path| is_wanted && path.is_file()));
    }
    paths.sort();
    Ok(paths)
}
