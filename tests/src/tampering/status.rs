//! Status lists that must not speak for a good certificate.

use certificate::{
    FindingCode::{
        self, ClockFarFromList, StatusExpired, StatusFromTheFuture, StatusIndex, StatusMalformed,
        StatusOtherList, StatusSignature, StatusSigner, StatusValue,
    },
    Verdict,
};
use miniz_oxide::deflate::compress_to_vec_zlib;

use super::{
    bytes::splice,
    case::{Case, Family, List},
    der::{oid, sequence},
    genuine::{Genuine, Identity},
    signing_cert::{EXTENDED_KEY_USAGE, SigningCert, extension, validity},
    token::Token,
    trust::Impostor,
};

pub(super) fn cases(genuine: &Genuine) -> Vec<Case> {
    let mut family = Family::new("status", "RFC 7515; RFC 8725; Token Status List");
    controls(&mut family, genuine);
    family.source("RFC 7515 §4; RFC 8725 §2, §3; CVE-2015-9235 (alg none)");
    header(&mut family, genuine);
    family.source("Token Status List §5.1, §8; docs/format.md §7");
    payload(&mut family, genuine);
    slots(&mut family, genuine);
    family.source("RFC 7515 §7.1; RFC 4648 §3.5");
    form(&mut family, genuine);
    family.source("docs/format.md §6, §7");
    signers(&mut family, genuine);
    family.cases()
}

fn refuse(
    family: &mut Family,
    genuine: &Genuine,
    name: &'static str,
    code: FindingCode,
    list: Vec<u8>,
    why: &'static str,
) {
    family.push(name, genuine.file.clone(), List::Own(list), (Verdict::StatusUnknown, Some(code)), why);
}

fn sign(genuine: &Genuine, token: &Token) -> Vec<u8> {
    token.sign(&genuine.status)
}

pub(super) fn with_slot(genuine: &Genuine, bits: u8) -> Token {
    let mut slots = genuine.list().slots();
    let index = genuine.draft().slot();
    slots[index / 4] = slots[index / 4] & !(3 << (index % 4 * 2)) | bits << (index % 4 * 2);
    genuine.list().packed(&compress_to_vec_zlib(&slots, 6))
}

fn controls(family: &mut Family, genuine: &Genuine) {
    let file = || genuine.file.clone();
    for (name, bits, verdict, why) in [
        ("control-resigned", 0, Verdict::Current, "the builder must be able to make a good list"),
        ("revoked", 1, Verdict::Revoked, "a list that revokes must be heard"),
        ("superseded", 3, Verdict::Superseded, "a list that supersedes must be heard"),
    ] {
        let list = List::Own(sign(genuine, &with_slot(genuine, bits)));
        family.push(name, file(), list, (verdict, None), why);
    }
    refuse(
        family,
        genuine,
        "slot-value-2",
        StatusValue,
        sign(genuine, &with_slot(genuine, 2)),
        "a value that is none of ours",
    );
}

fn header(family: &mut Family, genuine: &Genuine) {
    let mut change = |name, from: &str, to: &str, why| {
        let list = sign(genuine, &genuine.list().header(from, to));
        refuse(family, genuine, name, StatusMalformed, list, why);
    };
    let alg = "\"alg\":\"EdDSA\"";
    change("alg-none", alg, "\"alg\":\"none\"", "a token that asks not to be checked");
    change("alg-none-mixed-case", alg, "\"alg\":\"nOnE\"", "the same past a filter");
    change("alg-hmac", alg, "\"alg\":\"HS256\"", "the public key taken for a secret (CVE-2016-5431)");
    change("alg-ecdsa", alg, "\"alg\":\"ES256\"", "another algorithm");
    change("alg-ed25519", alg, "\"alg\":\"Ed25519\"", "one name of the algorithm");
    change("alg-missing", "\"alg\":\"EdDSA\",", "", "no algorithm");
    change("alg-twice", alg, "\"alg\":\"none\",\"alg\":\"EdDSA\"", "first or last wins");
    change("typ-jwt", "statuslist+jwt", "JWT", "a token of another kind");
    change("typ-missing", "\"typ\":\"statuslist+jwt\",", "", "a token of any kind");
    change("typ-media-type", "statuslist+jwt", "application/statuslist+jwt", "one spelling");
    change("crit", "\"x5c\"", "\"crit\":[\"exp\"],\"x5c\"", "an extension that must be understood");
    change(
        "jwk",
        "\"x5c\"",
        "\"jwk\":{\"kty\":\"OKP\"},\"x5c\"",
        "a key of the attacker's in the header (CVE-2018-0114)",
    );
    change("jku", "\"x5c\"", "\"jku\":\"http://example.org/\",\"x5c\"", "a key from elsewhere");
    change("kid", "\"x5c\"", "\"kid\":\"../../dev/null\",\"x5c\"", "a key by name");
    change("b64", "\"x5c\"", "\"b64\":false,\"x5c\"", "a payload in another form (RFC 7797)");
    change("zip", "\"x5c\"", "\"zip\":\"DEF\",\"x5c\"", "a compressed payload");
    change("x5c-empty", "\"x5c\":[\"", "\"x5c\":[],\"y\":[\"", "no certificate");
    change("x5c-two", "\"x5c\":[\"", "\"x5c\":[\"MIIB\",\"", "two certificates");
    change("x5c-text", "\"x5c\":[\"", "\"x5c\":\"MIIB\",\"y\":[\"", "another type");
    change("x5c-url-alphabet", "\"x5c\":[\"", "\"x5c\":[\"-_", "another alphabet (RFC 7515 §4.1.6)");
    let short = genuine.list().signer(b"certificate");
    refuse(family, genuine, "x5c-garbage", StatusSigner, sign(genuine, &short), "the certificate is none");
}

fn payload(family: &mut Family, genuine: &Genuine) {
    let mut change = |name, code: FindingCode, from: &str, to: &str, why| {
        refuse(family, genuine, name, code, sign(genuine, &genuine.list().payload(from, to)), why);
    };
    let now = genuine.list().issued_at();
    let iat = format!("\"iat\":{now}");
    let exp = format!("\"exp\":{}", genuine.list().expires_at());
    let at = |seconds: i64| format!("\"iat\":{}", now + seconds);
    let until = |seconds: i64| format!("\"exp\":{}", now + seconds);
    change("other-subject", StatusOtherList, "/status/1\"", "/status/2\"", "the list of another series");
    change("subject-case", StatusOtherList, "\"sub\":\"http", "\"sub\":\"HTTP", "compared byte for byte");
    change("subject-missing", StatusMalformed, "\"sub\":", "\"sup\":", "a list of nothing");
    change("expired", StatusExpired, &exp, &until(1), "the list of yesterday");
    change("expires-before-issue", StatusExpired, &exp, &until(-9), "a list that was never valid");
    change("expires-now", StatusExpired, &exp, &until(60), "valid until before the instant of its end");
    change("issued-in-ten-minutes", StatusFromTheFuture, &iat, &at(660), "a list from the future");
    change("issued-in-two-months", StatusFromTheFuture, &iat, &at(60 * 86_400), "a list from the future");
    change(
        "issued-in-thirteen-months",
        ClockFarFromList,
        &iat,
        &at(400 * 86_400),
        "list and clock are more than a year apart",
    );
    change(
        "issued-a-year-ago",
        StatusSigner,
        &iat,
        &at(-400 * 86_400),
        "made before its signing certificate was valid",
    );
    change("iat-missing", StatusMalformed, "\"iat\":", "\"jat\":", "a list of no time");
    change("exp-missing", StatusMalformed, "\"exp\":", "\"xep\":", "a list for ever");
    change("iat-real", StatusMalformed, &iat, &format!("{iat}.5"), "one spelling of a number");
    change("iat-text", StatusMalformed, &iat, &format!("\"iat\":\"{now}\""), "one type");
    change(
        "exp-huge",
        StatusMalformed,
        &exp,
        "\"exp\":9223372036854775807",
        "an instant beyond the calendar",
    );
    change(
        "exp-overflow",
        StatusMalformed,
        &exp,
        "\"exp\":18446744073709551616",
        "an instant that overflows",
    );
    change("iat-negative", StatusMalformed, &iat, "\"iat\":-1", "an instant before the epoch");
    change(
        "unknown-field",
        StatusMalformed,
        "\"iat\"",
        "\"nbf\":0,\"iat\"",
        "exactly the fields of the format",
    );
    change("field-twice", StatusMalformed, &exp, &format!("{exp},{exp}"), "first or last wins");
    change("version-missing", StatusMalformed, "\"version\":", "\"v\":", "no protection from older lists");
    change(
        "version-negative",
        StatusMalformed,
        "\"version\":",
        "\"version\":-",
        "a version below all others",
    );
    change("bits-1", StatusMalformed, "\"bits\":2", "\"bits\":1", "one bit a slot shifts every slot");
    change("bits-4", StatusMalformed, "\"bits\":2", "\"bits\":4", "four bits a slot shift every slot");
    change("bits-8", StatusMalformed, "\"bits\":2", "\"bits\":8", "eight bits a slot shift every slot");
    change("bits-0", StatusMalformed, "\"bits\":2", "\"bits\":0", "a division by zero");
    change(
        "aggregation",
        StatusMalformed,
        "\"bits\":2",
        "\"bits\":2,\"aggregation_uri\":\"x\"",
        "lists elsewhere",
    );
}

fn slots(family: &mut Family, genuine: &Genuine) {
    let mut change = |name, code: FindingCode, packed: &[u8], why| {
        refuse(family, genuine, name, code, sign(genuine, &genuine.list().packed(packed)), why);
    };
    let slots = genuine.list().slots();
    let packed = compress_to_vec_zlib(&slots, 6);
    change("list-empty", StatusIndex, &compress_to_vec_zlib(&[], 6), "a list without slots");
    change("list-of-one", StatusIndex, &compress_to_vec_zlib(&[0], 6), "a list that ends before the slot");
    change(
        "list-cut-off",
        StatusMalformed,
        &packed[..packed.len() / 2],
        "a list that was not received whole",
    );
    change("list-without-check", StatusMalformed, &packed[..packed.len() - 4], "the checksum is missing");
    let mut wrong = packed.clone();
    *wrong.last_mut().expect("a list") ^= 1;
    change("list-wrong-check", StatusMalformed, &wrong, "the checksum does not agree");
    change("list-not-packed", StatusMalformed, &slots[..64], "not packed at all");
    change(
        "list-raw-deflate",
        StatusMalformed,
        &miniz_oxide::deflate::compress_to_vec(&slots, 6),
        "another wrapping",
    );
    change("list-nothing", StatusMalformed, &[], "no octets");
    change(
        "list-trailing",
        StatusMalformed,
        &[packed.as_slice(), b"more"].concat(),
        "octets behind the packed list",
    );
    change("bomb", StatusMalformed, &compress_to_vec_zlib(&vec![0; 64 << 20], 9), "64 MiB of slots in 64 kB");
}

fn form(family: &mut Family, genuine: &Genuine) {
    let token = &genuine.token;
    let [header, payload, signature] = genuine.list().parts;
    let mut change =
        |name, code: FindingCode, list: Vec<u8>, why| refuse(family, genuine, name, code, list, why);
    change("empty", StatusMalformed, Vec::new(), "nothing was received");
    change("cut-off", StatusMalformed, token[..token.len() / 2].to_vec(), "not received whole");
    change(
        "html",
        StatusMalformed,
        b"<!DOCTYPE html><title>Sign in</title>".to_vec(),
        "the page of a captive portal",
    );
    change("json", StatusMalformed, b"{\"status\":404}".to_vec(), "the error of a server");
    change("line-feed-behind", StatusMalformed, [token.as_slice(), b"\n"].concat(), "one spelling");
    change("space-in-front", StatusMalformed, [b" ", token.as_slice()].concat(), "one spelling");
    change(
        "signature-stripped",
        StatusSignature,
        format!("{header}.{payload}.").into_bytes(),
        "no signature",
    );
    change("signature-missing", StatusMalformed, format!("{header}.{payload}").into_bytes(), "two parts");
    change(
        "four-parts",
        StatusMalformed,
        format!("{header}.{payload}.{signature}.{signature}").into_bytes(),
        "four parts",
    );
    change(
        "signature-padded",
        StatusMalformed,
        format!("{header}.{payload}.{signature}==").into_bytes(),
        "padding is another spelling",
    );
    let last_bits = splice(token, token.len() - 1, 1, b"B");
    change(
        "signature-last-bits",
        StatusMalformed,
        last_bits,
        "unused bits are another spelling of the same octets",
    );
    change(
        "signature-zero",
        StatusSignature,
        format!("{header}.{payload}.{}", "A".repeat(86)).into_bytes(),
        "zeros",
    );
    change(
        "header-padded",
        StatusMalformed,
        format!("{header}=.{payload}.{signature}").into_bytes(),
        "padding is another spelling",
    );
    change(
        "standard-alphabet",
        StatusMalformed,
        format!("{header}.{payload}.+/{}", &signature[2..]).into_bytes(),
        "another alphabet",
    );
    let unsigned = genuine.list().payload("\"version\":", "\"version\":9");
    change(
        "payload-changed",
        StatusSignature,
        format!("{}.{signature}", unsigned.message()).into_bytes(),
        "a changed payload under the old signature",
    );
    let cleared = with_slot(genuine, 0).payload("\"version\":", "\"version\":8");
    change(
        "slot-changed",
        StatusSignature,
        format!("{}.{signature}", cleared.message()).into_bytes(),
        "a cleared slot under the old signature",
    );
    let none = genuine.list().header("\"alg\":\"EdDSA\"", "\"alg\":\"none\"").message();
    change(
        "alg-none-unsigned",
        StatusMalformed,
        format!("{none}.").into_bytes(),
        "neither algorithm nor signature",
    );
    change("utf-16", StatusMalformed, token.iter().flat_map(|byte| [*byte, 0]).collect(), "another encoding");
    let json = format!(
        "{{\"payload\":\"{payload}\",\"signatures\":[{{\"protected\":\"{header}\",\"signature\":\"{signature}\"}}]}}"
    );
    change(
        "json-serialisation",
        StatusMalformed,
        json.into_bytes(),
        "the other serialisation of the same token (RFC 7515 §7.2)",
    );
    let spaced = Token { header: genuine.list().header.replace(':', ": "), ..genuine.list() };
    change("header-spaced", StatusMalformed, sign(genuine, &spaced), "white space in the header");
}

fn signers(family: &mut Family, genuine: &Genuine) {
    let mut change = |name, code: FindingCode, signer: &Identity, why| {
        let list = genuine.list().signer(&signer.certificate).sign(signer);
        refuse(family, genuine, name, code, list, why);
    };
    let impostor = Impostor::of(genuine);
    change(
        "other-hierarchy",
        StatusSigner,
        &impostor.status,
        "a list of an impostor's hierarchy of the same names",
    );
    let stolen =
        Identity { certificate: genuine.status.certificate.clone(), key: impostor.status.key.clone() };
    change(
        "stolen-certificate",
        StatusSignature,
        &stolen,
        "the genuine certificate beside another key's signature",
    );
    let cert = || SigningCert::of(&genuine.status.certificate);
    let mut expired = cert();
    expired.validity = validity("200101000000Z", "210101000000Z");
    change(
        "expired-signer",
        StatusSigner,
        &expired.sign(&genuine.root.key, &genuine.status.key),
        "a status key of long ago",
    );
    let mut both = cert();
    let purposes = [oid("1.3.6.1.5.5.7.3.30"), oid("1.3.6.1.5.5.7.3.36")].concat();
    both.extensions[1] = extension(EXTENDED_KEY_USAGE, true, &sequence(&[&purposes]));
    change(
        "signer-of-both",
        StatusSigner,
        &both.sign(&genuine.root.key, &genuine.status.key),
        "a key for both purposes",
    );
    let mut optional = cert();
    optional.extensions[1] = extension(EXTENDED_KEY_USAGE, false, &sequence(&[&oid("1.3.6.1.5.5.7.3.30")]));
    change(
        "purpose-not-critical",
        StatusSigner,
        &optional.sign(&genuine.root.key, &genuine.status.key),
        "a purpose that may be passed over",
    );
    change(
        "self-signed",
        StatusSigner,
        &cert().sign(&genuine.status.key, &genuine.status.key),
        "a status certificate that vouches for itself",
    );
}
