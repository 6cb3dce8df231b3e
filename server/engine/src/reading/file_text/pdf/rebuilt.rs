//! A PDF whose table of objects is missing or wrong, with a new one: many programs write such, and viewers do the same.

use std::collections::BTreeMap;

use memchr::memmem::{find_iter, rfind};

/// Most objects that are listed.
const MAX_OBJECTS: u32 = 100_000;

/// The document with a table of the objects that stand in it (ISO 32000-1 section 7.5.4); nothing when it has no root,
/// or is encrypted.
pub(super) fn rebuilt(content: &[u8]) -> Option<Vec<u8>> {
    let is_encrypted = memchr::memmem::find(content, b"/Encrypt").is_some();
    let objects = objects(content);
    let root = root(content, &objects).filter(|_| !is_encrypted)?;
    let mut document = content.to_vec();
    document.extend(b"\n");
    let start = document.len();
    document.extend(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, (place, generation)) in &objects {
        document.extend(format!("{number} 1\n{place:010} {generation:05} n \n").bytes());
    }
    let size = objects.keys().last().map_or(1, |number| number + 1);
    document.extend(format!("trailer\n<</Size {size}/Root {root} 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    Some(document)
}

/// Where each object begins, and its generation; the last of each number counts.
fn objects(content: &[u8]) -> BTreeMap<u32, (usize, u16)> {
    let mut found = BTreeMap::new();
    for end in find_iter(content, b" obj") {
        let before = &content[..end];
        let Some((generation, before)) = number_at_end(before) else { continue };
        let Some((number, before)) = before.strip_suffix(b" ").and_then(number_at_end) else { continue };
        if let (Ok(generation), true) = (generation.try_into(), number < MAX_OBJECTS) {
            found.insert(number, (before.len(), generation));
        }
    }
    found
}

/// The number at the end of these bytes, and what stands before it.
fn number_at_end(bytes: &[u8]) -> Option<(u32, &[u8])> {
    /// More than numbers of objects have.
    const MAX_DIGITS: usize = 7;
    let n = bytes.iter().rev().take(MAX_DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
    let (before, digits) = bytes.split_at(bytes.len() - n);
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, before))
}

/// The number of the object that everything else hangs from: named by a trailer, or known by its type.
fn root(content: &[u8], objects: &BTreeMap<u32, (usize, u16)>) -> Option<u32> {
    let named = rfind(content, b"/Root").and_then(|at| {
        let rest = content[at + 5..].trim_ascii_start();
        let n = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&rest[..n]).ok()?.parse().ok()
    });
    let by_type = || {
        let at = rfind(content, b"/Catalog")?;
        let before = objects.iter().filter(|(_, (place, _))| *place < at);
        before.max_by_key(|(_, (place, _))| *place).map(|(number, _)| *number)
    };
    named.filter(|root| objects.contains_key(root)).or_else(by_type)
}
