//! What joins the features to the machine.

pub mod files;
