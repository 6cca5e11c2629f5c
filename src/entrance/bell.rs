//! The bell (叫人帮忙): at which kiosks of a village somebody asks for help, and since when. It is no act in the books, so it is in memory alone: it is
//! over when somebody says that they are coming, after a quarter of an hour, or with the service. Where several servers share a database, it rings at the
//! desks that ask the same one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use crate::words::{Moment, VillageId};

/// How long it rings, in seconds.
const RINGS: i64 = 15 * 60;

/// By village and the number of the kiosk: since when.
type Rung = BTreeMap<(VillageId, String), Moment>;

/// Every bell of a house. Cheap to clone.
#[derive(Clone, Default)]
pub struct Bell(Arc<Mutex<Rung>>);

impl Bell {
    /// Somebody at a kiosk asks for help. Whoever asks again has waited since the first time.
    pub fn ring(&self, village: &VillageId, kiosk: &str, now: Moment) {
        if let Ok(mut rung) = self.0.lock() {
            rung.retain(|_, since| is_ringing(*since, now));
            rung.entry((village.clone(), kiosk.to_owned())).or_insert(now);
        }
    }

    /// Where it rings in a village, and since when; the longest first.
    pub fn ringing(&self, village: &VillageId, now: Moment) -> Vec<(String, Moment)> {
        let Ok(rung) = self.0.lock() else { return Vec::new() };
        let here = rung.iter().filter(|((of, _), since)| of == village && is_ringing(**since, now));
        let mut here: Vec<_> = here.map(|((_, kiosk), since)| (kiosk.clone(), *since)).collect();
        here.sort_by_key(|(_, since)| *since);
        here
    }

    /// Somebody goes to that kiosk.
    pub fn answer(&self, village: &VillageId, kiosk: &str) {
        if let Ok(mut rung) = self.0.lock() {
            rung.remove(&(village.clone(), kiosk.to_owned()));
        }
    }
}

fn is_ringing(since: Moment, now: Moment) -> bool {
    now < since.plus_seconds(RINGS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rings_until_somebody_comes_or_for_a_quarter_of_an_hour() {
        let (bell, at) = (Bell::default(), |seconds: i64| Moment::from_millis(0).plus_seconds(seconds));
        let [here, there] = ["here", "there"].map(|name| VillageId::parse(name).unwrap());
        bell.ring(&here, "K02", at(0));
        bell.ring(&here, "K01", at(60));
        bell.ring(&here, "K02", at(120));
        let ringing = |village, now| bell.ringing(village, at(now)).into_iter().map(|(kiosk, _)| kiosk).collect::<Vec<_>>();
        assert_eq!(ringing(&here, 120), ["K02", "K01"], "it rings since the first time");
        assert!(ringing(&there, 120).is_empty());
        assert_eq!(ringing(&here, RINGS), ["K01"]);
        bell.answer(&there, "K01");
        assert_eq!(ringing(&here, RINGS), ["K01"], "somebody comes elsewhere");
        bell.answer(&here, "K01");
        assert!(ringing(&here, RINGS).is_empty());
        bell.ring(&here, "K02", at(RINGS + 1));
        assert_eq!(bell.ringing(&here, at(RINGS + 1)), [("K02".to_owned(), at(RINGS + 1))], "what was over rings anew");
    }
}
