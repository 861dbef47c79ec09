//! Builds attacks on certificates from a genuine one.
//!
//! Two kinds of attacker work here. The *outsider* has genuine files and no key:
//! he edits bytes, appends revisions, or signs with keys of his own. The *insider*
//! has the issuing key (in a few cases that of the status list or of the root) and
//! makes a file whose digest, offsets and signature are all right, but which breaks
//! one rule of docs/format.md: so the rule itself is seen to work, and not only the
//! digest behind it.
//!
//! Nothing here shares code with the programs under test: form, DER, CMS, X.509 and
//! status token are taken apart and put together by small lenient builders of its
//! own. The cases are the same for the same [`Genuine`].

mod bytes;
mod case;
mod der;
mod draft;
mod envelope;
mod genuine;
mod revision;
mod signing_cert;
mod token;

mod active;
mod bombs;
mod byte_range;
mod certification;
mod claims;
mod cms;
mod codes;
mod cross_reference;
mod downgrade;
mod ed25519;
mod gap;
mod incremental;
mod lists;
pub mod matrix;
mod objects;
mod page;
mod shadow;
mod status;
mod trust;
mod wrapping;
mod x509;

pub use case::{Case, List};
pub use codes::{CodeCase, code_cases};
pub use genuine::{Genuine, Identity};
pub use lists::{bomb, list_of_version, other_list_of_version};

/// Every case, family by family.
pub fn cases(genuine: &Genuine) -> Vec<Case> {
    let families: &[fn(&Genuine) -> Vec<Case>] = &[
        incremental::cases,
        wrapping::cases,
        byte_range::cases,
        shadow::cases,
        certification::cases,
        gap::cases,
        cms::cases,
        ed25519::cases,
        trust::cases,
        x509::cases,
        downgrade::cases,
        cross_reference::cases,
        objects::cases,
        active::cases,
        page::cases,
        claims::cases,
        status::cases,
        bombs::cases,
    ];
    families.iter().flat_map(|family| family(genuine)).collect()
}
