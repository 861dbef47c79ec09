//! The way to a database on another machine: encrypted, and to no stranger.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
};

use api::IssuingUnit;
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use rustls::{ServerConfig, ServerConnection, Stream, pki_types::PrivatePkcs8KeyDer};

use super::support::{hierarchy, settings};

/// What a client asks first (PostgreSQL protocol 3, `SSLRequest`).
const MAY_I_ENCRYPT: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
const USER: &[u8] = b"user\0dcert\0";

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server that gets as far as the name of the user.
struct Database {
    port: u16,
    /// What it understood of its client.
    heard: JoinHandle<Vec<u8>>,
}

impl Database {
    /// With a certificate for `name` that `authority` vouches for.
    fn start(authority: &Authority, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, authority).unwrap().der().clone();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.unwrap().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = thread::spawn(move || listen(&listener.accept().unwrap().0, config));
        Self { port, heard }
    }

    /// Tries to open it, and returns what it heard.
    async fn opened(self, root: &Path) -> Vec<u8> {
        let (folder, root) = (tempfile::tempdir().unwrap(), root.display());
        let url = format!(
            "postgres://dcert:secret@localhost:{}/dcert?sslmode=verify-full&sslrootcert={root}",
            self.port
        );
        let opened = IssuingUnit::open(settings(folder.path(), &hierarchy(), Some(&url))).await;
        assert!(opened.is_err(), "there is no database behind it");
        self.heard.join().unwrap()
    }
}

fn listen(mut wire: &TcpStream, config: ServerConfig) -> Vec<u8> {
    let mut asked = [0; MAY_I_ENCRYPT.len()];
    wire.read_exact(&mut asked).unwrap();
    assert_eq!(asked, MAY_I_ENCRYPT, "nothing is said before encryption");
    wire.write_all(b"S").unwrap();
    let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
    let mut encrypted = Stream::new(&mut connection, &mut wire);
    let mut heard = vec![0; 1024];
    let length = encrypted.read(&mut heard).unwrap_or(0);
    heard.truncate(length);
    heard
}

/// A file with the certificate of an authority.
fn file_of(authority: &Authority) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("root.pem");
    std::fs::write(&file, authority.pem()).unwrap();
    (folder, file)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_the_named_authority_vouches_for_is_spoken_to() {
    let authority = authority();
    let (_folder, root) = file_of(&authority);
    let heard = Database::start(&authority, "localhost").opened(&root).await;
    assert!(heard.windows(USER.len()).any(|part| part == USER), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_authority_vouches_for_hears_nothing() {
    let (_folder, root) = file_of(&authority());
    assert_eq!(Database::start(&authority(), "localhost").opened(&root).await, b"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_the_certificate_of_another_machine_hears_nothing() {
    let authority = authority();
    let (_folder, root) = file_of(&authority);
    assert_eq!(Database::start(&authority, "elsewhere.example").opened(&root).await, b"");
}
