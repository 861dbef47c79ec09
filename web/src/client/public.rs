//! What everybody may read.

use certificate::api::Announcement;

use super::http::{Client, Leaving};
use crate::trouble::Trouble;

impl Client {
    /// The annulments that the rules order to publish. The address is also the
    /// page's; what is asked for decides what comes.
    pub async fn announcements(self, leaving: Leaving) -> Result<Vec<Announcement>, Trouble> {
        self.get("/announcements".to_owned(), leaving).await
    }
}
