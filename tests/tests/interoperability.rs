//! An unrelated verifier accepts every kind of file we issue, with our root as
//! all it trusts, and rejects the tampered twin of each.

#![cfg(feature = "journeys")]

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, ensure};
use e2e::{Issued, Office, flip_bit, opinions};

/// Two places that any file has: the middle is page content, and the digit just
/// inside the signature's value makes a keyless change to the signature.
fn twins(bytes: &[u8]) -> Result<[Vec<u8>; 2]> {
    let gap = bytes.windows(10).position(|window| window == b"/Contents<" || window == b"/Contents ");
    let gap = gap.context("the file has no /Contents")?;
    let mut signature = bytes.to_vec();
    // Far enough inside to hit the signed attributes or the certificates.
    let digit = &mut signature[gap + 600];
    *digit = if *digit == b'0' { b'1' } else { b'0' };
    Ok([flip_bit(bytes, bytes.len() / 2), signature])
}

fn issue_all(office: &Office) -> Result<Vec<Issued>> {
    let tree = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let (roster, photos) = (tree.join("demo/roster.csv"), tree.join("../api/templates"));
    let photos = photos.to_str().context("the path is not text")?;
    let roster = roster.to_str().context("the path is not text")?;
    office.run(["import", roster, "--photos", photos])?;
    let mut issued: Vec<Issued> = Vec::new();
    for line in office.run(["issue"])?.lines() {
        issued.push(line.parse()?);
    }
    // A replacement carries an annotation, which is one more form of the page.
    for number in ["副字第990002號", "樣教字第990011號"] {
        office.run(["replace", number, "--reason", "姓名變更", "--name", "更名樣本"])?;
        let of_number = issued.iter().find(|issued| issued.number == number).context("not issued")?.clone();
        issued.push(Issued { version: of_number.version + 1, ..of_number });
    }
    Ok(issued)
}

#[test]
fn pyhanko_accepts_every_file_and_rejects_every_twin() -> Result<()> {
    let (environment, office) = Office::find()?;
    let folder = tempfile::tempdir()?;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for Issued { number, version, .. } in issue_all(&office)? {
        let bytes = office.export(&number, version)?;
        let path = folder.path().join(format!("{number}-{version}.pdf"));
        fs::write(&path, &bytes)?;
        good.push(path);
        for (place, twin) in twins(&bytes)?.iter().enumerate() {
            let path = folder.path().join(format!("{number}-{version}-twin-{place}.pdf"));
            fs::write(&path, twin)?;
            bad.push(path);
        }
    }
    ensure!(good.len() >= 14, "the demo roster has all kinds");

    for (path, opinion) in good.iter().zip(opinions(&environment, &environment.anchors(), &good)?) {
        assert!(opinion.is_good(), "{}: {opinion:?}", path.display());
    }
    for (path, opinion) in bad.iter().zip(opinions(&environment, &environment.anchors(), &bad)?) {
        assert!(!opinion.is_good(), "{}: {opinion:?}", path.display());
    }
    Ok(())
}

#[test]
fn pyhanko_trusts_no_other_root() -> Result<()> {
    let (environment, office) = Office::find()?;
    let issued = issue_all(&office)?;
    let bytes = office.export(&issued[0].number, issued[0].version)?;
    let path = office.file("certificate.pdf", &bytes)?;
    let other = tempfile::tempdir()?;
    office.keys([
        "init",
        &other.path().join("other").to_string_lossy(),
        "--profile",
        "development",
        "--no-passphrase",
    ])?;
    let opinion = opinions(&environment, &other.path().join("other/anchors"), &[path])?.remove(0);
    assert!(opinion.intact && opinion.valid && !opinion.trusted, "{opinion:?}");
    Ok(())
}
