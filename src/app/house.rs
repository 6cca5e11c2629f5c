//! The parts every handler can ask for.

use axum::extract::FromRef;

use crate::db::{Books, Operation};
use crate::roster::{Caller, Doorkeeper};
use crate::versions::Library;
use crate::words::{Act, Actor, Chance, Clock, OperationId, VillageId};

/// The service's parts. Cheap to clone.
#[derive(Clone, FromRef)]
pub struct House {
    pub books: Books,
    pub library: Library,
    pub doorkeeper: Doorkeeper,
}

impl House {
    /// A house on these books.
    pub fn new(books: Books) -> Self {
        Self { library: Library::new(books.clone()), doorkeeper: Doorkeeper::new(books.clone()), books }
    }

    /// The same house under another clock and another source of randomness: for stories and tests.
    #[must_use]
    pub fn told_by(&self, clock: Clock, chance: Chance) -> Self {
        let books = self.books.told_by(clock, chance);
        Self { library: self.library.reading(books.clone()), doorkeeper: Doorkeeper::new(books.clone()), books }
    }

    /// Whether an act of the service itself was done already.
    pub async fn has_done(&self, village: &VillageId, operation: &str) -> anyhow::Result<bool> {
        Ok(self.books.row::<Operation>(village, OperationId::own(operation).as_str()).await?.is_some())
    }

    /// An act of the service itself. The operation id says what it is, so that doing it again does nothing.
    pub fn own_act(&self, village: &VillageId, operation: &str) -> anyhow::Result<Act> {
        let caller = Caller { village: village.clone(), actor: Actor::clockwork(), name: String::new() };
        Ok(caller.act(&self.books, OperationId::own(operation), false))
    }
}
