//! Which database a command works on.

use std::fs::{File, TryLockError};

use anyhow::Result;
use clap::Args;

use crate::app::{House, clockwork, counting};
use crate::db::Books;
use crate::words::{Chance, Clock, Kind, Refusal};

/// The database, as all commands name it.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// 数据库地址：sqlite://文件 或 postgres://…
    #[arg(long, env = "JIFEN_DATABASE", default_value = "sqlite://jifen.db", value_name = "URL")]
    pub database: String,
}

/// Keeps other writing processes away from a SQLite file for as long as it lives.
pub struct Guard(#[allow(dead_code)] Option<File>);

impl Database {
    /// The path of a SQLite file; `None` for PostgreSQL.
    pub fn file(&self) -> Option<&str> {
        let path = self.database.strip_prefix("sqlite:")?;
        Some(path.strip_prefix("//").unwrap_or(path).split('?').next().unwrap_or_default())
    }

    /// Opens it, creating what is missing; what an older one has not summed up is counted.
    pub async fn open(&self) -> Result<House> {
        let house = House::new(Books::open(&self.database, Clock::machine(), Chance::machine()).await?);
        counting::make_up(&house).await?;
        clockwork::begin_days(&house);
        Ok(house)
    }

    /// Opens one that must already be there.
    pub async fn open_existing(&self) -> Result<House> {
        if let Some(file) = self.file().filter(|file| !std::path::Path::new(file).exists()) {
            let next_step = "请先用 jifen serve 启动一次，或用 --database 指明在哪里。";
            return Err(Refusal::new("database.missing", Kind::Missing, format!("没有数据库 {file}。"), next_step).into());
        }
        self.open().await
    }

    /// Makes sure that no other process writes to the same SQLite file.
    pub fn lock(&self) -> Result<Guard> {
        let Some(file) = self.file() else { return Ok(Guard(None)) };
        let lock = File::create(format!("{file}.lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Guard(Some(lock))),
            Err(TryLockError::WouldBlock) => {
                let sentence = format!("{file} 正由另一个 jifen 使用。");
                Err(Refusal::new("database.busy", Kind::Conflict, sentence, "请先停下那个服务，或换一个数据库。").into())
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}
