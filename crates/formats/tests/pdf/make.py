"""Makes the PDFs of this folder from the texts of `texts/`.

Needs Python 3 with fpdf2 2.8 and typst 0.13 or later (fpdf2 also needs uharfbuzz), the fonts DejaVu Sans and Noto Naskh Arabic in /usr/share/fonts/truetype, and
qpdf 11. Run it from this folder. The files hold subsets of the fonts, a fixed date, and are small on purpose.
"""

import datetime
import pathlib
import subprocess

import fpdf
import typst

LANGUAGES = ["en", "fr", "es", "ru", "ar"]
DATE = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
SANS = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def text(language):
    return pathlib.Path(f"texts/{language}.txt").read_text(encoding="utf-8").strip()


def one_column(language):
    """One column, not hyphenated; the words of Arabic are shaped and ordered by fpdf2."""
    page = fpdf.FPDF()
    page.set_creation_date(DATE)
    page.add_page()
    page.add_font("body", fname=SANS)
    page.set_font("body", size=12)
    page.set_text_shaping(language == "ar")
    page.multi_cell(0, text=text(language), align="R" if language == "ar" else "L")
    page.output(f"{language}-fpdf2.pdf")


def two_columns(language):
    """Two narrow justified columns with hyphenation, as in a newspaper."""
    font = "Noto Naskh Arabic" if language == "ar" else "DejaVu Sans"
    body = text(language)
    source = f"""
#set document(date: none)
#set page(paper: "a5", columns: 2, margin: 1.5cm)
#set text(font: "{font}", lang: "{language}", size: 10pt, hyphenate: true)
#set par(justify: true)
{body}
"""
    pathlib.Path("page.typ").write_text(source, encoding="utf-8")
    typst.compile("page.typ", output=f"{language}-typst.pdf", font_paths=["/usr/share/fonts/truetype"])
    pathlib.Path("page.typ").unlink()


def encrypted(name, method, password):
    """The English page, locked with an owner password and perhaps a user password."""
    length = "40" if method == "rc4-40" else "256" if method == "aes-256" else "128"
    options = [f"--use-aes={'y' if method == 'aes-128' else 'n'}"] if length == "128" else []
    subprocess.run(
        ["qpdf", "--allow-weak-crypto", "--static-id", "--encrypt", password, "owner", length, *options, "--", "plain.pdf", name],
        check=True,
    )


def plain():
    """A page without an embedded font, for the encrypted files to stay small."""
    page = fpdf.FPDF()
    page.set_creation_date(DATE)
    page.add_page()
    page.set_font("helvetica", size=12)
    page.multi_cell(0, text="The secret minutes name Anna Keller.")
    page.output("plain.pdf")


def extras():
    """Everything that stands beside the pages: an embedded file, a comment, an outline, properties, a link."""
    page = fpdf.FPDF()
    page.set_creation_date(DATE)
    page.set_title("Minutes")
    page.set_author("Anna Keller")
    page.set_creator("recipe")
    page.add_page()
    page.set_font("helvetica", size=12)
    page.start_section("First part")
    page.cell(text="The page itself.", link="https://example.org/annex")
    page.text_annotation(20, 40, "Who approved this?")
    page.embed_file(basename="ledger.csv", bytes=b"name,sum\nKeller,12\n", desc="the sums")
    page.output("extras.pdf")


for language in LANGUAGES:
    one_column(language)
    two_columns(language)
plain()
for method in ["rc4-40", "rc4-128", "aes-128", "aes-256"]:
    encrypted(f"{method}-empty.pdf", method, "")
    encrypted(f"{method}-user.pdf", method, "open sesame")
pathlib.Path("plain.pdf").unlink()
extras()
