"""Text lines in pictures, read with PP-OCR's models from RapidOCR's wheel; nothing is downloaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime

from parsers.scan.page_image import Pixels

RECOGNISER, DETECTOR = "PP-OCRv6_rec_small.onnx", "PP-OCRv6_det_small.onnx"
HEIGHT = 48  # the recogniser's own
STEP = 32  # widths are rounded up to this, so that crops of like width share a batch
NARROWEST = 64  # a lone digit needs some paper around it to be read surely
BATCH_PIXELS = 4096  # width of a batch in all: more only costs memory
FIGURE_SIGNS = "0123456789.,+-/%—元万"  # what a cell of figures may hold
DETECT_DPI = 96  # the detector finds lines of 12 pt at this resolution, at a third of the cost of the full page


@dataclass(frozen=True, slots=True)
class OcrReading:
    """A line as read, freely and as a figure: each with the lowest probability of its characters."""

    text: str
    surety: float
    figure: str = ""
    figure_surety: float = 0.0


def engine() -> str:
    """Return the recogniser's name and version, to be kept with its readings."""
    return f"{Path(RECOGNISER).stem} of rapidocr {version('rapidocr')}"


@cache
def _model(name: str) -> Any:
    """Return an onnxruntime session on a model of the wheel that returns its memory after each run."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("rapidocr, whose wheel holds the models, is not installed")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(2, os.cpu_count() or 1)
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads would burn a busy machine's processor
    return onnxruntime.InferenceSession(str(Path(spec.origin).parent / "models" / name), options, providers=["CPUExecutionProvider"])


@cache
def _characters() -> tuple[str, ...]:
    """Return the characters of the recogniser's outputs; the first is "nothing"."""
    listed = _model(RECOGNISER).get_modelmeta().custom_metadata_map["character"].splitlines()
    return ("", *listed, " ")


def read_lines(crops: Sequence[Pixels]) -> list[OcrReading]:
    """Return the readings of grey crops of one line each."""
    found: list[OcrReading] = [OcrReading("", 0.0)] * len(crops)
    prepared = [_prepared(crop) for crop in crops]
    for batch in _batches([image.shape[1] for image in prepared]):
        width = prepared[batch[-1]].shape[1]
        stacked = np.zeros((len(batch), 3, HEIGHT, width), np.float32)
        for place, number in enumerate(batch):
            stacked[place, :, :, : prepared[number].shape[1]] = prepared[number]
        session = _model(RECOGNISER)
        chances = session.run(None, {session.get_inputs()[0].name: stacked})[0]
        for place, number in enumerate(batch):
            found[number] = OcrReading(*_decoded(chances[place], None), *_decoded(chances[place], _figure_outputs()))
    return found


def _prepared(crop: Pixels) -> Pixels:
    """Return a crop scaled to the recogniser's height, -1 … 1, padded to a multiple of STEP."""
    width = max(8, round(HEIGHT * crop.shape[1] / crop.shape[0]))
    scaled = cv2.resize(crop, (width, HEIGHT), interpolation=cv2.INTER_CUBIC if crop.shape[0] < HEIGHT else cv2.INTER_AREA)
    image = np.zeros((HEIGHT, max(NARROWEST, -(-width // STEP) * STEP)), np.float32)
    image[:, :width] = scaled.astype(np.float32) / 127.5 - 1
    return image


def _batches(widths: list[int]) -> list[list[int]]:
    """Return indices of crops by width, narrow first, so that little is padded."""
    batches: list[list[int]] = []
    for number in sorted(range(len(widths)), key=widths.__getitem__):
        if batches and widths[batches[-1][0]] * 1.3 + STEP >= widths[number] and (len(batches[-1]) + 1) * widths[number] <= BATCH_PIXELS:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches


@cache
def _figure_outputs() -> Pixels:
    """Return the outputs that a figure may consist of."""
    return np.array([number for number, character in enumerate(_characters()) if number == 0 or character in FIGURE_SIGNS])


def _decoded(chances: Pixels, allowed: Pixels | None) -> tuple[str, float]:
    """Return the best output at each step, without repeats and "nothing"."""
    best = chances.argmax(axis=1) if allowed is None else allowed[chances[:, allowed].argmax(axis=1)]
    text, surety, before = "", 1.0, 0
    for step, output in enumerate(best):
        if output not in (0, before):
            text += _characters()[output]
        if output:
            surety = surety if output == before else min(surety, float(chances[step, output]))
        before = int(output)
    return text, surety if text else 0.0


def find_lines(grey: Pixels, dots: float, looked_at: float = DETECT_DPI) -> list[tuple[int, int, int, int]]:
    """Return left, top, right, bottom of text lines in grey pixels, top to bottom; `dots` is the picture's resolution in dpi.

    The search uses another resolution: half of it costs a quarter, and loses small print.
    """
    factor = min(1.0, looked_at / dots)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else grey
    height, width = (-(-side // STEP) * STEP for side in small.shape)
    image = np.ones((height, width), np.float32)
    image[: small.shape[0], : small.shape[1]] = small.astype(np.float32) / 127.5 - 1
    session = _model(DETECTOR)
    stacked = np.broadcast_to(image, (1, 3, height, width)).copy()
    heat = session.run(None, {session.get_inputs()[0].name: stacked})[0][0, 0]
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.where(heat > 0.3, 255, 0).astype(np.uint8))  # RapidOCR's own threshold
    boxes = [_grown(int(x), int(y), int(width), int(height), factor) for x, y, width, height, _ in stats[1:] if width > 4 and height > 3]
    return sorted(boxes, key=lambda box: (box[1], box[0]))


def _grown(x: int, y: int, width: int, height: int, factor: float) -> tuple[int, int, int, int]:
    """Return a box grown to the line's full height: the detector marks its core (its training shrinks by area over perimeter)."""
    more = 1.6 * width * height / (2 * (width + height))
    return tuple(round(value / factor) for value in (x - more, y - more, x + width + more, y + height + more))  # type: ignore[return-value]
