//! `cargo xtask verify-site`: a server that gives what was built, and one that gives
//! one file that is another by a byte.

#![cfg(feature = "journeys")]

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};
use e2e::{Environment, Office, Run, Server, copy_files};

fn verify_site(environment: &Environment, server: &Server) -> Result<Run> {
    let mut command = Command::new(&environment.xtask);
    command.arg("verify-site").arg(format!("http://{}/", server.authority()));
    Run::of(command.arg("--site").arg(&environment.site))
}

/// The name of the page's own module.
fn module(site: &Path) -> Result<String> {
    let names = fs::read_dir(site)?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut modules = names.filter(|name| name.starts_with("web-") && name.ends_with("_bg.wasm"));
    modules.next().context("the site has a module")
}

#[tokio::test(flavor = "multi_thread")]
async fn one_byte_in_one_file_is_found_and_named() -> Result<()> {
    let (environment, office) = Office::find()?;
    let folder = tempfile::tempdir()?;
    copy_files(&environment.site, folder.path())?;
    let server = Server::start_with(&office, folder.path()).await?;
    let printed = verify_site(&environment, &server)?.success()?;
    assert!(printed.contains("same     /\n") && printed.contains("same     /ministry/audit\n"), "{printed}");
    assert!(!printed.contains("DIFFERS"), "{printed}");

    // In the form that browsers ask for, and in no other.
    let name = module(folder.path())?;
    let packed = folder.path().join(format!("{name}.br"));
    fs::write(&packed, fs::read(folder.path().join("index.html.br"))?)?;
    let run = verify_site(&environment, &server)?;
    run.check_refused(&["1 of "]);
    assert!(
        run.out.contains(&format!("DIFFERS  /{name}: ")) && run.out.contains("asked for br"),
        "{}",
        run.out
    );

    fs::remove_file(packed)?;
    let path = folder.path().join(&name);
    let mut bytes = fs::read(&path)?;
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&path, bytes)?;
    let run = verify_site(&environment, &server)?;
    run.check_refused(&["1 of "]);
    assert!(run.out.contains(&format!("the same up to byte {last}")), "{}", run.out);
    Ok(())
}
