//! Starts the annex in the page of verification that asked for it.

fn main() {
    web::annex::start();
}
