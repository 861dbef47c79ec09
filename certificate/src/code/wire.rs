//! The body of a code as CBOR, written and read (docs/format.md §8.2).

use super::{
    CodeAnnotation, CodeClaims, CodeError, CodeItems, CodeSigner, CodeText, K12Code, UniversityCode,
    cbor::{Reader, Writer},
};
use crate::{AnnotationMark, CertificateNumber, Date, Rank, Timestamp, YearMonth};

/// The version of the format of codes.
const FORMAT: u64 = 1;
const UNIVERSITY: u64 = 0;
const K12: u64 = 1;

pub(super) fn write(claims: &CodeClaims) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.array(9).unsigned(FORMAT);
    write_signer(&mut writer, &claims.signer);
    match &claims.items {
        CodeItems::University(items) => write_university(&mut writer, items),
        CodeItems::K12(items) => write_k12(&mut writer, items),
    }
    match &claims.annotation {
        None => writer.null(),
        Some(annotation) => write_annotation(&mut writer, annotation),
    };
    writer.bytes(&claims.list).unsigned(claims.index.into()).bytes(&claims.claims);
    writer.integer(claims.issued_at.unix()).boolean(claims.specimen);
    writer.into_bytes()
}

fn write_signer(writer: &mut Writer, signer: &CodeSigner) {
    writer.array(6).bytes(&signer.serial).integer(signer.not_before.unix()).unsigned(signer.days.into());
    writer.unsigned(signer.generation.into()).bytes(&signer.key).bytes(&signer.signature);
}

fn write_university(writer: &mut Writer, items: &UniversityCode) {
    writer.array(10).unsigned(UNIVERSITY);
    write_text(writer, &items.name);
    writer.integer(items.birth_date.unix_days()).text(items.identity.as_str());
    write_number(writer, &items.certificate_number);
    writer.unsigned(rank_number(items.rank)).integer(items.seniority_start.unix_months());
    write_text(writer, &items.submitting_school);
    writer.integer(items.issue_date.unix_days());
}

fn write_k12(writer: &mut Writer, items: &K12Code) {
    writer.array(11).unsigned(K12);
    write_text(writer, &items.name);
    writer.integer(items.birth_date.unix_days()).text(items.identity.as_str());
    write_number(writer, &items.certificate_number);
    for text in [&items.qualification, &items.legal_basis, &items.issuing_authority] {
        write_text(writer, text);
    }
    match &items.nationality {
        None => {
            writer.null();
        }
        Some(nationality) => write_text(writer, nationality),
    }
    writer.integer(items.issue_date.unix_days());
}

fn write_number(writer: &mut Writer, number: &CertificateNumber) {
    write_string(writer, number.prefix());
    writer.text(number.serial());
}

/// A shortened text is an array of it.
fn write_text(writer: &mut Writer, text: &CodeText) {
    if text.shortened {
        writer.array(1);
    }
    write_string(writer, text.text.as_str());
}

/// A text, or where that takes fewer octets, its UTF-16BE: two for a Chinese
/// character instead of three.
fn write_string(writer: &mut Writer, text: &str) {
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    if utf16.len() < text.len() {
        writer.bytes(&utf16);
    } else {
        writer.text(text);
    }
}

fn write_annotation<'w>(writer: &'w mut Writer, annotation: &CodeAnnotation) -> &'w mut Writer {
    let mark = match annotation.mark {
        AnnotationMark::Reissue => 0,
        AnnotationMark::Replacement => 1,
    };
    writer.array(3).unsigned(mark).integer(annotation.original_issue_date.unix_days());
    write_text(writer, &annotation.reason);
    writer
}

const fn rank_number(rank: Rank) -> u64 {
    match rank {
        Rank::Lecturer => 0,
        Rank::AssistantProfessor => 1,
        Rank::AssociateProfessor => 2,
        Rank::Professor => 3,
    }
}

pub(super) fn read(body: &[u8]) -> Result<CodeClaims, CodeError> {
    let format = read_format(body).ok_or(CodeError::Malformed)?;
    if format > FORMAT {
        return Err(CodeError::NewerFormat { found: format.try_into().unwrap_or(u32::MAX) });
    }
    read_body(&mut Reader(body)).ok_or(CodeError::Malformed)
}

/// The first item, which every version of the format begins with; how many follow
/// is the version's own.
fn read_format(body: &[u8]) -> Option<u64> {
    Reader(body.get(1..)?).unsigned().filter(|_| Reader(body).is_array())
}

fn read_body(reader: &mut Reader<'_>) -> Option<CodeClaims> {
    reader.array(9)?;
    reader.unsigned()?;
    let claims = CodeClaims {
        signer: read_signer(reader)?,
        items: read_items(reader)?,
        annotation: if reader.null() { None } else { Some(read_annotation(reader)?) },
        list: reader.bytes()?,
        index: reader.unsigned()?.try_into().ok()?,
        claims: reader.bytes()?,
        issued_at: Timestamp::from_unix(reader.integer()?)?,
        specimen: reader.boolean()?,
    };
    reader.0.is_empty().then_some(claims)
}

fn read_signer(reader: &mut Reader<'_>) -> Option<CodeSigner> {
    reader.array(6)?;
    Some(CodeSigner {
        serial: reader.bytes()?,
        not_before: Timestamp::from_unix(reader.integer()?)?,
        days: reader.unsigned()?.try_into().ok()?,
        generation: reader.unsigned()?.try_into().ok()?,
        key: reader.bytes()?,
        signature: reader.bytes()?,
    })
}

fn read_items(reader: &mut Reader<'_>) -> Option<CodeItems> {
    // Both arrays have a head of one octet; the writer's count decides.
    let mut ahead = Reader(reader.0.get(1..)?);
    match ahead.unsigned()? {
        UNIVERSITY => read_university(reader).map(CodeItems::University),
        K12 => read_k12(reader).map(CodeItems::K12),
        _ => None,
    }
}

fn read_university(reader: &mut Reader<'_>) -> Option<UniversityCode> {
    reader.array(10)?;
    reader.unsigned()?;
    Some(UniversityCode {
        name: read_text(reader)?,
        birth_date: read_date(reader)?,
        identity: reader.text()?.parse().ok()?,
        certificate_number: read_number(reader)?,
        rank: *Rank::ALL.get(usize::try_from(reader.unsigned()?).ok()?)?,
        seniority_start: YearMonth::from_unix_months(reader.integer()?)?,
        submitting_school: read_text(reader)?,
        issue_date: read_date(reader)?,
    })
}

fn read_k12(reader: &mut Reader<'_>) -> Option<K12Code> {
    reader.array(11)?;
    reader.unsigned()?;
    Some(K12Code {
        name: read_text(reader)?,
        birth_date: read_date(reader)?,
        identity: reader.text()?.parse().ok()?,
        certificate_number: read_number(reader)?,
        qualification: read_text(reader)?,
        legal_basis: read_text(reader)?,
        issuing_authority: read_text(reader)?,
        nationality: if reader.null() { None } else { Some(read_text(reader)?) },
        issue_date: read_date(reader)?,
    })
}

fn read_annotation(reader: &mut Reader<'_>) -> Option<CodeAnnotation> {
    reader.array(3)?;
    let mark = match reader.unsigned()? {
        0 => AnnotationMark::Reissue,
        1 => AnnotationMark::Replacement,
        _ => return None,
    };
    Some(CodeAnnotation { mark, original_issue_date: read_date(reader)?, reason: read_text(reader)? })
}

fn read_number(reader: &mut Reader<'_>) -> Option<CertificateNumber> {
    CertificateNumber::new(&read_string(reader)?, reader.text()?).ok()
}

fn read_text(reader: &mut Reader<'_>) -> Option<CodeText> {
    let shortened = reader.is_array();
    if shortened {
        reader.array(1)?;
    }
    Some(CodeText { text: read_string(reader)?.parse().ok()?, shortened })
}

fn read_string(reader: &mut Reader<'_>) -> Option<String> {
    if !reader.is_octets() {
        return reader.text().map(str::to_owned);
    }
    let (units, rest) = reader.octets()?.as_chunks();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
    rest.is_empty().then_some(units).and_then(|units| String::from_utf16(&units).ok())
}

fn read_date(reader: &mut Reader<'_>) -> Option<Date> {
    Date::from_unix_days(reader.integer()?)
}
