"""Says what pyHanko finds about signed PDF files: one JSON object a line, in order.

usage: check.py ANCHORS FILE...
       check.py ANCHORS -
The PEM certificates in the folder ANCHORS are the only roots trusted. With "-" the
files come from standard input, each behind its length in four bytes.
"""

import json
import logging
import resource
import signal
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

# What one file may cost. A file that costs more is one that pyHanko cannot judge.
SECONDS = 2
BYTES = 2 << 30


def opinion(file: BinaryIO, roots: list) -> dict:
    signatures = PdfFileReader(file).embedded_signatures
    if len(signatures) != 1:
        return {"error": f"{len(signatures)} signatures"}
    # Nothing is fetched: a verifier has to manage with the file and the root.
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(signatures[0], context)
    return {
        "intact": status.intact,
        "valid": status.valid,
        "trusted": status.trusted,
        "coverage": status.coverage.name,
        "docmdp_ok": status.docmdp_ok,
        "bottom_line": status.bottom_line,
        "mechanism": status.md_algorithm,
    }


def from_input() -> Iterator[tuple[str, bytes]]:
    number = 0
    while length := sys.stdin.buffer.read(4):
        yield str(number), sys.stdin.buffer.read(int.from_bytes(length))
        number += 1


def too_slow(*_) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def main() -> None:
    signal.signal(signal.SIGALRM, too_slow)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    anchors, *paths = sys.argv[1:]
    roots = list(load_certs_from_pemder(sorted(map(str, Path(anchors).glob("*.pem")))))
    files = from_input() if paths == ["-"] else ((Path(path).name, Path(path).read_bytes()) for path in paths)
    for name, content in files:
        signal.alarm(SECONDS)
        try:
            found = opinion(BytesIO(content), roots)
        except Exception as error:  # whatever a broken file provokes is its opinion
            found = {"error": f"{type(error).__name__}: {error}"}
        signal.alarm(0)
        print(json.dumps({"file": name, **found}))


# Its remarks on broken files would fill the screen.
logging.disable(logging.CRITICAL)
main()
