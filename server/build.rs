//! Puts the site into the binary: the front end, the style sheets as one, and the static files, each compressed as far
//! as it goes, with a table of them for `src/web/site.rs`.
//!
//! The front end is built before by the Makefile. Without it everything compiles and the pages come without script.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

#[path = "build/files.rs"]
mod files;
#[path = "build/sheet.rs"]
mod sheet;
#[path = "build/table.rs"]
mod table;

fn main() {
    let workspace = Path::new("..").canonicalize().unwrap();
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-env-changed=POSTROOM_SITE_DIR");
    let site = env::var("POSTROOM_SITE_DIR").map_or_else(|_| workspace.join("target/site"), PathBuf::from);

    let mut files = files::front_end(&watched(&site.join("pkg")));
    files.push(files::hashed("postroom.css", sheet::bundle(&watched(&workspace.join("style"))).into_bytes()));
    files.extend(files::static_files(&workspace.join("style/static")));
    fs::write(out.join("site.rs"), table::write(&files, &out)).unwrap();
}

/// A folder whose changes run this program again. It is made when it is missing: Cargo takes a missing one for
/// changed, every time.
fn watched(folder: &Path) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    println!("cargo::rerun-if-changed={}", folder.display());
    folder.to_owned()
}
