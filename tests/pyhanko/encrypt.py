"""Encrypts a PDF with AES-256 and a password for reading it.

usage: encrypt.py FROM TO
"""

import sys

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

source, target = sys.argv[1:]
with open(source, "rb") as file:
    writer = copy_into_new_writer(PdfFileReader(file))
    writer.encrypt(owner_pass="owner", user_pass="reader")
    with open(target, "wb") as out:
        writer.write(out)
