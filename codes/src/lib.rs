//! The worker of the page that checks the codes of printed certificates: the verifier
//! with that feature, as a module of its own. What it does is in `verifier-wasm`.
//!
//! Whoever checks a file loads the verifier without it (docs/decisions/0014).

// Links the worker, which starts itself.
#[cfg(target_arch = "wasm32")]
use verifier_wasm as _;
