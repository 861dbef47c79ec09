use std::io::Read;

use super::*;

/// What Trunk 0.21.14 writes for a page with an application and its workers.
const TRUNK: &str = r#"<!DOCTYPE html><html lang="zh-Hant-TW"><head><title>t</title>
    <meta charset="utf-8">
    <meta name="verifier-worker" content="">
    <meta name="diagnosis-worker" content="">
    <meta name="codes-worker" content="">
    <meta name="scan-worker" content="">
    <meta name="rendering-worker" content="">
    <meta name="annex-program" content="">
    <meta name="annex-style" content="">
<link rel="stylesheet" href="/style-1f.css" integrity="sha384-ghi"><link rel="modulepreload" href="/web-1f.js" crossorigin="anonymous" integrity="sha384-abc"><link rel="preload" href="/web-1f_bg.wasm" crossorigin="anonymous" integrity="sha384-def" as="fetch" type="application/wasm"></head>
<body>
<script type="module">
import init, * as bindings from '/web-1f.js';
const wasm = await init({ module_or_path: '/web-1f_bg.wasm' });


window.wasmBindings = bindings;


dispatchEvent(new CustomEvent("TrunkApplicationStarted", {detail: {wasm}}));

</script></body></html>"#;

const OFFICE: &str = r#"<!doctype html><html><head><title>t</title><meta name="verifier-worker" content="/x.js">
<!-- assets --></head><body></body></html>"#;

fn new_site() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("index.html", TRUNK),
        ("web-1f.js", "export default __wbg_init;"),
        ("web-1f_bg.wasm", "\0asm web"),
        ("verifier-wasm.js", "let wasm_bindgen = 1;"),
        ("verifier-wasm_bg.wasm", "\0asm verifier"),
        ("verifier-wasm_loader.js", "importScripts"),
        ("office.html", OFFICE),
        ("office.css", ".menu{}"),
        ("office.js", "export default init;"),
        ("office_bg.wasm", "\0asm office"),
        ("annex.css", ".many{}"),
        ("annex.js", "export default init;"),
        ("annex_bg.wasm", "\0asm annex"),
        ("diagnosis.js", "let wasm_bindgen = 2;"),
        ("diagnosis_bg.wasm", "\0asm diagnosis"),
        ("diagnosis_loader.js", "importScripts"),
        ("codes.js", "let wasm_bindgen = 5;"),
        ("codes_bg.wasm", "\0asm codes"),
        ("codes_loader.js", "importScripts"),
        ("scan.js", "let wasm_bindgen = 3;"),
        ("scan_bg.wasm", "\0asm scan"),
        ("scan_loader.js", "importScripts"),
        ("rendering.js", "let wasm_bindgen = 4;"),
        ("rendering_bg.wasm", "\0asm rendering"),
        ("rendering_loader.js", "importScripts"),
        ("style-1f.css", "p{}\n"),
        ("seal.png", "png"),
        ("offline.js", "register()"),
        ("service-worker.js", "const FILES = __FILES__; const CACHE = 'dcert-__VERSION__';"),
    ] {
        fs::write(dir.path().join(name), content).unwrap();
    }
    dir
}

fn names(site: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(site).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn named(site: &Path, start: &str, end: &str) -> String {
    let found: Vec<_> =
        names(site).into_iter().filter(|name| name.starts_with(start) && name.ends_with(end)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

#[test]
fn all_that_runs_first_is_one_script_with_integrity_and_the_module_comes_before_it() {
    let site = new_site();
    finish(site.path()).unwrap();
    let html = fs::read_to_string(site.path().join("index.html")).unwrap();
    let name = named(site.path(), "web-", ".js");
    let script = fs::read_to_string(site.path().join(&name)).unwrap();
    let element = page::module_script(&name, script.as_bytes());
    assert!(html.contains(&element), "{html}");
    assert_eq!(html.matches("<script").count(), 1);
    let places = [
        "export default __wbg_init;\n// start\n",
        "window.trustedTypes?.createPolicy(\"default\", {",
        "{\nregister()\n}\n",
        "await __wbg_init({ module_or_path: '/web-1f_bg.wasm' });\n",
    ]
    .map(|part| script.find(part).unwrap_or_else(|| panic!("{part} in {script}")));
    assert!(places.is_sorted(), "{script}");
    assert_eq!(program::glue(&script), Some("export default __wbg_init;\n"));
    let module =
        html.find(r#"href="/web-1f_bg.wasm" crossorigin="anonymous" integrity="sha384-def""#).unwrap();
    assert!(module < html.find("stylesheet").unwrap() && module < html.find("<script").unwrap());
    assert!(!html.contains("modulepreload"));
    assert!(!names(site.path()).iter().any(|name| name.starts_with("offline") || name == "web-1f.js"));
}

#[test]
fn workers_are_named_by_their_content_and_the_page_knows() {
    let site = new_site();
    finish(site.path()).unwrap();
    let html = fs::read_to_string(site.path().join("index.html")).unwrap();
    for (package, meta, glue) in [
        ("verifier-wasm", "verifier-worker", "let wasm_bindgen = 1;"),
        ("diagnosis", "diagnosis-worker", "let wasm_bindgen = 2;"),
        ("codes", "codes-worker", "let wasm_bindgen = 5;"),
        ("scan", "scan-worker", "let wasm_bindgen = 3;"),
        ("rendering", "rendering-worker", "let wasm_bindgen = 4;"),
    ] {
        let bundle = named(site.path(), &format!("{package}-"), ".js");
        let module = named(site.path(), &format!("{package}-"), ".wasm");
        assert!(html.contains(&format!(r#"<meta name="{meta}" content="/{bundle}">"#)));
        let source = fs::read_to_string(site.path().join(bundle)).unwrap();
        assert!(source.starts_with(glue));
        assert!(source.contains(&format!("wasm_bindgen({{ module_or_path: \"./{module}\" }}).catch(")));
        for left in [".", "_"].map(|next| format!("{package}{next}")) {
            assert!(!names(site.path()).iter().any(|name| name.starts_with(&left)), "{left}");
        }
    }
}

#[test]
fn the_office_pages_get_their_own_program_and_share_the_style() {
    let site = new_site();
    finish(site.path()).unwrap();
    let html = fs::read_to_string(site.path().join("office.html")).unwrap();
    let style = named(site.path(), "style-", ".css");
    let link = format!(r#"<link rel="stylesheet" href="/{style}" integrity="sha384-ghi">"#);
    assert!(html.contains(&link), "{html}");
    for (start, end) in [("office-", ".css"), ("office-", ".js"), ("office-", "_bg.wasm")] {
        let name = named(site.path(), start, end);
        assert!(html.contains(&format!(r#"href="/{name}""#)), "{name}");
    }
    let worker = named(site.path(), "verifier-wasm-", ".js");
    assert!(html.contains(&format!(r#"<meta name="verifier-worker" content="/{worker}">"#)));
    let starts: Vec<_> = names(site.path()).into_iter().filter(|name| name.starts_with("start-")).collect();
    let scripts = starts.iter().filter(|name| name.ends_with(".js") && html.contains(name.as_str()));
    assert_eq!(scripts.count(), 1, "one start of its own");
    assert!(!html.contains("/web-1f"), "the program of verification is not loaded");
    assert!(
        !names(site.path()).iter().any(|name| name.starts_with("office_") || name.starts_with("office.js"))
    );
}

#[test]
fn the_page_knows_where_its_annex_is_and_does_not_load_it() {
    let site = new_site();
    finish(site.path()).unwrap();
    let html = fs::read_to_string(site.path().join("index.html")).unwrap();
    let (start, style) = (named(site.path(), "annex-start-", ".js"), named(site.path(), "annex-", ".css"));
    assert!(html.contains(&format!(r#"<meta name="annex-program" content="/{start} sha384-"#)), "{html}");
    assert!(html.contains(&format!(r#"<meta name="annex-style" content="/{style} sha384-"#)), "{html}");
    let script = fs::read_to_string(site.path().join(start)).unwrap();
    assert!(script.contains(&named(site.path(), "annex-", "_bg.wasm")), "{script}");
    assert!(!html.contains("src=\"/annex") && !html.contains("href=\"/annex"));
}

/// The addresses in the policy of a page's script.
fn trusted_scripts(site: &Path, start: &str) -> Vec<String> {
    let script = fs::read_to_string(site.join(named(site, start, ".js"))).unwrap();
    assert_eq!(script.matches("createPolicy(\"default\", {").count(), 1, "{script}");
    let list = script.split_once("createScriptURL: address => (").unwrap().1.split_once("].").unwrap().0;
    serde_json::from_str(&format!("{list}]")).unwrap()
}

#[test]
fn a_page_trusts_its_own_scripts_and_no_other() {
    let site = new_site();
    finish(site.path()).unwrap();
    let address = |start: &str| format!("/{}", named(site.path(), start, ".js"));
    let workers = ["verifier-wasm-", "codes-", "diagnosis-", "scan-", "rendering-"].map(address);
    let expected = [workers.as_slice(), &[address("annex-start-"), "/service-worker.js".to_owned()]].concat();
    assert_eq!(trusted_scripts(site.path(), "web-"), expected);
    assert_eq!(trusted_scripts(site.path(), "start-"), [address("verifier-wasm-")]);
}

#[test]
fn where_cargo_keeps_its_downloads_shows_nowhere() {
    let built_with = |digits: &str| {
        let site = new_site();
        let module = format!("\0asm _WASM_SPLIT_MARKER_{digits} web");
        for name in ["web-1f_bg.wasm", "annex_bg.wasm"] {
            fs::write(site.path().join(name), &module).unwrap();
        }
        let page = TRUNK.replace("sha384-def", &page::integrity(module.as_bytes()));
        fs::write(site.path().join("index.html"), page).unwrap();
        finish(site.path()).unwrap();
        let html = fs::read_to_string(site.path().join("index.html")).unwrap();
        let module = named(site.path(), "web-", "_bg.wasm");
        assert!(html.contains(&page::integrity(&fs::read(site.path().join(&module)).unwrap())), "{html}");
        let start = named(site.path(), "annex-start-", ".js");
        assert!(!html.contains("web-1f") && html.contains(&module), "{html}");
        (html, fs::read(site.path().join(module)).unwrap(), start)
    };
    assert_eq!(built_with("0123456789abcdef"), built_with("fedcba9876543210"));
}

#[test]
fn pages_say_the_digest_of_all_files() {
    let digest = |name: &str, content: &str| {
        let site = new_site();
        fs::write(site.path().join(name), content).unwrap();
        finish(site.path()).unwrap();
        let pages = ["index.html", "office.html"].map(|page| {
            let html = fs::read_to_string(site.path().join(page)).unwrap();
            build::of_page(&html).unwrap().to_owned()
        });
        assert_eq!(pages[0], pages[1]);
        assert_eq!(pages[0].len(), 64);
        pages[0].clone()
    };
    let all = [
        digest("seal.png", "png"),
        digest("seal.png", "another"),
        digest("office_bg.wasm", "\0asm another"),
        digest("service-worker.js", "const OTHER = __FILES__; const CACHE = 'dcert-__VERSION__';"),
    ];
    assert!(all.iter().enumerate().all(|(at, one)| !all[..at].contains(one)), "{all:?}");
    assert_eq!(digest("seal.png", "png"), all[0]);
}

#[test]
fn pages_and_styles_lose_what_only_people_read() {
    let site = new_site();
    let style = "/* Tokens. */\n\n.menu {\n  margin: 0;\n}\n";
    fs::write(site.path().join("style-1f.css"), style).unwrap();
    fs::write(site.path().join("office.css"), style).unwrap();
    let page = TRUNK.replace("sha384-ghi", &page::integrity(style.as_bytes()));
    fs::write(site.path().join("index.html"), page).unwrap();
    finish(site.path()).unwrap();
    let left = ".menu {\nmargin: 0;\n}\n";
    for start in ["style-", "office-"] {
        let name = named(site.path(), start, ".css");
        assert_eq!(fs::read_to_string(site.path().join(&name)).unwrap(), left);
    }
    let html = fs::read_to_string(site.path().join("index.html")).unwrap();
    assert!(html.contains(&page::integrity(left.as_bytes())), "{html}");
    assert!(!html.contains("\n\n") && !html.contains("\n "), "{html}");
}

#[test]
fn other_content_gives_other_names() {
    let (one, two) = (new_site(), new_site());
    fs::write(two.path().join("verifier-wasm_bg.wasm"), "\0asm another").unwrap();
    finish(one.path()).unwrap();
    finish(two.path()).unwrap();
    for end in [".js", ".wasm"] {
        assert_ne!(named(one.path(), "verifier-wasm-", end), named(two.path(), "verifier-wasm-", end));
    }
}

#[test]
fn text_and_wasm_are_compressed_and_pictures_are_not() {
    let site = new_site();
    finish(site.path()).unwrap();
    let html = fs::read(site.path().join("index.html")).unwrap();
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(&*fs::read(site.path().join("index.html.gz")).unwrap())
        .read_to_end(&mut unzipped)
        .unwrap();
    assert_eq!(unzipped, html);
    let mut unpacked = Vec::new();
    let packed = fs::read(site.path().join("index.html.br")).unwrap();
    brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
    assert_eq!(unpacked, html);
    let names = names(site.path());
    assert!(names.contains(&"web-1f_bg.wasm.br".to_owned()));
    assert!(!names.iter().any(|name| name.starts_with("seal.png.")));
    assert!(!names.iter().any(|name| name.contains(".br.") || name.contains(".gz.")));
}

#[test]
fn a_second_run_changes_nothing() {
    let site = new_site();
    finish(site.path()).unwrap();
    let all = |site: &Path| {
        names(site)
            .into_iter()
            .map(|name| (name.clone(), fs::read(site.join(name)).unwrap()))
            .collect::<Vec<_>>()
    };
    let first = all(site.path());
    finish(site.path()).unwrap();
    assert_eq!(all(site.path()), first);
}

#[test]
fn refuses_what_the_policy_would_block() {
    for inline in ["<style>p{}</style>", r#"<p style="color:red">"#, "<script>alert(1)</script>"] {
        let site = new_site();
        fs::write(site.path().join("index.html"), TRUNK.replace("<body>", &format!("<body>{inline}")))
            .unwrap();
        assert!(finish(site.path()).is_err(), "{inline}");
    }
}

#[test]
fn refuses_a_site_without_a_worker() {
    for script in ["verifier-wasm.js", "diagnosis.js", "annex.js", "offline.js"] {
        let site = new_site();
        fs::remove_file(site.path().join(script)).unwrap();
        assert!(finish(site.path()).unwrap_err().to_string().contains(script));
    }
}

#[test]
fn the_service_worker_keeps_the_page_of_verification_and_nothing_of_the_office() {
    let site = new_site();
    finish(site.path()).unwrap();
    let worker = fs::read_to_string(site.path().join("service-worker.js")).unwrap();
    let page = fs::read(site.path().join("index.html")).unwrap();
    assert!(worker.contains(&format!(r#""/": "{}""#, page::integrity(&page))));
    let kept = [
        format!("/{}", named(site.path(), "web-", ".js")),
        "/web-1f_bg.wasm".to_owned(),
        format!("/{}", named(site.path(), "verifier-wasm-", ".js")),
        format!("/{}", named(site.path(), "verifier-wasm-", ".wasm")),
        format!("/{}", named(site.path(), "diagnosis-", ".wasm")),
    ];
    for address in kept {
        assert!(worker.contains(&format!(r#""{address}": "sha384-"#)), "{address} is not kept");
    }
    for other in ["office", "service-worker", ".br", ".gz", "__FILES__", "__VERSION__"] {
        assert!(!worker.contains(other), "{other}");
    }
}

#[test]
fn another_build_is_another_version_of_the_service_worker() {
    let version = |module: &str| {
        let site = new_site();
        fs::write(site.path().join("diagnosis_bg.wasm"), module).unwrap();
        finish(site.path()).unwrap();
        let worker = fs::read_to_string(site.path().join("service-worker.js")).unwrap();
        worker.split("dcert-").nth(1).unwrap().to_owned()
    };
    assert_ne!(version("one"), version("another"));
    assert_eq!(version("one"), version("one"));
}

#[test]
fn glue_loses_comments_and_indentation() {
    let script =
        "/**\n * @param {number} a\n */\nfunction f(a) {\n    // why\n    return `/* ${a} */`;\n\n}\n";
    let left = "function f(a) {\nreturn `/* ${a} */`;\n}\n";
    assert_eq!(squeeze::squeezed(script), left);
    assert_eq!(squeeze::squeezed(left), left);
}
