//! Empties functions of a WebAssembly module that are never called, before `wasm-bindgen` removes what only they used.
//!
//! `slim IN OUT NAME…`: every function of one of these names, and the future that it returns, traps from then on. The
//! compiler cannot leave them out by itself where a table holds them. Functions within them stay: the compiler makes one
//! of equal ones, and others may use them. Needs the module's name section, and nothing beside the standard library.

use std::{collections::HashSet, env, fs, process::exit};

/// Section ids of the binary format (WebAssembly Core Specification, section 5.5.2).
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;
/// How the compiler writes the body of an `async fn` after its name.
const FUTURE: &str = "28_$u7b$$u7b$closure$u7d$$u7d$";
/// How it ends a name: `17h`, sixteen digits, `E`.
const HASH_CHARS: usize = 20;
/// No locals, `unreachable`, `end`.
const TRAP: [u8; 3] = [0x00, 0x00, 0x0b];

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let [_, input, output, unused @ ..] = arguments.as_slice() else {
        eprintln!("slim IN OUT NAME…");
        exit(2)
    };
    let module = fs::read(input).expect("the module is readable");
    let (slimmed, n_emptied, n_bytes) = slim(&module, unused);
    fs::write(output, slimmed).expect("the module is writable");
    if n_emptied == 0 {
        eprintln!("slim: no function is named one of {unused:?}");
        exit(1)
    }
    println!("slim: {n_emptied} functions emptied, {n_bytes} bytes");
}

fn slim(module: &[u8], unused: &[String]) -> (Vec<u8>, usize, usize) {
    let sections = sections(module);
    let n_imported = sections.iter().find(|(id, _)| *id == IMPORT).map_or(0, |(_, body)| n_imported_functions(body));
    let names = sections.iter().filter(|(id, _)| *id == CUSTOM).find_map(|(_, body)| name_section(body));
    let unused: HashSet<u32> = names
        .map(function_names)
        .expect("the module has names")
        .into_iter()
        .filter(|(_, name)| is_one_of(name, unused))
        .map(|(index, _)| index)
        .collect();
    let (mut out, mut n_emptied, mut n_bytes) = (module[..8].to_vec(), 0, 0);
    for (id, body) in sections {
        let mut emptied = Vec::new();
        let body = if id == CODE {
            let mut reader = Reader(body);
            let n = reader.number();
            write_number(&mut emptied, n);
            for index in n_imported..n_imported + n {
                let code = reader.bytes();
                let is_unused = unused.contains(&index);
                n_emptied += usize::from(is_unused);
                n_bytes += if is_unused { code.len() } else { 0 };
                let code = if is_unused { &TRAP } else { code };
                write_number(&mut emptied, code.len() as u32);
                emptied.extend_from_slice(code);
            }
            &emptied
        } else {
            body
        };
        out.push(id);
        write_number(&mut out, body.len() as u32);
        out.extend_from_slice(body);
    }
    (out, n_emptied, n_bytes)
}

fn is_one_of(name: &str, unused: &[String]) -> bool {
    let path = name.len().checked_sub(HASH_CHARS).and_then(|end| name.get(..end)).unwrap_or_default();
    let path = path.strip_suffix(FUTURE).unwrap_or(path);
    unused.iter().any(|unused| path.ends_with(&format!("{}{unused}", unused.len())))
}

fn sections(module: &[u8]) -> Vec<(u8, &[u8])> {
    let mut reader = Reader(&module[8..]);
    let mut sections = Vec::new();
    while !reader.0.is_empty() {
        let id = reader.byte();
        sections.push((id, reader.bytes()));
    }
    sections
}

fn n_imported_functions(body: &[u8]) -> u32 {
    let mut reader = Reader(body);
    let mut n_functions = 0;
    for _ in 0..reader.number() {
        reader.bytes();
        reader.bytes();
        match reader.byte() {
            0 => {
                n_functions += 1;
                reader.number();
            }
            1 => {
                reader.byte();
                reader.limits();
            }
            2 => reader.limits(),
            3 => {
                reader.byte();
                reader.byte();
            }
            kind => panic!("an import of kind {kind}"),
        }
    }
    n_functions
}

fn name_section(body: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader(body);
    (reader.bytes() == b"name").then_some(reader.0)
}

fn function_names(body: &[u8]) -> Vec<(u32, String)> {
    let mut reader = Reader(body);
    while !reader.0.is_empty() {
        let kind = reader.byte();
        let mut part = Reader(reader.bytes());
        if kind == 1 {
            let n = part.number();
            return (0..n).map(|_| (part.number(), String::from_utf8_lossy(part.bytes()).into_owned())).collect();
        }
    }
    Vec::new()
}

fn write_number(out: &mut Vec<u8>, mut n: u32) {
    loop {
        let low = (n & 0x7f) as u8;
        n >>= 7;
        if n == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

/// What is left to read. A module that ends early is a fault of the compiler, and ends this program.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().expect("the module ends early");
        self.0 = rest;
        *first
    }

    /// LEB128, section 5.2.2.
    fn number(&mut self) -> u32 {
        let (mut n, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            n |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return n;
            }
            shift += 7;
        }
    }

    /// A length, and as many bytes.
    fn bytes(&mut self) -> &'a [u8] {
        let length = self.number() as usize;
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        bytes
    }

    fn limits(&mut self) {
        let has_maximum = self.byte() & 1 == 1;
        self.number();
        if has_maximum {
            self.number();
        }
    }
}
