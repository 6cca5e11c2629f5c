//! The journal (日记账) as it is on disk, read in pages, oldest first.

use anyhow::Result;

use super::model::*;
use crate::db::{Column, Conn};
use crate::words::VillageId;

/// How many entries are in memory at once.
const PAGE: i64 = 2_000;

/// Some entries in order, with their lines and what is told of them.
#[derive(Default)]
pub struct Page {
    entries: Vec<Entry>,
    postings: Vec<Posting>,
    told: Vec<Particulars>,
}

/// One entry, whole.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub entry: &'a Entry,
    pub postings: &'a [Posting],
    /// `None` once the person asked to be forgotten.
    pub particulars: Option<&'a Particulars>,
}

impl Page {
    /// The entries that follow one; none after the last.
    pub async fn after(conn: &mut Conn, village: &VillageId, seq: i64) -> Result<Self> {
        let range = [village.to_string().to_cell(), seq.to_cell(), (seq + PAGE).to_cell()];
        Ok(Self {
            entries: conn.select("WHERE t.village = $1 AND t.seq > $2 AND t.seq <= $3 ORDER BY t.seq", &range).await?,
            postings: conn.select("WHERE t.village = $1 AND t.seq > $2 AND t.seq <= $3 ORDER BY t.seq, t.line", &range).await?,
            told: conn.select("WHERE t.village = $1 AND t.seq > $2 AND t.seq <= $3 ORDER BY t.seq", &range).await?,
        })
    }

    /// The number of its last entry; `None` if it is empty.
    pub fn last(&self) -> Option<i64> {
        self.entries.last().map(|entry| entry.seq)
    }

    /// Its entries, whole.
    pub fn each(&self) -> impl Iterator<Item = Told<'_>> {
        let (mut postings, mut told) = (self.postings.as_slice(), self.told.as_slice());
        self.entries.iter().map(move |entry| {
            let (own, later) = postings.split_at(postings.partition_point(|posting| posting.seq <= entry.seq));
            let (spoken, later_told) = told.split_at(told.partition_point(|row| row.seq <= entry.seq));
            (postings, told) = (later, later_told);
            let particulars = spoken.last().filter(|row| row.seq == entry.seq);
            Told { entry, postings: own, particulars }
        })
    }
}
