"""Times pyHanko, in milliseconds: one JSON object.

usage: bench.py HIERARCHY FILE ANCHORS LARGE...
Validates each LARGE under the roots in ANCHORS, validates FILE again and again under the roots of HIERARCHY, and signs a plain PDF
of the same size with its issuing key. Everything is in memory.
"""

import json
import os
import statistics
import sys
import time
from io import BytesIO
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

ROUNDS = 60
WARM_UP = 5


def median_ms(work, warm_up: int = WARM_UP, rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(warm_up + rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[warm_up:])


def validate(content: bytes, roots: list) -> None:
    signature = PdfFileReader(BytesIO(content)).embedded_signatures[0]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(signature, context)
    assert status.bottom_line, status.summary()


def roots_in(folder: Path) -> list:
    return list(load_certs_from_pemder(sorted(map(str, folder.glob("*.pem")))))


def plain_pdf(size: int) -> bytes:
    writer = PdfFileWriter(stream_xrefs=False)
    # Random bytes, since a page of real content does not compress either.
    content = writer.add_object(generic.StreamObject(stream_data=os.urandom(size)))
    writer.insert_page(PageObject(contents=content, media_box=generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def sign(content: bytes, signer: signers.SimpleSigner) -> None:
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha512",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer = IncrementalPdfFileWriter(BytesIO(content))
    signers.PdfSigner(metadata, signer=signer).sign_pdf(writer, output=BytesIO())


def main() -> None:
    hierarchy, file, anchors, *large = map(Path, sys.argv[1:])
    content = file.read_bytes()
    roots = roots_in(hierarchy / "anchors")
    others = roots_in(anchors)
    signer = signers.SimpleSigner.load(
        str(hierarchy / "keys/issuing-1.pem"),
        str(hierarchy / "certificates/issuing-1.pem"),
        ca_chain_files=[str(hierarchy / "anchors/root.pem")],
    )
    plain = plain_pdf(len(content))
    found = {
        "validate_ms": median_ms(lambda: validate(content, roots)),
        "sign_ms": median_ms(lambda: sign(plain, signer)),
        "large_ms": [median_ms(lambda: validate(content, others), 1, 3) for content in map(Path.read_bytes, large)],
    }
    print(json.dumps(found))


main()
