//! The HTML part of a message: as a document for a frame without scripts, and as words.
//!
//! Three walls, each enough by itself: [`tame`] writes the page anew from an allow list with bounded depth, `ammonia`
//! sanitises what it wrote, and the frame it is shown in runs nothing and has a policy of its own.

mod charset;
mod document;
mod marks;
mod pictures;
mod plain;
mod sanitise;
mod style;
mod tags;
mod tame;
mod text;

pub(super) use charset::charset;
pub(super) use document::{document, inside};
pub(super) use pictures::{n_remote as n_remote_images, named as pictures_named};
pub(super) use plain::words;
pub(super) use text::{PageText, text};

/// Bytes of an HTML part that are read. The largest newsletters have a third of that.
pub(super) const MAX_HTML_BYTES: usize = 1 << 20;
