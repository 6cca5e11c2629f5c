//! The steps that bring a schema up to date, in their order. A step that was released is never changed: every database remembers what it was.

use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::conn::Engine;

macro_rules! sql {
    ($file:literal) => {
        include_str!(concat!("migrations/", $file, ".sql"))
    };
}

/// One step. What guards history differs between the engines.
struct Step {
    version: i64,
    name: &'static str,
    shared: &'static [&'static str],
    sqlite: &'static str,
    postgres: &'static str,
}

/// A step that both engines share.
const fn shared(version: i64, name: &'static str, shared: &'static [&'static str]) -> Step {
    Step { version, name, shared, sqlite: "", postgres: "" }
}

impl Step {
    /// The same with guards of each engine.
    const fn guarded(self, sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres, ..self }
    }
}

const STEPS: [Step; 23] = [
    shared(1, "spine", &[sql!("0001_spine")]),
    shared(2, "append only", &[]).guarded(sql!("0002_append_only.sqlite"), sql!("0002_append_only.postgres")),
    shared(3, "tallies", &[sql!("0003_tallies")]),
    shared(4, "follow-ups", &[sql!("0004_follow_ups")]),
    shared(6, "drafts", &[sql!("0006_drafts")]),
    shared(8, "shares and bars", &[sql!("0008_shares_and_bars")]),
    shared(11, "amends and quotas", &[sql!("0011_amends_and_quotas")]),
    shared(12, "sessions", &[sql!("0012_sessions")]),
    shared(13, "signing in", &[sql!("0013_signin")]),
    shared(14, "notices", &[sql!("0014_notices")])
        .guarded(sql!("0014_notices_append_only.sqlite"), sql!("0014_notices_append_only.postgres")),
    shared(15, "households", &[sql!("0015_households")]),
    shared(16, "reports", &[sql!("0016_reports")]),
    shared(17, "draft revisions", &[sql!("0017_draft_revisions")]),
    shared(18, "oversight", &[sql!("0018_oversight")]),
    shared(19, "personal", &[sql!("0019_personal")])
        .guarded(sql!("0019_personal_only_forgets.sqlite"), sql!("0019_personal_only_forgets.postgres")),
    shared(20, "trail", &[sql!("0020_trail"), sql!("0020_adoptions")])
        .guarded(sql!("0020_trail_append_only.sqlite"), sql!("0020_trail_append_only.postgres")),
    shared(21, "errata", &[sql!("0021_errata")]).guarded(sql!("0021_errata_append_only.sqlite"), sql!("0021_errata_append_only.postgres")),
    shared(22, "sums", &[sql!("0022_sums")]),
    shared(23, "shop", &[sql!("0023_shop")]).guarded(sql!("0023_shop_append_only.sqlite"), sql!("0023_shop_append_only.postgres")),
    shared(24, "evidence", &[sql!("0024_evidence")])
        .guarded(sql!("0024_evidence_append_only.sqlite"), sql!("0024_evidence_append_only.postgres")),
    shared(26, "fairness", &[sql!("0026_fairness")]),
    shared(29, "appointments", &[sql!("0029_appointments")]),
    shared(30, "seals", &[sql!("0030_seals")]).guarded(sql!("0030_seals_append_only.sqlite"), sql!("0030_seals_append_only.postgres")),
];

/// All steps, as an engine spells them.
pub(super) fn steps(engine: Engine) -> Migrator {
    let step = |step: &Step| {
        let shared: String = step.shared.concat();
        let sql = match engine {
            Engine::Sqlite => shared + step.sqlite,
            Engine::Postgres => bytewise(&shared) + step.postgres,
        };
        let sql = sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(sql));
        Migration::new(step.version, step.name.into(), MigrationType::Simple, sql, false)
    };
    Migrator::with_migrations(STEPS.iter().map(step).collect())
}

/// Texts are compared byte by byte, as SQLite does: lists have one order everywhere.
fn bytewise(sql: &str) -> String {
    sql.replace(" TEXT", " TEXT COLLATE \"C\"")
}
