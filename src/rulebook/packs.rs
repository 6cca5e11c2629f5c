//! Packs: shared rules a village takes in with 引用.

use std::collections::HashSet;

use super::Bundle;

/// The paths of the packs this bundle takes in.
pub(super) fn taken_paths(bundle: &Bundle) -> HashSet<String> {
    bundle.packs.iter().map(|pack| pack.path.clone()).collect()
}
