//! Pictures coming in, as telephones and browsers make them. Only what they show stays: a new, smaller picture is made of it, so where and when it was
//! taken, with which device, and whatever else stood in the file is gone.
//!
//! Not here: what a picture is for, and where it is kept.

use std::io::Cursor;

use anyhow::{Context, Result};
use axum::body::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use tokio::sync::Semaphore;

use crate::words::{Kind, Outcome, Refusal};

/// The largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// The most points a picture may have: what the largest cameras of telephones give. A small file can claim to hold many more.
const MOST_POINTS: u64 = 50_000_000;

/// How long the longer side may stay, in points: enough to see what was done, and little to keep.
const LONGEST_SIDE: u32 = 1_280;

/// Of 100.
const QUALITY: u8 = 72;

/// How many are worked on at once: each may take 200 MiB for a moment.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// What a file shows, as a JPEG with nothing else in it, made away from the threads that answer requests. Refuses `picture.too_large`,
/// `picture.unknown_kind`, `picture.too_many_points`, `picture.unreadable`.
pub async fn taken_in(file: Bytes) -> Outcome<Vec<u8>> {
    let _permit = AT_ONCE.acquire().await.map_err(anyhow::Error::from)?;
    let made = tokio::task::spawn_blocking(move || made_anew(&file));
    Ok(jpeg(&made.await.context("a picture broke off")??)?)
}

/// What a file shows, the right way up and not larger than need be.
fn made_anew(file: &[u8]) -> Result<RgbImage, Refusal> {
    if file.len() > LARGEST {
        let sentence = format!("这张照片太大，超过 {} MB。", LARGEST / 1024 / 1024);
        return Err(Refusal::new("picture.too_large", Kind::TooLarge, sentence, "请用手机自带的相机再拍一张，或者换小一点的。"));
    }
    // By its first bytes: what the file is called says nothing.
    let kind = image::guess_format(file).ok().filter(|kind| matches!(kind, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP));
    let kind = kind.ok_or_else(unknown_kind)?;
    let mut reader = ImageReader::with_format(Cursor::new(file), kind);
    let mut limits = Limits::default();
    limits.max_alloc = Some(4 * MOST_POINTS);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_POINTS {
        return Err(Refusal::new("picture.too_many_points", Kind::Invalid, "这张照片的点数太多，打不开。", "请用手机自带的相机再拍一张。"));
    }
    let turned = decoder.orientation().map_err(|_| unreadable())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    if width.max(height) > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    picture.apply_orientation(turned);
    Ok(picture.into_rgb8())
}

/// A picture as a file.
pub fn jpeg(picture: &RgbImage) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(picture)?;
    Ok(file)
}

fn unknown_kind() -> Refusal {
    let next_step = "请用手机自带的相机拍；苹果手机在“设置→相机→格式”里选“兼容性最佳”。";
    Refusal::new("picture.unknown_kind", Kind::Invalid, "这个文件不是照片，或者是认不出的一种。", next_step)
}

fn unreadable() -> Refusal {
    Refusal::new("picture.unreadable", Kind::Invalid, "这张照片打不开，可能没有传完。", "请再拍一张。")
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    fn striped(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
    }

    /// A JPEG with a place, a device and a way it was held, as a telephone writes them.
    fn from_a_telephone() -> Vec<u8> {
        let plain = jpeg(&striped(40, 20)).unwrap();
        // TIFF, one entry: Orientation (0x0112) is 6, held upright; then what stands for a place.
        let mut said = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        said.extend_from_slice(b"GPS 37.5N 105.6E");
        let mut file = plain[..2].to_vec();
        file.extend_from_slice(&[0xff, 0xe1]);
        file.extend_from_slice(&u16::try_from(said.len() + 2).unwrap().to_be_bytes());
        file.extend_from_slice(&said);
        file.extend_from_slice(&plain[2..]);
        file
    }

    #[test]
    fn where_it_was_taken_is_gone_and_it_stands_upright() {
        let file = from_a_telephone();
        assert!(file.windows(3).any(|part| part == b"GPS"));
        let made = made_anew(&file).unwrap();
        assert_eq!(made.dimensions(), (20, 40), "it was held upright");
        let kept = jpeg(&made).unwrap();
        assert!(
            kept.starts_with(&[0xff, 0xd8]) && !kept.windows(3).any(|part| part == b"GPS") && !kept.windows(4).any(|part| part == b"Exif")
        );
    }

    #[test]
    fn a_large_picture_becomes_small_enough() {
        let file = jpeg(&striped(3_000, 1_500)).unwrap();
        assert_eq!(made_anew(&file).unwrap().dimensions(), (LONGEST_SIDE, LONGEST_SIDE / 2));
    }

    #[test]
    fn what_is_no_picture_or_too_much_of_one_is_refused_before_it_is_opened() {
        let whole = jpeg(&striped(200, 200)).unwrap();
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        let size = [0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0, 8, 2, 0, 0, 0];
        png.extend_from_slice(&size);
        let check = [b"IHDR".as_slice(), size.as_slice()].concat();
        png.extend_from_slice(&crc32(&check).to_be_bytes());
        png.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        let table: [(&[u8], &str); 6] = [
            (b"", "picture.unknown_kind"),
            (b"<html>", "picture.unknown_kind"),
            (b"GIF89a\x01\0\x01\0\0\0\0", "picture.unknown_kind"),
            (&whole[..300], "picture.unreadable"),
            (&png, "picture.too_many_points"),
            (&vec![0xff; LARGEST + 1], "picture.too_large"),
        ];
        for (file, code) in table {
            assert_eq!(made_anew(file).unwrap_err().code, code);
        }
    }

    /// As PNG checks its parts with.
    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum: u32, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & 0u32.wrapping_sub(sum & 1)))
        })
    }
}
