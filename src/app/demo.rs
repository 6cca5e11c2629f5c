//! A year of a demo township.
