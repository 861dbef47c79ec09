//! The issuing unit (發證單位): database, files, settings and signers together.

pub(crate) mod storage_keys;

use std::path::Path;

use anyhow::{Context as _, Result};
use certificate::{IdentityNumber, Timestamp, api::Announcement};
use der::{EncodePem as _, pem::LineEnding};
use keys::{Anchor, Anchors, FileSigner, Hierarchy, Profile, Purpose};
use sqlx::AnyConnection;

use crate::{
    account::Hasher,
    db::{self, Db, ListRow},
    files::FileStore,
    settings::Settings,
    status_list::{self, Folding, Publication},
    vault::Vault,
};

/// What every act needs.
pub struct IssuingUnit {
    pub(crate) settings: Settings,
    pub(crate) db: Db,
    pub(crate) files: FileStore,
    pub(crate) vault: Vault,
    pub(crate) hasher: Hasher,
    hierarchy: Hierarchy,
    status_signer: FileSigner,
    folding: Folding,
}

impl IssuingUnit {
    /// Opens everything, keys first: nothing is created for a command that could
    /// not sign.
    pub async fn open(settings: Settings) -> Result<Self> {
        let hierarchy = Hierarchy::open(&settings.hierarchy)?;
        let status_signer = settings.open_signer(Purpose::StatusSigning)?;
        check_writable(&settings.data)?;
        let db = Db::open(&settings.database).await?;
        let vault = storage_keys::open(&settings.storage_keys, &db).await?;
        let files = settings.open_files(vault.clone())?;
        Ok(Self {
            settings,
            db,
            files,
            vault,
            hasher: Hasher::new(),
            hierarchy,
            status_signer,
            folding: Folding::default(),
        })
    }

    /// Whether everything issued here is a specimen. The key decides; there is
    /// no setting.
    pub fn issues_specimens(&self) -> bool {
        self.hierarchy.profile() == Profile::Development
    }

    /// The keyed digest by which the holder of an identity number is found.
    pub fn identity_index(&self, number: &IdentityNumber) -> String {
        self.vault.identity_index(number)
    }

    /// The root.
    pub(crate) const fn root(&self) -> &Anchor {
        self.hierarchy.root()
    }

    /// The root, as verifiers pin it.
    pub fn anchors(&self) -> Anchors {
        [self.root().clone()].into_iter().collect()
    }

    /// Publishes the list that shows an act, in the transaction of the act.
    pub(crate) async fn publish_within(&self, db: &mut AnyConnection, now: Timestamp) -> Result<()> {
        let publication = self.publication(now);
        status_list::publish_within(db, &self.folding, &self.status_signer, publication).await.map(drop)
    }

    fn publication(&self, now: Timestamp) -> Publication<'_> {
        Publication { uri: &self.settings.list_uri, validity: self.settings.list_validity, now }
    }

    /// Publishes a fresh status list.
    pub async fn publish(&self, now: Timestamp) -> Result<String> {
        status_list::publish(&self.db, &self.status_signer, self.publication(now)).await
    }

    /// Publishes a list unless the newest has more than half of its time left.
    pub(crate) async fn refresh_list(&self, now: Timestamp) -> Result<()> {
        let is_young = |list: &ListRow| now.unix() < list.issued_at + (list.expires_at - list.issued_at) / 2;
        if !self.newest_list().await?.is_some_and(|list| is_young(&list)) {
            self.publish(now).await?;
        }
        Ok(())
    }

    /// The version of the newest published list.
    pub(crate) async fn newest_version(&self) -> Result<Option<i64>> {
        Ok(db::load_newest_version(&mut *self.db.ask().await?).await?)
    }

    /// The newest published list.
    pub(crate) async fn newest_list(&self) -> Result<Option<ListRow>> {
        let mut tx = self.db.read().await?;
        Ok(db::load_newest_list(&mut tx).await?)
    }

    /// The root in PEM.
    pub(crate) fn anchor_pem(&self) -> Result<String> {
        Ok(self.hierarchy.root_certificate().to_pem(LineEnding::LF)?)
    }

    /// Annulments in force of K-12 certificates, newest decision first.
    pub(crate) async fn announcements(&self) -> Result<Vec<Announcement>> {
        let rows = db::load_k12_annulments(&mut *self.db.read().await?).await?;
        let announcement = |(number, date): (String, String)| {
            Ok(Announcement { certificate_number: number.parse()?, decision_date: date.parse()? })
        };
        rows.into_iter().map(announcement).collect()
    }

    /// Whether a status key made a signature at an instant: the one that the
    /// certificate names, which need not be the newest.
    pub(crate) fn is_signed_by_status_key(
        &self,
        certificate: &[u8],
        at: Timestamp,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let purpose = Purpose::StatusSigning;
        self.hierarchy.check_signature(certificate, purpose, at, message, signature).is_ok()
    }
}

/// A clear sentence now instead of a database error later.
fn check_writable(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    tempfile::tempfile_in(folder)
        .map(drop)
        .with_context(|| format!("cannot write into the data folder {}", folder.display()))
}
