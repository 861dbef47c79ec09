//! The API against a private database and a throw-away hierarchy: issuing,
//! verifying what was issued, rosters, and what the public reaches.
#![cfg(test)]

mod api {
    mod backup;
    mod cut_off;
    mod issuing;
    mod place;
    mod public;
    mod roster;
    mod status_list;
    mod support;
    mod vault;
    mod workflow;
}
