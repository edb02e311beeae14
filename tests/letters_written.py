"""Letters in the formats of real ones, with invented content: nobody's record is told here."""

from collections.abc import Sequence
from dataclasses import dataclass

HEAD = """MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no
affiliation with the employer, employee, providers or the claims administrator. {who}
He/she is familiar with governing laws and regulations, including the strength of evidence
hierarchy that applies to Independent Medical Review determinations."""
INTRODUCTION = """The expert reviewer developed the following clinical case summary based on a review of the
case file, including all medical records:"""
ISSUES = "The Final Determination was based on decisions for the disputed items/services set forth below:"
NOTHING_CITED = "did not cite any medical evidence for its decision."
SUMMARY = """The injured worker is a 41 year old gardener with an industrial injury on 03-02-2016. On 09-12-2016
the knee was swollen and a ladder was to be avoided. The Request for Authorization was dated
09-20-2016. On 10-03-2016 utilization review denied the request."""


@dataclass(frozen=True)
class Written:
    """One item of an invented letter."""

    title: str
    outcome: str = "Upheld"
    claims: str = "Decision based on MTUS Knee Complaints 2004."
    reviewer: str = "Decision based on MTUS Knee Complaints 2004, Section(s): Special Studies."
    rationale: str = "The ladder was high and the record does not say more. The request is not medically necessary."


def header(case: str = "CM16-9000001") -> str:
    return (
        f"\nCase Number: {case}  \nDate Assigned: 11/09/2016 Date of Injury:  03/02/2016 \n"
        "Decision Date: 12/09/2016 UR Denial Date:  10/03/2016 \n"
        "Priority:  Standard Application \nReceived:  \n10/28/2016 \n \n"
    )


def later(items: Sequence[Written], *, head: str | None = None, summary: str = SUMMARY) -> str:
    """In the format of 2016 and 2017: header, labelled credentials, paragraphs divided by a line of one space."""
    who = (
        "\n \nThe Expert Reviewer has the following credentials: \nState(s) of Licensure: California,North Carolina \n"
    )
    who = (
        HEAD.format(who="")
        + who
        + "Certification(s)/Specialty: Physical Medicine & Rehabilitation, Pain Management \n "
    )
    found = [head if head is not None else header(), "HOW THE IMR FINAL DETERMINATION WAS MADE \n", who, "\n"]
    found += ["CLINICAL CASE SUMMARY \n", INTRODUCTION, "\n \n", summary, "\n \n"]
    found += ["IMR ISSUES, DECISIONS AND RATIONALES \n\n", ISSUES, "\n \n"]
    found += [_item(each, "MAXIMUS") for each in items]
    return "".join(found)


def earlier(items: Sequence[Written], summary: str = SUMMARY) -> str:
    """In the format of 2014 and 2015: no header, credentials in a sentence, an empty line after every line."""
    who = HEAD.format(
        who="The expert\nreviewer is Board Certified in Orthopedic Surgery and is licensed to practice in\n"
        "New York. He/she "
        "has been in active clinical practice for more than five years."
    )
    whole = "".join(
        [
            f" HOW THE IMR FINAL DETERMINATION WAS MADE \n{who}\n \nCLINICAL CASE SUMMARY \n{INTRODUCTION}\n \n",
            f"{summary}\n \nIMR ISSUES, DECISIONS AND RATIONALES \n{ISSUES}\n \n",
            *(_item(each, "MAXIMUS") for each in items),
        ]
    )
    return whole.replace("\n", "\n\n")


def as_printed(letter: str) -> str:
    """As PDFium gives the lines: no spaces at their ends, empty lines between paragraphs."""
    return "\n".join(line.strip() for line in letter.splitlines())


def in_columns(case: str = "CM16-9000001") -> str:
    """The header as an extractor gives it that reads one column after the other."""
    return (
        f"Case Number: {case}\nDate Assigned:\nDecision Date:\nPriority:\n11/09/2016\n12/09/2016\nStandard\n"
        "Date of Injury:\nUR Denial Date:\nApplication\nReceived:\n03/02/2016\n10/03/2016\n10/28/2016\n\n"
    )


def _item(each: Written, name: str) -> str:
    return (
        f"{each.title}: {each.outcome} \n \nClaims Administrator guideline: {each.claims} \n \n"
        f"{name} guideline: {each.reviewer} \n \nDecision rationale: {each.rationale} \n \n"
    )


def pdf(pages: Sequence[Sequence[str]], *, with_text: bool = True) -> bytes:
    """A small PDF of these lines, written by hand: 12 points apart, 24 where a line is empty."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for lines in pages:
        shown = [f"({_escaped(line)}) Tj" if line.strip() else "" for line in lines]
        stream = "BT /F1 10 Tf 12 TL 50 780 Td " + " T* ".join(shown) + " ET" if with_text else "0 0 100 100 re f"
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream".encode("latin-1"))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
