"""Does with pyHanko what people do to certificates with other programs.

usage: spoil.py DEED IN OUT
DEED is one of the functions below.
"""

import datetime
import io
import sys
from pathlib import Path

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore


def rectangle():
    return generic.ArrayObject(map(generic.NumberObject, (100, 100, 200, 120)))


def annotate(writer):
    note = generic.DictionaryObject({
        name("/Type"): name("/Annot"), name("/Subtype"): name("/Text"), name("/Rect"): rectangle(),
        name("/Contents"): generic.pdf_string("Approved"),
    })
    writer.register_annotation(writer.root["/Pages"]["/Kids"].raw_get(0), writer.add_object(note))
    return writer


def fill_in(writer):
    field = generic.DictionaryObject({
        name("/Type"): name("/Annot"), name("/Subtype"): name("/Widget"), name("/FT"): name("/Tx"),
        name("/T"): generic.pdf_string("name"), name("/V"): generic.pdf_string("Eve"), name("/Rect"): rectangle(),
    })
    field = writer.add_object(field)
    writer.root["/AcroForm"]["/Fields"].append(field)
    writer.update_root()
    writer.register_annotation(writer.root["/Pages"]["/Kids"].raw_get(0), field)
    return writer


def overlay(writer):
    stream = generic.StreamObject(stream_data=b"BT /F1 12 Tf 100 100 Td (Approved) Tj ET")
    writer.add_stream_to_page(0, writer.add_object(stream))
    return writer


def attach(writer):
    data = embed.EmbeddedFileObject.from_file_data(writer, data=b"more")
    embed.embed_file(writer, embed.FileSpec("more.txt", embedded_data=data))
    return writer


def script(writer):
    writer.root[name("/OpenAction")] = generic.DictionaryObject({
        name("/S"): name("/JavaScript"), name("/JS"): generic.pdf_string("app.alert(1)"),
    })
    writer.update_root()
    return writer


def retitle(writer):
    writer.set_info(writer.add_object(generic.DictionaryObject({
        name("/Title"): generic.pdf_string("Renamed"),
    })))
    return writer


def sign(writer):
    signer = stranger()
    metadata = signers.PdfSignatureMetadata(field_name="Another", md_algorithm="sha256")
    return signers.PdfSigner(metadata, signer, new_field_spec=fields.SigFieldSpec("Another"))


def sign_cades(writer):
    signer = stranger()
    metadata = signers.PdfSignatureMetadata(
        field_name="Another", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES,
    )
    return signers.PdfSigner(metadata, signer, new_field_spec=fields.SigFieldSpec("Another"))


def wrap(writer):
    """A .p7m file: the certificate inside a signed message."""
    key, certificate = stranger_key()
    message = pkcs7.PKCS7SignatureBuilder().set_data(writer.prev.stream.getvalue())
    message = message.add_signer(certificate, key, hashes.SHA256())
    return message.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def stranger_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = certificates.Name([certificates.NameAttribute(certificates.NameOID.COMMON_NAME, "林大文")])
    start = datetime.datetime(2026, 1, 1)
    certificate = (
        certificates.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(4711).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def stranger() -> signers.SimpleSigner:
    key, certificate = stranger_key()
    encoding = serialization.Encoding.DER
    private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate.public_bytes(encoding)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


def main() -> None:
    deed, source, target = sys.argv[1:]
    writer = IncrementalPdfFileWriter(io.BytesIO(Path(source).read_bytes()))
    done = globals()[deed](writer)
    if isinstance(done, bytes):
        Path(target).write_bytes(done)
    elif isinstance(done, signers.PdfSigner):
        # Someone who does not care that the certificate permits no more signatures.
        done._enforce_certification_constraints = lambda *_: None
        Path(target).write_bytes(done.sign_pdf(writer).getbuffer())
    else:
        with open(target, "wb") as out:
            done.write(out)


main()
