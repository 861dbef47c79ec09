//! The status list token, header and payload open to change.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};

use super::genuine::Identity;

/// A token taken apart.
#[derive(Clone)]
pub(super) struct Token {
    /// JSON.
    pub(super) header: String,
    /// JSON.
    pub(super) payload: String,
    /// The three parts as they were.
    pub(super) parts: [String; 3],
}

impl Token {
    pub(super) fn of(token: &[u8]) -> Option<Self> {
        let parts: Vec<String> = core::str::from_utf8(token).ok()?.split('.').map(str::to_owned).collect();
        let parts: [String; 3] = parts.try_into().ok()?;
        let text = |part: &str| String::from_utf8(Base64UrlUnpadded::decode_vec(part).ok()?).ok();
        Some(Self { header: text(&parts[0])?, payload: text(&parts[1])?, parts })
    }

    /// The certificate in `x5c`.
    pub(super) fn certificate(&self) -> Vec<u8> {
        Base64::decode_vec(&text_of(&self.header, "x5c\":[\"")).expect("x5c is Base64")
    }

    pub(super) fn issued_at(&self) -> i64 {
        self.seconds("\"iat\":")
    }

    pub(super) fn expires_at(&self) -> i64 {
        self.seconds("\"exp\":")
    }

    fn seconds(&self, key: &str) -> i64 {
        let (_, rest) = self.payload.split_once(key).expect("a token has instants");
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().expect("an instant is a number")
    }

    /// The unpacked slots.
    pub(super) fn slots(&self) -> Vec<u8> {
        let packed =
            Base64UrlUnpadded::decode_vec(&text_of(&self.payload, "lst\":\"")).expect("lst is Base64");
        miniz_oxide::inflate::decompress_to_vec_zlib(&packed).expect("lst is packed with ZLIB")
    }

    #[track_caller]
    pub(super) fn header(mut self, from: &str, to: &str) -> Self {
        assert!(self.header.contains(from), "`{from}` is not in the header");
        self.header = self.header.replacen(from, to, 1);
        self
    }

    #[track_caller]
    pub(super) fn payload(mut self, from: &str, to: &str) -> Self {
        assert!(self.payload.contains(from), "`{from}` is not in the payload");
        self.payload = self.payload.replacen(from, to, 1);
        self
    }

    /// Another packed list.
    pub(super) fn packed(self, packed: &[u8]) -> Self {
        let old = text_of(&self.payload, "lst\":\"");
        self.payload(&old, &Base64UrlUnpadded::encode_string(packed))
    }

    /// Another certificate in the header.
    pub(super) fn signer(self, certificate: &[u8]) -> Self {
        let old = text_of(&self.header, "x5c\":[\"");
        self.header(&old, &Base64::encode_string(certificate))
    }

    /// Signs header and payload.
    pub(super) fn sign(&self, signer: &Identity) -> Vec<u8> {
        let message = self.message();
        let signature = Base64UrlUnpadded::encode_string(&signer.sign(message.as_bytes()));
        format!("{message}.{signature}").into_bytes()
    }

    pub(super) fn message(&self) -> String {
        let [header, payload] =
            [&self.header, &self.payload].map(|part| Base64UrlUnpadded::encode_string(part.as_bytes()));
        format!("{header}.{payload}")
    }
}

/// The text from behind `start` to the next quotation mark.
fn text_of(json: &str, start: &str) -> String {
    let (_, rest) = json.split_once(start).expect("the field is there");
    rest.split('"').next().unwrap_or_default().to_owned()
}
