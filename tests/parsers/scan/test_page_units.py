"""A page as pixels made by hand: how large, turned, lit and sealed it is, and where a place of it was in the source."""

import pytest

np = pytest.importorskip("numpy")
cv2 = pytest.importorskip("cv2")

from parsers.scan import dewarp, page_image  # noqa: E402
from parsers.scan.page_image import Bend, ScanPage  # noqa: E402


def paper(height=400, width=300, value=255):
    return np.full((height, width), value, np.uint8)


@pytest.mark.parametrize(
    ("shape", "dots"),
    [((1754, 1240), 150), ((1240, 1754), 150), ((400, 900), 109), ((1000, 1600), 121), ((1000, 1601), 194), ((2339, 1654, 3), 200)],
)
def test_the_resolution_of_a_page(shape, dots):
    assert round(page_image.dots_of(shape)) == dots


@pytest.mark.parametrize(("shape", "grown"), [((880, 620), 2.0), ((1240, 930), 1.33), ((1754, 1240), 1.0), ((1735, 1227), 1.0)])
def test_a_page_is_brought_to_a_workable_size(shape, grown):
    page = page_image.upright(lines_of_text(*shape))
    assert page.grey.shape[1] / shape[1] == pytest.approx(grown, abs=0.02)
    assert page.unit == pytest.approx(page_image.dots_of(shape) * page.grey.shape[1] / shape[1] / 200, rel=0.02)


@pytest.mark.parametrize("quarters", [0, 1, 2, 3, 4])
def test_a_place_of_a_turned_page_is_found_in_the_source(quarters):
    lying = lines_of_text(1280, 1240)
    picture = np.rot90(lying, -quarters)
    page = page_image.upright(picture, 0.5, quarters)
    height, width = picture.shape
    expected = [
        (50, 100, 150, 300),
        (width / 2 - 300, 50, width / 2 - 100, 150),
        (width / 2 - 150, height / 2 - 300, width / 2 - 50, height / 2 - 100),
        (100, height / 2 - 150, 300, height / 2 - 50),
    ]
    assert page.place(100, 200, 300, 600) == pytest.approx(expected[quarters % 4], abs=1)


def lines_of_text(height=800, width=600):
    grey = paper(height, width)
    for top in range(60, height - 60, 40):
        grey[top : top + 6, 60 : width - 60] = 0
    return grey


@pytest.mark.parametrize("degrees", [0.0, 1.0, -1.5, 3.0, -7.5])
def test_the_turn_of_a_page_is_found(degrees):
    turn, size = page_image._turn(lines_of_text(), -degrees)
    leaning = cv2.warpAffine(lines_of_text(), turn, size, borderValue=(255,))
    assert page_image.skew(leaning) == pytest.approx(degrees, abs=0.1)
    level = page_image.roughly_level(leaning)
    assert (level.shape == leaning.shape) is (abs(degrees) < 1) or abs(page_image.skew(level)) < 0.6


def test_the_sheet_of_a_turned_page_holds_every_corner():
    turn, size = page_image._turn(paper(400, 300), 90)
    assert size == (400, 300)
    corners = np.array([[0, 0, 1], [300, 0, 1], [300, 400, 1], [0, 400, 1]]) @ turn.T
    assert corners.min() == pytest.approx(0, abs=1e-6)
    assert corners.max(axis=0) == pytest.approx((400, 300))


def test_the_black_around_a_sheet_is_taken_away_and_rules_are_not():
    grey = lines_of_text()
    grey[:, :40] = 0
    grey[200:203, :] = 0
    found = page_image.without_edges(grey)
    assert (found[100, :40] == 255).all()
    assert (found[62, 300:340] == 0).all()
    assert (found[201, 300:340] == 0).all()
    assert page_image.without_edges(lines_of_text()) is not None
    assert (page_image.without_edges(lines_of_text()) == lines_of_text()).all()


def test_a_page_that_is_evenly_lit_is_unchanged_and_shade_and_faint_toner_are_mended():
    plain = lines_of_text()
    assert (page_image.lit(plain) == plain).all()
    shaded = (plain * np.linspace(0.5, 1.0, plain.shape[1])[None, :]).astype(np.uint8)
    found = page_image.lit(shaded)
    assert int(found[20, 100]) > int(shaded[20, 100]) + 40
    assert np.ptp(found[20, 80:-80].astype(int)) < np.ptp(shaded[20, 80:-80].astype(int)) / 2
    faint = np.where(plain == 0, 150, 255).astype(np.uint8)
    assert int(page_image.lit(faint)[62, 300]) == pytest.approx(30, abs=5)
    dark = np.where(plain == 0, 100, 255).astype(np.uint8)
    assert int(page_image.lit(dark)[62, 300]) == 100
    assert (page_image.lit(paper()) == 255).all()


def test_toner_is_what_is_darker_than_the_paper_around_it():
    grey = paper(400, 400, 220)
    grey[100:110, 100:110] = 150
    grey[200:210, 200:210] = 200
    grey[300:310, 300:310] = 0
    ink = page_image.ink_of(grey)
    assert [int(ink[place, place]) for place in (50, 105, 205, 305)] == [0, 255, 0, 255]
    grey[100:110, 100:110] = 189
    assert int(page_image.ink_of(grey)[105, 105]) == 255
    grey[100:110, 100:110] = 190
    assert int(page_image.ink_of(grey)[105, 105]) == 0
    assert int(page_image.ink_of(grey, 255)[105, 105]) == 255


@pytest.mark.parametrize(("width", "height", "kept"), [(80, 80, True), (79, 80, False), (80, 79, False)])
def test_parts_as_large_as_a_seal(width, height, kept):
    mask = np.zeros((200, 200), np.uint8)
    mask[50 : 50 + height, 50 : 50 + width] = 255
    assert bool(page_image._large(mask, 80).any()) is kept
    ring = mask.copy()
    ring[60 : 40 + height, 60 : 40 + width] = 0
    boxes = page_image._large(ring, 80, boxes=True)
    assert bool(boxes[90, 90]) is kept
    assert not page_image._large(ring, 80)[90, 90]


def test_red_of_a_seal_is_taken_out_and_toner_beneath_it_stays():
    colour = np.full((1754, 1240, 3), 255, np.uint8)
    cv2.circle(colour, (600, 800), 120, (230, 40, 40), 30)
    colour[790:800, 300:900] = (20, 20, 20)
    grey = page_image.grey_of(colour)
    assert int(grey[680, 600]) > 200
    assert int(grey[795, 320]) < 60
    assert int(grey[795, 480]) < 120
    assert (page_image.grey_of(paper()) == paper()).all()
    plain = np.full((100, 100, 3), 255, np.uint8)
    plain[10:20, 10:20] = (200, 200, 60)
    assert int(page_image.grey_of(plain)[15, 15]) == 200


@pytest.mark.parametrize(("along", "beside"), [(0, 0), (10, 5), (-50, -50), (60, 60)])
def test_a_bend_goes_on_level_outside_of_what_is_known(along, beside):
    bend = Bend((0.0, 10.0, 0.0, 5.0), np.arange(12, dtype=float))
    inside = bend.at(np.clip(np.array([along]), 0, 10).astype(float), np.clip(np.array([beside]), 0, 5).astype(float))
    assert bend.at(np.array([along], float), np.array([beside], float)) == pytest.approx(inside)
    assert bend.waves(np.array([0.0]), np.array([0.0])).shape == (1, 12)
    assert list(bend.waves(np.array([10.0]), np.array([5.0]))[0]) == [1.0] * 12
    assert list(bend.waves(np.array([0.0]), np.array([2.5]))[0]) == [-1, 0, 0, 1, 0, 0, -1, 0, 0, 1, 0, 0]


def test_a_bent_place_is_found_before_the_page_is_turned_back():
    level = Bend((0.0, 100.0, 0.0, 100.0), np.array([5.0] + [0.0] * 11))
    page = ScanPage(paper(), paper(), 1.0, np.diag([2.0, 2.0, 1.0]), (None, level))
    assert page.place(0, 20, 100, 40) == (0.0, 30.0, 200.0, 90.0)
    sideways = ScanPage(paper(), paper(), 1.0, np.eye(3), (level, None))
    assert sideways.place(20, 0, 40, 100) == (15.0, 0.0, 45.0, 100.0)


def wavy(height, count=4, width=900, slope=0.0):
    """A page with horizontal rules that swing by so many pixels, and the rules alone."""
    rules = np.zeros((600, 1000), np.uint8)
    for number in range(count):
        xs = np.arange(width)
        ys = (100 + 100 * number + height * np.sin(xs / width * np.pi) + slope * xs).astype(int)
        for thick in range(3):
            rules[ys + thick, 50 + xs] = 255
    return rules


@pytest.mark.parametrize(("count", "width", "found"), [(3, 900, 3), (2, 900, None), (4, 150, 4), (4, 149, None)])
def test_long_rules_show_how_a_page_is_bent(count, width, found):
    spots = dewarp.spots_of(wavy(4, count, width), 1.0)
    assert (None if spots is None else int(spots.rule.max()) + 1) == found
    if spots is not None:
        assert spots.along.min() == 50
        assert 95 < spots.beside.min() < 110


@pytest.mark.parametrize(("height", "bent"), [(0, False), (3, False), (20, True)])
def test_a_page_is_straightened_where_its_rules_stray(height, bent):
    spots = dewarp.spots_of(wavy(height), 1.0)
    assert dewarp.strays(spots) == pytest.approx(height / 2, abs=1.0)
    bend = dewarp.bend_of(spots, 1.0)
    assert (bend is not None) is bent
    if bend is not None:
        top = bend.at(np.array([500.0]), np.array([100.0]))[0]
        end = bend.at(np.array([60.0]), np.array([100.0]))[0]
        assert top - end == pytest.approx(height, abs=3)
    assert dewarp.bend_of(None, 1.0) is None


@pytest.mark.parametrize(
    ("colour", "grey"),
    [
        ((190, 150, 150), 150),  # as red as the edge of toner in a colour scan, no seal
        ((100, 20, 20), 20),  # as dark as toner
        ((190, 148, 149), None),
        ((101, 20, 20), None),
    ],
)
def test_from_which_redness_on_an_area_is_a_seal(colour, grey):
    page = np.full((1754, 1240, 3), 255, np.uint8)
    page[600:900, 600:900] = colour
    found = int(page_image.grey_of(page)[750, 750])
    assert (found == grey) if grey is not None else (found != min(colour))


@pytest.mark.parametrize(("side", "kept"), [(80, True), (60, False)])
def test_a_red_area_as_large_as_a_seal(side, kept):
    page = np.full((1754, 1240, 3), 255, np.uint8)  # of 150 dots an inch: a seal has 60 pixels, and 7 are added around
    page[600 : 600 + side - 7, 600 : 600 + side - 7] = (230, 40, 40)
    assert (int(page_image.grey_of(page)[610, 610]) > 200) is kept


@pytest.mark.parametrize(("share", "left"), [(0.35, 0.0), (0.2, 0.0), (0.86, 1.0), (0.9, 1.0), (0.605, 0.5)])
def test_the_share_of_light_that_toner_leaves(share, left):
    assert float(page_image._lightened(np.array([share]), page_image.SEAL_RED)[0]) == pytest.approx(left)
    assert float(page_image._lightened(np.array([0.55]), page_image.SEAL_LIGHT)[0]) == pytest.approx(0.5)


@pytest.mark.parametrize(("length", "kept"), [(29, False), (31, True)])
def test_a_rule_is_long_and_thin(length, kept):
    for lying in (True, False):
        ink = np.zeros((1754, 1240), np.uint8)
        ink[(slice(100, 102), slice(100, 100 + length)) if lying else (slice(100, 100 + length), slice(100, 102))] = 255
        assert bool(page_image._rules(ink).any()) is kept
