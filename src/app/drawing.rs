//! Pictures of the demo township: a house with a swept yard, drawn, because nobody lives there who could be photographed.

use image::{Rgb, RgbImage};

use crate::pictures;
use crate::words::Chance;

const WIDTH: u32 = 320;
const HEIGHT: u32 = 240;

/// Where the ground begins.
const GROUND: u32 = 170;

/// A courtyard as a file; another one each time.
pub fn courtyard(chance: &Chance) -> anyhow::Result<Vec<u8>> {
    let [left, top, sky, wall, roof, yard, sun, ..] = chance.bytes();
    let (left, top) = (30 + u32::from(left) % 120, 70 + u32::from(top) % 30);
    let shade = |base: [u8; 3], by: u8| Rgb(base.map(|part| part.saturating_sub(by % 40)));
    let point = |x: u32, y: u32| {
        let is_wide = (left..left + 140).contains(&x);
        let ridge = (left + 70).abs_diff(x);
        match y {
            _ if (WIDTH - 50).abs_diff(x).pow(2) + y.abs_diff(40).pow(2) < 300 => Rgb([255, 214, sun % 90]),
            _ if (top - 36..top).contains(&y) && ridge < 80 - (top - y) * 2 => shade([150, 70, 60], roof),
            _ if is_wide && (top..GROUND).contains(&y) && ridge < 16 && y > top + 34 => Rgb([90, 56, 34]),
            _ if is_wide && (top..GROUND).contains(&y) => shade([236, 228, 208], wall),
            _ if y < GROUND => shade([186, 216, 240], sky),
            _ => shade([176, 158, 122], yard.wrapping_add((y / 12 % 2) as u8 * 6)),
        }
    };
    pictures::jpeg(&RgbImage::from_fn(WIDTH, HEIGHT, point))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_is_taken_in_like_any_picture_and_no_two_are_the_same() {
        let chance = Chance::seeded(1);
        let [one, other] = [courtyard(&chance).unwrap(), courtyard(&chance).unwrap()];
        assert_ne!(one, other);
        assert!(pictures::taken_in(one.into()).await.is_ok());
    }
}
