//! Whether disk, clock, books and backup are well (体检): what was looked at, how it is, what to do.

use std::fmt;
use std::io;
use std::path::Path;

use anyhow::Result;
use askama::Template;
use axum::response::Response;

use super::pages::Upkeep;
use crate::db::{Conn, last_backup};
use crate::ledger;
use crate::roster::Action;
use crate::versions::{Asking, Pressing, ToDo};
use crate::web::{Reply, Shell, page};
use crate::words::Moment;

/// How something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    Well(String),
    /// Worth doing something about soon: what is, and what to do.
    Mind(String, &'static str),
    /// To be mended now.
    Ill(String, &'static str),
}

use Health::{Ill, Mind, Well};

impl Health {
    /// How it is.
    pub fn sentence(&self) -> &str {
        match self {
            Well(sentence) | Mind(sentence, _) | Ill(sentence, _) => sentence,
        }
    }

    /// What to do; nothing where it is well.
    pub fn next_step(&self) -> Option<&'static str> {
        match self {
            Well(_) => None,
            Mind(_, next_step) | Ill(_, next_step) => Some(next_step),
        }
    }

    /// The light beside it: its word, and how it is drawn.
    pub(super) fn light(&self) -> (&'static str, &'static str) {
        match self {
            Well(_) => ("好", "good"),
            Mind(..) => ("留心", "draft"),
            Ill(..) => ("马上办", "wrong"),
        }
    }
}

/// As at the machine: a mark, the sentence, and below it what to do.
impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self {
            Well(_) => "✓",
            Mind(..) => "!",
            Ill(..) => "✗",
        };
        write!(f, "{mark} {}", self.sentence())?;
        self.next_step().map_or(Ok(()), |next_step| write!(f, "\n  {next_step}"))
    }
}

/// How long a backup is fresh, and how long it can be lived with, in seconds: a week and a month.
const FRESH: i64 = 7 * 24 * 3600;
const STALE: i64 = 30 * 24 * 3600;

const BACK_UP: &str = "请管机器的人备份一次（jifen backup），备份文件放到别的机器或 U 盘上。";

/// When a database file was last backed up. `began` is when its first entry was made, if that is known: what was never backed up is as old as that.
pub fn backed_up(file: Option<&Path>, began: Option<Moment>, now: Moment) -> Health {
    let Some(file) = file else { return Well("PostgreSQL 的备份请用 pg_dump 或服务器自己的办法。".to_owned()) };
    let last = last_backup(file);
    let is_within = |seconds: i64| last.or(began).is_none_or(|at| at.plus_seconds(seconds) > now);
    match last {
        Some(at) if is_within(FRESH) => Well(format!("上次备份在 {}，逐笔核对过。", said(at))),
        Some(at) if is_within(STALE) => Mind(format!("上次备份在 {}，过了 7 天。", said(at)), BACK_UP),
        Some(at) => Ill(format!("上次备份在 {}，过了 30 天。", said(at)), BACK_UP),
        None if is_within(STALE) => Mind("从来没有备份过。".to_owned(), BACK_UP),
        None => Ill("记了一个多月，从来没有备份过。".to_owned(), BACK_UP),
    }
}

/// `2026-03-05 09:30`
fn said(at: Moment) -> String {
    at.to_string().get(..16).unwrap_or_default().replace('T', " ")
}

/// The least room there should be, in bytes.
const ROOM: u64 = 500 * 1024 * 1024;

/// Whether the disk has room for as much again as a database file holds, and for a bad day.
pub fn disk(file: Option<&Path>) -> Health {
    let Some(file) = file else { return Well("数据库在 PostgreSQL 服务器上，那里的磁盘请在那里看。".to_owned()) };
    let size = std::fs::metadata(file).map_or(0, |found| found.len());
    match room_left(file) {
        Ok(left) => room(left, size),
        Err(error) => Mind(format!("磁盘还剩多少看不出来（{error}）。"), "请看一眼磁盘。"),
    }
}

/// How much room there is beside a file, in bytes.
pub fn room_left(file: &Path) -> io::Result<u64> {
    fs4::available_space(file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// Whether so much room is enough beside a database of that size.
fn room(left: u64, size: u64) -> Health {
    if left >= ROOM.max(size * 2) {
        return Well("磁盘还放得下。".to_owned());
    }
    let (left_mb, size_mb) = (left / 1024 / 1024, size / 1024 / 1024);
    let sentence = format!("磁盘还剩 {left_mb} MB，数据库占 {size_mb} MB。");
    if left < ROOM / 10 {
        return Ill(sentence, "快写满了，请马上腾出地方；满了就不能再记，已经记好的不会丢。");
    }
    Mind(sentence, "请腾出地方，备份和一年的记录要放得下。")
}

/// Whether the clock may be right: later than everything that was written. Nobody installs this before it was written; an earlier clock has lost its battery.
pub fn clock(now: Moment, newest_at: Option<Moment>) -> Health {
    match newest_at {
        _ if now.to_string().as_str() < "2026" => Ill(format!("机器的时间是 {}，肯定不对。", said(now)), "请先校准机器的时间，再记分。"),
        Some(newest_at) if now.lies_behind(newest_at) => {
            Ill(format!("机器的时间是 {}，比最后一笔账（{}）还早。", said(now), said(newest_at)), "请先校准机器的时间，审核才能继续。")
        }
        _ => Well(format!("机器的时间是 {}。", said(now))),
    }
}

/// What waits of it for whoever looks after machine and backup.
pub(super) fn to_do(backup: &Health, asking: &Asking<'_>) -> Option<ToDo> {
    let pressing = match backup {
        Well(_) => return None,
        Mind(..) => Pressing::Soon,
        Ill(..) => Pressing::Late,
    };
    let sentence = format!("{}{}", backup.sentence(), backup.next_step().unwrap_or_default());
    asking.may(Action::SeeUpkeep).then(|| ToDo::new(1, "备份", sentence, asking.at_desk("/health")).pressing(pressing))
}

/// Everything that is looked at.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "desk/health.html")]
pub(super) struct HealthPage {
    pub shell: Shell,
    pub found: Vec<(&'static str, Health)>,
}

pub(super) async fn show(desk: Upkeep) -> Reply<Response> {
    let mut conn = desk.books.read().await?;
    let found = found(&desk, &mut conn).await?;
    page(&HealthPage { shell: desk.shell("体检"), found })
}

async fn found(desk: &Upkeep, conn: &mut Conn) -> Result<Vec<(&'static str, Health)>> {
    let (file, now) = (desk.books.file(), desk.books.clock.now());
    let began = ledger::entry(conn, &desk.village, 1).await?.map(|entry| entry.at);
    let books = match ledger::audit_tail(conn, &desk.village).await? {
        Some(breach) => Ill(format!("账对不上：{}", breach.sentence), "请管机器的人逐笔核对（jifen verify），找到以前先不要记。"),
        None => Well("最近的账都和校验码对得上。".to_owned()),
    };
    Ok(vec![
        ("备份", backed_up(file, began, now)),
        ("账本", books),
        ("磁盘", disk(file)),
        ("时间", clock(now, ledger::newest_of(conn, &desk.village).await?)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::note_backup;

    #[test]
    fn a_disk_is_full_before_nothing_is_left() {
        const MB: u64 = 1024 * 1024;
        assert!(matches!(room(40 * MB, 0), Ill(..)));
        assert!(matches!(room(400 * MB, 0), Mind(..)));
        assert!(matches!(room(600 * MB, 0), Well(_)));
        assert!(matches!(room(600 * MB, 400 * MB), Mind(..)), "a big database needs more");
    }

    #[test]
    fn a_clock_behind_the_books_is_wrong() {
        let noon = Moment::on("2026-03-05".parse().unwrap(), 12, 0);
        assert!(matches!(clock(noon, Some(noon.plus_seconds(3600))), Ill(..)));
        assert!(matches!(clock(noon, Some(noon.plus_seconds(60))), Well(_)));
        assert!(matches!(clock(noon, None), Well(_)));
        assert!(matches!(clock(Moment::from_millis(0), None), Ill(..)), "no entry is needed to tell that it is not 1970");
        assert_eq!(
            clock(Moment::from_millis(0), None).to_string(),
            "✗ 机器的时间是 1970-01-01 08:00，肯定不对。\n  请先校准机器的时间，再记分。"
        );
    }

    /// How long ago it was last backed up, and how long ago its first entry was made, in days; the light.
    #[test]
    fn a_backup_is_green_for_a_week_and_red_after_a_month() {
        let folder = std::env::temp_dir().join(format!("jifen_backup_light_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let now = Moment::on("2026-03-31".parse().unwrap(), 12, 0);
        let ago = |days: i64| now.plus_seconds(-days * 24 * 3600);
        let table = [
            (Some(6), Some(400), "好"),
            (Some(7), Some(400), "留心"),
            (Some(29), Some(400), "留心"),
            (Some(30), Some(400), "马上办"),
            (None, Some(29), "留心"),
            (None, Some(30), "马上办"),
            (None, None, "留心"),
        ];
        for (at, (last, began, expected)) in table.into_iter().enumerate() {
            let file = folder.join(format!("{at}.db"));
            if let Some(last) = last {
                note_backup(&file, ago(last)).unwrap();
            }
            assert_eq!(backed_up(Some(&file), began.map(ago), now).light().0, expected, "{last:?} {began:?}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
