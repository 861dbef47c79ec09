//! Embeds the public anchors: every `anchors/*.pem`, and every `*.pem` of the
//! folder named by `DCERT_ANCHORS` (a development or test hierarchy).

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-env-changed=DCERT_ANCHORS");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let mut list = String::from("&[");
    let folders = [Some("anchors".to_owned()), env::var("DCERT_ANCHORS").ok()];
    let mut count = 0;
    for folder in folders.into_iter().flatten() {
        println!("cargo::rerun-if-changed={folder}");
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("cannot read anchors in {folder}: {error}"));
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "pem"));
        paths.sort();
        for path in paths {
            let pem = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let (label, der) =
                pem_rfc7468::decode_vec(&pem).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(label, "CERTIFICATE", "{}", path.display());
            let name = format!("anchor-{count}.der");
            fs::write(Path::new(&out).join(&name), der).expect("OUT_DIR is writable");
            list.push_str(&format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")),"));
            count += 1;
        }
    }
    list.push(']');
    fs::write(Path::new(&out).join("anchors.rs"), list).expect("OUT_DIR is writable");
}
