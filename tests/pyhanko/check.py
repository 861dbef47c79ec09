"""Says what pyHanko finds about signed PDF files: one JSON object a line, in order.

usage: check.py ANCHORS FILE...
The PEM certificates in the folder ANCHORS are the only roots trusted.
"""

import json
import sys
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def opinion(path: Path, roots: list) -> dict:
    with path.open("rb") as file:
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


def main() -> None:
    anchors, *files = map(Path, sys.argv[1:])
    roots = list(load_certs_from_pemder(sorted(map(str, anchors.glob("*.pem")))))
    for path in files:
        try:
            found = opinion(path, roots)
        except Exception as error:  # whatever a broken file provokes is its opinion
            found = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps({"file": path.name, **found}))


main()
