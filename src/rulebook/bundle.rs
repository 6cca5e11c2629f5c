//! The files of one village as text, and their identity.
//!
//! Not here: reading folders from disk (`app::files`) and understanding what the files say (`reading`).

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::words::VillageId;

/// One file as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Relative to the folder it belongs to, with `/`: `rules/环境卫生.yaml`.
    pub path: String,
    /// What the file says.
    pub text: String,
}

/// All files that make up a village's rulebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Whose rulebook it is.
    pub village: VillageId,
    /// `village.yaml`, `rules.yaml` or `rules/*.yaml`, and the scripts (`*.rhai`) beside them.
    pub files: Vec<Source>,
    /// The shared packs on offer, with their scripts. [`Bundle::pinned`] keeps only those that are taken in.
    pub packs: Vec<Source>,
}

impl Bundle {
    /// The same bundle with only the packs (and scripts of packs) that `引用` really takes in: what a version stores for ever.
    #[must_use]
    pub fn pinned(&self) -> Bundle {
        let taken = super::packs::taken_paths(self);
        let packs = self.packs.iter().filter(|pack| taken.contains(&pack.path)).cloned().collect();
        Bundle { village: self.village.clone(), files: self.files.clone(), packs }
    }

    /// The hash of everything in it. Of a pinned bundle it is that of its rulebook, and there is one even where nothing can be read.
    pub fn digest(&self) -> String {
        self.hash(|_| true)
    }

    /// The bundle as it is stored with a rulebook version.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// A stored bundle; `None` if the text is not one.
    pub fn from_json(text: &str) -> Option<Bundle> {
        serde_json::from_str(text).ok()
    }

    /// Lowercase hex SHA-256 over the canonical bytes of all files: sorted by path, each with its lengths in front.
    /// A pack nobody takes in must not change a village's identity: `taken` says which are.
    pub(super) fn hash(&self, taken: impl Fn(&Source) -> bool) -> String {
        let mut parts: Vec<(&str, &Source)> = self.files.iter().map(|file| ("file", file)).collect();
        parts.extend(self.packs.iter().filter(|pack| taken(pack)).map(|pack| ("pack", pack)));
        parts.sort_by(|a, b| (a.0, &a.1.path).cmp(&(b.0, &b.1.path)));
        let mut digest = Sha256::new();
        for (kind, source) in parts {
            digest.update(format!("{kind} {} {}\n{}\n", source.path.len(), source.text.len(), source.path));
            digest.update(source.text.as_bytes());
        }
        digest.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
            // Writing into a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(files: &[(&str, &str)]) -> Bundle {
        let files = files.iter().map(|(path, text)| Source { path: (*path).into(), text: (*text).into() }).collect();
        Bundle { village: VillageId::parse("jianghe").unwrap(), files, packs: Vec::new() }
    }

    #[test]
    fn the_hash_depends_on_what_is_said_and_not_on_the_order_of_files() {
        let one = bundle(&[("village.yaml", "名称: 甲"), ("rules.yaml", "规则: {}")]);
        let other = bundle(&[("rules.yaml", "规则: {}"), ("village.yaml", "名称: 甲")]);
        let hash = |bundle: &Bundle| bundle.hash(|_| true);
        assert_eq!(hash(&one), hash(&other));
        assert_eq!(hash(&one).len(), 64);
        assert_ne!(hash(&one), hash(&bundle(&[("rules.yaml", "规则: {} "), ("village.yaml", "名称: 甲")])));
        // Moving a character from one file to its neighbour is a change.
        assert_ne!(hash(&bundle(&[("a", "xy"), ("b", "z")])), hash(&bundle(&[("a", "x"), ("b", "yz")])));
    }

    #[test]
    fn a_stored_bundle_reads_back() {
        let one = bundle(&[("village.yaml", "名称: 甲")]);
        assert_eq!(Bundle::from_json(&one.to_json()), Some(one));
        assert_eq!(Bundle::from_json("{}"), None);
    }
}
