//! Counts for whoever watches the service, as Prometheus reads them. Labels are routes, methods, statuses and refusal codes: closed sets, nobody's name.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{Method, StatusCode};

/// Upper bounds of how long a request took, in milliseconds, and as Prometheus writes them.
const BOUNDS: [(i64, &str); 9] =
    [(5, "0.005"), (10, "0.01"), (25, "0.025"), (50, "0.05"), (100, "0.1"), (250, "0.25"), (1_000, "1"), (5_000, "5"), (30_000, "30")];

/// What is counted by name and label; a name and label once seen is only added to.
struct Counts<L>(RwLock<BTreeMap<String, BTreeMap<L, AtomicU64>>>);

impl<L> Default for Counts<L> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<L: Ord + Copy> Counts<L> {
    fn add(&self, name: &str, label: L) {
        if let Ok(counts) = self.0.read()
            && let Some(count) = counts.get(name).and_then(|labels| labels.get(&label))
        {
            count.fetch_add(1, Ordering::Relaxed);
            return;
        }
        if let Ok(mut counts) = self.0.write() {
            counts.entry(name.to_owned()).or_default().entry(label).or_default().fetch_add(1, Ordering::Relaxed);
        }
    }

    fn each(&self, mut tell: impl FnMut(&str, L, u64)) {
        let Ok(counts) = self.0.read() else { return };
        for (name, labels) in counts.iter() {
            labels.iter().for_each(|(label, count)| tell(name, *label, count.load(Ordering::Relaxed)));
        }
    }
}

/// Everything that is counted.
#[derive(Default)]
pub struct Metrics {
    requests: Counts<(&'static str, u16)>,
    refusals: Counts<()>,
    in_flight: AtomicU64,
    /// Requests up to each bound, and the rest.
    took: [AtomicU64; BOUNDS.len() + 1],
    took_ms: AtomicU64,
}

/// A request that has come in and is not answered yet.
pub struct InFlight<'a>(&'a AtomicU64);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Counts a request among those that are being answered, for as long as what it gives is kept: also one whose sender goes away.
    pub fn enter(&self) -> InFlight<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(&self.in_flight)
    }

    /// Counts a request by its route, never by its address.
    pub fn request(&self, route: &str, method: &Method, status: StatusCode, took_ms: i64) {
        self.requests.add(route, (known(method), status.as_u16()));
        let at = BOUNDS.iter().position(|(bound, _)| took_ms <= *bound).unwrap_or(BOUNDS.len());
        self.took[at].fetch_add(1, Ordering::Relaxed);
        self.took_ms.fetch_add(u64::try_from(took_ms).unwrap_or_default(), Ordering::Relaxed);
    }

    /// Counts a refusal by its code.
    pub fn refusal(&self, code: &str) {
        self.refusals.add(code, ());
    }

    /// Prometheus text; `gauges` are values of this moment by name.
    pub fn text(&self, gauges: &[(&str, u64)]) -> String {
        let mut text = String::new();
        for (name, value) in gauges {
            let _ = writeln!(text, "# TYPE {name} gauge\n{name} {value}");
        }
        let in_flight = self.in_flight.load(Ordering::Relaxed);
        let _ = writeln!(text, "# TYPE jifen_requests_in_flight gauge\njifen_requests_in_flight {in_flight}");
        text.push_str("# TYPE jifen_requests_total counter\n");
        self.requests.each(|route, (method, status), count| {
            let _ = writeln!(text, "jifen_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}");
        });
        text.push_str("# TYPE jifen_refusals_total counter\n");
        self.refusals.each(|code, (), count| {
            let _ = writeln!(text, "jifen_refusals_total{{code=\"{code}\"}} {count}");
        });
        self.write_took(&mut text);
        text
    }

    fn write_took(&self, text: &mut String) {
        text.push_str("# TYPE jifen_request_seconds histogram\n");
        let mut total = 0;
        for (count, bound) in self.took.iter().zip(BOUNDS.iter().map(|(_, written)| *written).chain(["+Inf"])) {
            total += count.load(Ordering::Relaxed);
            let _ = writeln!(text, "jifen_request_seconds_bucket{{le=\"{bound}\"}} {total}");
        }
        let sum = self.took_ms.load(Ordering::Relaxed);
        let _ = writeln!(text, "jifen_request_seconds_sum {}.{:03}\njifen_request_seconds_count {total}", sum / 1000, sum % 1000);
    }
}

/// Anybody can invent a method; they share one label.
fn known(method: &Method) -> &'static str {
    let known = ["GET", "POST", "PUT", "HEAD", "OPTIONS", "PATCH", "DELETE"];
    known.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_written_as_prometheus_reads_it() {
        let metrics = Metrics::default();
        let route = "/villages/{village}";
        for took_ms in [3, 40, 40_000] {
            metrics.request(route, &Method::GET, StatusCode::OK, took_ms);
        }
        metrics.request(route, &Method::from_bytes(b"INVENTED").unwrap(), StatusCode::NOT_FOUND, 0);
        metrics.refusal("shop.out_of_stock");
        let _entered = metrics.enter();
        drop(metrics.enter());
        let text = metrics.text(&[("jifen_writing", 1)]);
        for line in [
            "jifen_writing 1",
            "jifen_requests_in_flight 1",
            "jifen_requests_total{method=\"GET\",route=\"/villages/{village}\",status=\"200\"} 3",
            "jifen_requests_total{method=\"other\",route=\"/villages/{village}\",status=\"404\"} 1",
            "jifen_refusals_total{code=\"shop.out_of_stock\"} 1",
            "jifen_request_seconds_bucket{le=\"0.005\"} 2",
            "jifen_request_seconds_bucket{le=\"0.05\"} 3",
            "jifen_request_seconds_bucket{le=\"+Inf\"} 4",
            "jifen_request_seconds_sum 40.043",
            "jifen_request_seconds_count 4",
        ] {
            assert!(text.lines().any(|written| written == line), "{line}\n{text}");
        }
    }
}
