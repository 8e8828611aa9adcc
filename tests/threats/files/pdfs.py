"""Small PDFs that reach for gigabytes or hours: a few objects written by hand, the cross-reference table right unless it is the aim."""

import struct
import zlib
from collections.abc import Mapping
from functools import partial

from tests.threats.files.kinds import family, hostile
from tests.threats.files.streams import MEBI, zlib_zeros

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
BOX = b"/MediaBox[0 0 595 842]"
FONT = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"


def stream(data: bytes, entries: bytes = b"", packed: bool = True) -> bytes:
    """Return a stream object; packed by Flate unless told otherwise."""
    raw = zlib.compress(data, 6) if packed else data
    return b"<<%s%s/Length %d>>stream\n%s\nendstream" % (entries, b"/Filter/FlateDecode" if packed else b"", len(raw), raw)


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of numbered objects; 1 is the catalogue, 2 the page tree, 3 the page, 4 its content, unless given."""
    known = {1: CATALOG, 2: PAGES, 3: page(), 4: stream(b"BT /F 12 Tf 72 700 Td (report) Tj ET"), **objects}
    body, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(known):
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, known[number])
    start, last = len(body), max(known)
    rows = b"".join(b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(last + 1))
    body += b"xref\n0 %d\n%s" % (last + 1, rows)
    return bytes(body + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (last + 1, trailer, start))


def page(resources: bytes = FONT, entries: bytes = BOX) -> bytes:
    """Return a page object whose content is object 4."""
    return b"<</Type/Page/Parent 2 0 R%s/Resources<<%s>>/Contents 4 0 R>>" % (entries, resources)


def boxed(box: bytes) -> bytes:
    """Return a PDF whose page has this box."""
    return pdf({3: page(entries=box)})


def image(width: int, height: int, data: bytes, entries: bytes) -> bytes:
    """Return a PDF that draws one image with the size it claims."""
    declared = b"/Type/XObject/Subtype/Image/Width %d/Height %d%s" % (width, height, entries)
    return pdf({3: page(b"/XObject<</I 5 0 R>>"), 4: stream(b"595 0 0 842 0 0 cm /I Do"), 5: stream(data, declared, packed=False)})


def content(data: bytes, resources: bytes = FONT, **more: bytes) -> bytes:
    """Return a PDF of one page with this content."""
    return pdf({3: page(resources), 4: stream(data), **{int(key[1:]): value for key, value in more.items()}})


BOXES = {
    "pdf_media_box_million": b"/MediaBox[0 0 1000000 1000000]",
    "pdf_media_box_extreme": b"/MediaBox[0 0 2147483647 2147483647]",
    "pdf_user_unit": b"/MediaBox[0 0 14400 14400]/UserUnit 75000",
    "pdf_media_box_needle": b"/MediaBox[0 0 0.0001 99999999]",
    "pdf_media_box_not_numbers": b"/MediaBox[0 0 1e308 -1e308]",
    "pdf_crop_box": b"/MediaBox[0 0 595 842]/CropBox[-9999999 -9999999 9999999 9999999]",
}
for _name, _box in BOXES.items():
    family(_name, "huge-page.pdf", partial(boxed, _box), "memory of a page drawn at its claimed size")

RGB = b"/ColorSpace/DeviceRGB/BitsPerComponent 8"
IMAGES = {
    "pdf_image_raw": (65535, 65535, b"\0" * 99, RGB),
    "pdf_image_flate": (60000, 60000, zlib.compress(bytes(MEBI)), RGB + b"/Filter/FlateDecode"),
    "pdf_image_mask": (200000, 200000, zlib.compress(bytes(MEBI)), b"/ImageMask true/BitsPerComponent 1/Filter/FlateDecode"),
    "pdf_image_fax": (
        60000,
        60000,
        b"\x26\xa0" * 99,
        b"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 60000/Rows 60000>>",
    ),
    "pdf_image_jbig2": (
        65535,
        65535,
        struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", 0xFFFFFFF0, 0xFFFFFFF0, 0, 0, 0, 0),
        b"/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode",
    ),
    "pdf_image_jpeg": (
        65500,
        65500,
        b"\xff\xd8\xff\xc2\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9",
        RGB + b"/Filter/DCTDecode",
    ),
    "pdf_image_predictor": (
        1,
        1,
        zlib.compress(bytes(MEBI)),
        RGB + b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 32/BitsPerComponent 16/Columns 1073741823>>",
    ),
    "pdf_image_run_length": (65535, 65535, zlib.compress(b"\x81\x00" * MEBI), RGB + b"/Filter[/FlateDecode/RunLengthDecode]"),
    "pdf_image_bits": (2147483647, 1, b"\0", b"/ColorSpace[/Indexed/DeviceRGB 2147483647<00>]/BitsPerComponent 16"),
    "pdf_image_jpx": (
        60000,
        60000,
        b"\xff\x4f\xff\x51\x00\x2f\x00\x00"
        + struct.pack(">8I", 60000, 60000, 0, 0, 1, 1, 0, 0)
        + b"\x00\x03"
        + b"\x07\x01\x01" * 3
        + b"\xff\xd9",
        b"/Filter/JPXDecode",
    ),
}
for _name, _image in IMAGES.items():
    family(_name, "image.pdf", partial(image, *_image), "memory of an image at its claimed size")


@hostile("bomb.pdf", "4 GiB of page content from two layers of Flate")
def pdf_double_flate() -> bytes:
    data = zlib.compress(zlib_zeros(4096), 9)
    return pdf({4: b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream" % (len(data), data)})


@hostile("bomb.pdf", "a thousand layers of filters, each of which must be undone")
def pdf_thousand_filters() -> bytes:
    return pdf({4: stream(b"<00>" * 9, b"/Filter[" + b"/ASCIIHexDecode/ASCII85Decode" * 500 + b"]", packed=False)})


@hostile("forms.pdf", "10^9 drawings from ten nested forms")
def pdf_nested_forms() -> bytes:
    levels = {
        n: stream(b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (n + 1))
        for n in range(5, 14)
    }
    return pdf(
        {
            3: page(b"/XObject<</X 5 0 R>>" + FONT),
            4: stream(b"/X Do " * 10),
            **levels,
            14: stream(b"BT /F 9 Tf (x) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
        }
    )


@hostile("forms.pdf", "a form that draws itself")
def pdf_form_in_itself() -> bytes:
    form = stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")
    return pdf({3: page(b"/XObject<</X 5 0 R>>"), 4: stream(b"/X Do"), 5: form})


@hostile("loop.pdf", "a chain of cross-reference tables that leads back to itself")
def pdf_xref_loop() -> bytes:
    whole = pdf({})
    start = whole.rindex(b"xref\n0 ") if b"xref\n0 " in whole else 0
    return pdf({}, b"/Prev %d/XRefStm %d" % (start, start))


@hostile("loop.pdf", "object streams that extend each other")
def pdf_object_stream_loop() -> bytes:
    entries = b"/Type/ObjStm/N 2147483647/First 10/Extends %d 0 R"
    return pdf({5: stream(b"7 0 8 0 " * 99, entries % 6), 6: stream(b"7 0 8 0 " * 99, entries % 5), 3: page(b"/Font 7 0 R")})


@hostile("pages.pdf", "a page tree that contains itself")
def pdf_pages_loop() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 2147483647>>"})


@hostile("pages.pdf", "a million pages, all the same object")
def pdf_million_pages() -> bytes:
    return pdf({2: b"<</Type/Pages/Kids[%s]/Count 1000000>>" % (b"3 0 R " * 1_000_000)})


@hostile("pages.pdf", "10^10 pages from a tree of ten levels of the same nodes")
def pdf_page_tree_exponential() -> bytes:
    nodes = {n: b"<</Type/Pages/Kids[%s]/Count 9999999999>>" % (b"%d 0 R " % (n + 1) * 10) for n in range(10, 20)}
    return pdf({2: b"<</Type/Pages/Kids[%s]/Count 9999999999>>" % (b"10 0 R " * 10), **nodes, 20: page()})


@hostile("outline.pdf", "an outline 20,000 deep whose end leads to its start")
def pdf_deep_outline() -> bytes:
    deep = {n: b"<</Title(x)/Parent %d 0 R/First %d 0 R/Last %d 0 R/Next %d 0 R>>" % (n - 1, n + 1, n + 1, n - 1) for n in range(10, 20010)}
    return pdf(
        {1: b"<</Type/Catalog/Pages 2 0 R/Outlines 10 0 R/Names<</Dests 10 0 R>>/PageLabels<</Kids[10 0 R]>>>>", **deep, 20010: deep[10]}
    )


@hostile("nested.pdf", "arrays 200,000 deep, in an object and in a page's content")
def pdf_deep_arrays() -> bytes:
    deep = b"[" * 200_000 + b"]" * 200_000
    return pdf({4: stream(deep + b"TJ " + b"<<" * 200_000), 5: deep, 3: page(FONT + b"/Properties 5 0 R")})


@hostile("grid.pdf", "a grid of 3,000 by 3,000 lines: nine million crossings for a reader of tables")
def pdf_line_grid() -> bytes:
    lines = b"".join(b"%.2f 0 m %.2f 842 l S 0 %.2f m 595 %.2f l S " % (n / 5.1, n / 5.1, n / 3.6, n / 3.6) for n in range(3000))
    return content(lines)


@hostile("rectangles.pdf", "400,000 small rectangles, every edge a candidate for a table")
def pdf_many_rectangles() -> bytes:
    return content(b"".join(b"%d %d 1 1 re f " % (n % 595, n // 595) for n in range(400_000)))


@hostile("letters.pdf", "two million letters on one spot")
def pdf_many_letters() -> bytes:
    return content(b"BT /F 1 Tf " + b"(aaaaaaaaaaaaaaaaaaaa) Tj 0 0 Td " * 100_000 + b"ET")


@hostile("states.pdf", "a million saved states, never restored")
def pdf_saved_states() -> bytes:
    return content(b"q " * 1_000_000 + b"BT /F 9 Tf (x) Tj ET")


@hostile("dashes.pdf", "a dash of a thousandth of a point over ten million points")
def pdf_tiny_dash() -> bytes:
    return content(b"[0.0001] 0 d 0.001 w 0 0 m 10000000 10000000 l S " * 20)


@hostile("tiles.pdf", "a tiling pattern of a tenth of a thousandth of a point")
def pdf_tiny_tiles() -> bytes:
    tile = stream(
        b"0 0 1 1 re f", b"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.0001/YStep 0.0001/Resources<<>>"
    )
    return content(b"/Pattern cs /P scn 0 0 595 842 re f", b"/Pattern<</P 5 0 R>>", n5=tile)


@hostile("mapping.pdf", "a mapping to text of 2^32 codes in one range")
def pdf_to_unicode_range() -> bytes:
    mapping = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange "
        + b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange " * 50
        + b"endcmap"
    )
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[0 4294967295 500]/DW 9>>]/ToUnicode 6 0 R>>"
    return content(b"BT /F 9 Tf <00410042> Tj ET", b"/Font<</F 5 0 R>>", n5=font, n6=stream(mapping))


@hostile("glyphs.pdf", "a drawn letter that writes itself")
def pdf_type3_recursion() -> bytes:
    font = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[9]/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>"
    return content(b"BT /F 9 Tf (a) Tj ET", b"/Font<</F 5 0 R>>", n5=font, n6=stream(b"9 0 d0 BT /F 9 Tf (aaaaaaaa) Tj ET"))


@hostile("function.pdf", "a sampled function of 2^32 samples behind a shading")
def pdf_sampled_function() -> bytes:
    function = stream(b"\0" * 99, b"/FunctionType 0/Domain[0 1 0 1 0 1 0 1]/Range[0 1 0 1 0 1]/Size[255 255 255 255]/BitsPerSample 32")
    return content(b"/S sh", b"/Shading<</S<</ShadingType 1/ColorSpace/DeviceRGB/Function 5 0 R/Domain[0 1e9 0 1e9]>>>>", n5=function)


@hostile("length.pdf", "a stream whose length is itself, and one of 2^63 bytes")
def pdf_length_loop() -> bytes:
    return pdf({4: b"<</Length 4 0 R>>stream\nBT ET\nendstream", 5: b"<</Length 9223372036854775807>>stream\nx\nendstream"})


@hostile("damaged.pdf", "no cross-reference table, 12 MB of object heads to search through")
def pdf_many_heads() -> bytes:
    return b"%PDF-1.7\n" + b"1 0 obj<<" * 600_000 + b"endobj " * 900_000 + b"\nstartxref\n99999999999\n%%EOF"


@hostile("words.pdf", "4,000 pages of text in one small file: every page is read though all are one object")
def pdf_shared_text_pages() -> bytes:
    text = b"BT /F 9 Tf " + b"0 9 Td (2021 1 2 3 4 5 6 7 8 9) Tj " * 90 + b"ET"
    return pdf({2: b"<</Type/Pages/Kids[%s]/Count 4000>>" % (b"3 0 R " * 4000), 4: stream(text)})
