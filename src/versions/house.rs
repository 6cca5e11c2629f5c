//! The parts every handler can ask for.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;

use super::store::Library;
use crate::db::{Books, Operation};
use crate::entrance::{Caller, Doorkeeper};
use crate::words::{Act, Actor, Chance, Clock, OperationId, VillageId};

/// The service's parts. Cheap to clone: every layer around a request does it.
#[derive(Clone)]
pub struct House(Arc<Parts>);

/// What a house consists of.
pub struct Parts {
    pub books: Books,
    pub library: Library,
    pub doorkeeper: Doorkeeper,
}

impl Deref for House {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<House> for Books {
    fn from_ref(house: &House) -> Self {
        house.books.clone()
    }
}

impl FromRef<House> for Library {
    fn from_ref(house: &House) -> Self {
        house.library.clone()
    }
}

impl FromRef<House> for Doorkeeper {
    fn from_ref(house: &House) -> Self {
        house.doorkeeper.clone()
    }
}

impl House {
    fn of(library: Library, books: Books) -> Self {
        let (rules, clock) = (library.clone(), books.clone());
        let doorkeeper = Doorkeeper::new(
            books.clone(),
            Arc::new(move |village: VillageId| {
                let (rules, today) = (rules.clone(), clock.clock.now().day());
                Box::pin(async move { rules.in_force(&village, today).await.is_ok_and(|rulebook| rulebook.settings().on_trial) })
            }),
        );
        Self(Arc::new(Parts { books, library, doorkeeper }))
    }

    /// A house on these books.
    pub fn new(books: Books) -> Self {
        Self::of(Library::new(books.clone()), books)
    }

    /// The same house under another clock and another source of randomness: for stories and tests.
    #[must_use]
    pub fn told_by(&self, clock: Clock, chance: Chance) -> Self {
        let books = self.books.told_by(clock, chance);
        Self::of(self.library.reading(books.clone()), books)
    }

    /// The same house for what is due by itself (see `db::dawn`).
    #[must_use]
    pub fn by_clockwork(&self) -> Self {
        let books = self.books.by_clockwork();
        Self::of(self.library.reading(books.clone()), books)
    }

    /// Whether an act of the service itself was done already.
    pub async fn has_done(&self, village: &VillageId, operation: &str) -> anyhow::Result<bool> {
        Ok(self.books.row::<Operation>(village, OperationId::own(operation).as_str()).await?.is_some())
    }

    /// An act of the service itself. The operation id says what it is, so that doing it again does nothing.
    pub fn own_act(&self, village: &VillageId, operation: &str) -> anyhow::Result<Act> {
        let caller = Caller { village: village.clone(), actor: Actor::clockwork(), name: String::new(), device: None };
        Ok(caller.act(&self.books, OperationId::own(operation), false))
    }
}
