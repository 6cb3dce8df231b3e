//! Re-usable pieces of screens, without server calls.
