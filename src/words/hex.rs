//! Bytes as lower-case hexadecimal digits.

/// Two digits a byte.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.as_ref().iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

/// The first twelve digits in groups of four, short enough to compare by eye: `3f9a 12c4 77e0`.
pub fn short_code(hex: &str) -> String {
    let letters: Vec<char> = hex.chars().take(12).collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(super::hex([0x00, 0x0f, 0xa5, 0xff]), "000fa5ff");
        assert_eq!(super::short_code("3f9a12c477e0b1"), "3f9a 12c4 77e0");
    }
}
