//! The table of files that `src/web/site.rs` includes.

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use crate::files::{File, hash};

/// Compression must save at least this part of a file (one eighth) to be worth a second copy in the binary.
const WORTHWHILE: usize = 8;

/// Writes the bodies beside the table and returns the table.
pub fn write(files: &[File], out: &Path) -> String {
    let mut code = String::from("static FILES: &[File] = &[\n");
    for (number, file) in files.iter().enumerate() {
        let body = |suffix: &str, bytes: &[u8]| {
            let path = out.join(format!("{number}{suffix}"));
            fs::write(&path, bytes).unwrap();
            format!("include_bytes!({path:?})")
        };
        let packed = |suffix: &str, bytes: Vec<u8>| {
            let saves = bytes.len() < file.bytes.len() - file.bytes.len() / WORTHWHILE;
            if saves { format!("Some({})", body(suffix, &bytes)) } else { "None".to_owned() }
        };
        writeln!(
            code,
            "    File {{ path: {:?}, media_type: {:?}, is_hashed: {}, etag: \"\\\"{}\\\"\", plain: {}, brotli: {}, gzip: {} }},",
            file.path,
            media_type(&file.path),
            file.is_hashed,
            hash(&file.bytes),
            body("", &file.bytes),
            packed(".br", brotli(&file.bytes)),
            packed(".gz", gzip(&file.bytes)),
        )
        .unwrap();
    }
    code + "];\n"
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        other => panic!("{path}: say in build/table.rs what media type .{other} is"),
    }
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let best =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &best).unwrap();
    packed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}
