//! Re-usable pieces of screens, without server calls.

mod badge;
mod choice;
mod copy;
mod draft;
mod error_note;
mod field;
mod icon;
mod page_title;
mod time;

pub use badge::BadgeNote;
pub use choice::YesNo;
pub use copy::CopyButton;
pub use draft::keep_draft;
pub use error_note::ErrorNote;
pub use field::Field;
pub use icon::{Icon, Sign};
pub use page_title::PageTitle;
pub use time::Time;
