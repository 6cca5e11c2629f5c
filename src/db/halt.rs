//! Why nothing is written just now (promise R8): acts are refused, reading goes on, and every door can say so.
//!
//! Not here: who finds it out. The writer does when a write breaks, `opening` when the file is not the one that was opened, and whoever audits a
//! village may halt that one alone.

use std::collections::BTreeSet;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::words::{Kind, Refusal, VillageId};

/// What keeps acts from being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The disk takes nothing more.
    Full,
    /// The file was deleted or replaced while it was open: what is written now would be lost with it.
    Gone,
    /// The database cannot be reached, or refuses to write.
    Unwritable,
    /// The machine on which this village's rows lie does not answer the one that was asked (`cluster`). Other villages go on.
    Away,
    /// What is kept of this village contradicts itself; going on would bury the mistake.
    Unsound,
}

impl Halt {
    /// What broke, if it is the database and not the act that was being written.
    pub(super) fn of(fault: &anyhow::Error) -> Option<Self> {
        match fault.chain().find_map(|cause| cause.downcast_ref::<sqlx::Error>())? {
            sqlx::Error::Database(error) => Self::of_code(error.code()?.as_ref()),
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Some(Self::Unwritable),
            _ => None,
        }
    }

    /// By the engine's own code: SQLite's extended result code in decimal, or PostgreSQL's five-letter SQLSTATE.
    fn of_code(code: &str) -> Option<Self> {
        if code.len() == 5 {
            return match code.get(..2)? {
                "53" if code == "53100" => Some(Self::Full),
                // insufficient resources, operator intervention, system error, internal error
                "53" | "57" | "58" | "XX" => Some(Self::Unwritable),
                "08" => Some(Self::Away), // told by a server, not by our own connection to it
                _ => (code == "25006").then_some(Self::Unwritable), // a server that only reads
            };
        }
        match code.parse::<i64>().ok()? & 0xff {
            13 => Some(Self::Full),
            // READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB
            8 | 10 | 11 | 14 | 26 => Some(Self::Unwritable),
            _ => None,
        }
    }

    /// Whether it stays until somebody has looked after it and started the service anew.
    pub fn is_lasting(self) -> bool {
        matches!(self, Self::Gone | Self::Unsound)
    }

    /// What everybody is told, one sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Full => "机器的硬盘满了，现在只能查，不能记，也不能换。",
            Self::Gone => "账本文件不见了或者被换过，现在只能查，不能记，也不能换。",
            Self::Unwritable => "账本现在写不进去，只能查，不能记，也不能换。",
            Self::Away => "放本村账本的那台机器现在连不上，不能记，也不能换。",
            Self::Unsound => "本村的账核对不上，先停下来查清楚，现在只能查，不能记，也不能换。",
        }
    }

    /// Who has to do what.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Full => "已经入账的都在。请管机器的人腾出硬盘空间，腾出来就会自己恢复。",
            Self::Gone => "请管机器的人停下服务，找回原来的文件或从备份恢复，再启动。",
            Self::Unwritable => "已经入账的都在。请管机器的人检查硬盘和数据库，好了会自己恢复。",
            Self::Away => "已经入账的都在。请管机器的人检查那台机器，好了会自己恢复。",
            Self::Unsound => "请管机器的人运行 jifen verify，查清楚后再启动。",
        }
    }

    /// The no to an act.
    pub fn refusal(self) -> Refusal {
        Refusal::new("service.read_only", Kind::Unavailable, self.sentence(), self.next_step())
    }
}

/// What is halted at the moment.
#[derive(Default)]
pub(super) struct Halts {
    /// So that the usual answer, nothing, costs nothing.
    any: AtomicBool,
    all: RwLock<Option<Halt>>,
    unsound: RwLock<BTreeSet<VillageId>>,
}

impl Halts {
    /// What keeps acts in a village from being written; with `None`, what keeps all.
    pub(super) fn of(&self, village: Option<&VillageId>) -> Option<Halt> {
        if !self.any.load(Ordering::Acquire) {
            return None;
        }
        let all = self.all.read().ok().and_then(|all| *all);
        let is_unsound = |village| self.unsound.read().is_ok_and(|unsound| unsound.contains(village));
        all.or_else(|| village.filter(|village| is_unsound(village)).map(|_| Halt::Unsound))
    }

    /// Writing broke. What is lasting stays.
    pub(super) fn begin(&self, halt: Halt, fault: &str) {
        if let Ok(mut all) = self.all.write()
            && !all.is_some_and(Halt::is_lasting)
        {
            if *all != Some(halt) {
                tracing::error!(?halt, fault, "nothing is written any more");
            }
            *all = Some(halt);
            self.any.store(true, Ordering::Release);
        }
    }

    /// A batch was written.
    pub(super) fn end(&self) {
        if self.any.load(Ordering::Acquire)
            && let Ok(mut all) = self.all.write()
            && all.take_if(|halt| !halt.is_lasting()).is_some()
        {
            tracing::info!("acts are written again");
        }
    }

    /// One village's books do not add up.
    pub(super) fn unsound(&self, village: &VillageId) {
        if let Ok(mut unsound) = self.unsound.write() {
            unsound.insert(village.clone());
            self.any.store(true, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_halts_and_a_broken_constraint_does_not() {
        for (code, halt) in [
            ("13", Some(Halt::Full)),
            ("778", Some(Halt::Unwritable)),   // SQLITE_IOERR_WRITE
            ("1555", None),                    // SQLITE_CONSTRAINT_PRIMARYKEY
            ("5", None),                       // SQLITE_BUSY
            ("53100", Some(Halt::Full)),       // disk_full
            ("57P01", Some(Halt::Unwritable)), // admin_shutdown
            ("08006", Some(Halt::Away)),       // connection_failure
            ("25006", Some(Halt::Unwritable)), // read_only_sql_transaction
            ("40001", None),                   // serialization_failure
            ("23505", None),                   // unique_violation
        ] {
            assert_eq!(Halt::of_code(code), halt, "{code}");
        }
    }

    #[test]
    fn what_is_lasting_does_not_end_by_itself() {
        let halts = Halts::default();
        let [one, other] = ["yi", "er"].map(|name| VillageId::parse(name).unwrap());
        assert_eq!(halts.of(Some(&one)), None);
        halts.begin(Halt::Full, "");
        assert_eq!((halts.of(None), halts.of(Some(&one))), (Some(Halt::Full), Some(Halt::Full)));
        halts.end();
        assert_eq!(halts.of(None), None);
        halts.unsound(&one);
        halts.end();
        assert_eq!((halts.of(None), halts.of(Some(&one)), halts.of(Some(&other))), (None, Some(Halt::Unsound), None));
        halts.begin(Halt::Gone, "");
        halts.begin(Halt::Full, "");
        halts.end();
        assert_eq!(halts.of(Some(&other)), Some(Halt::Gone));
    }
}
