from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaggle_utils.sandbox.zygote.output import MAX_KEPT, MAX_PRINTED, CappedOutput
from kaggle_utils.sandbox.zygote.protocol import MAX_MESSAGE, Decoder, ProtocolError, encode

MESSAGES = st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none(), max_size=4), max_size=5)


@given(MESSAGES, st.integers(1, 50))
def test_messages_arrive_whole_however_they_are_cut(messages: list[dict[str, object]], size: int) -> None:
    data = b"".join(encode(message) for message in messages)
    decoder = Decoder()
    assert [message for start in range(0, len(data), size) for message in decoder.feed(data[start : start + size])] == messages


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff", (MAX_MESSAGE + 1).to_bytes(4, "big"), b"\0\0\0\1{", b"\0\0\0\2[]", b"\0\0\0\1\xff"])
def test_bytes_that_are_not_a_message_are_refused_before_they_are_stored(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        list(Decoder().feed(data))


def test_a_program_with_a_lone_surrogate_can_be_sent() -> None:
    assert list(Decoder().feed(encode({"code": "'\udcff'"}))) == [{"code": "'\udcff'"}]


@given(st.lists(st.binary(max_size=3 * MAX_KEPT), max_size=6))
def test_output_keeps_its_head_and_its_tail(chunks: list[bytes]) -> None:
    capped, printed = CappedOutput(), b"".join(chunks)
    for chunk in chunks:
        capped.feed(chunk)
    text = capped.text()
    if len(printed) <= MAX_KEPT:
        assert text == printed.decode("utf-8", errors="replace")
    else:
        assert f"... {len(printed) - MAX_KEPT} bytes left out ..." in text
        assert (bytes(capped.head), bytes(capped.tail)) == (printed[: MAX_KEPT // 2], printed[-MAX_KEPT // 2 :])
    assert capped.flooded == (len(printed) > MAX_PRINTED)
