"""What travels between gateway and inference server: one gRPC call whose message holds Python values.

The numbers of the fields are those of Kaggle's protocol (docs/gateways.md), so bytes that its own package writes are read here. The
messages are built from the tables below; there is no generated code.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy
import pandas
import polars
import pydantic
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "kaggle_evaluation_client"
METHOD = f"/{PACKAGE}.KaggleEvaluationService/Send"
STRING, BOOL, SINT64, FLOAT, BYTES, MESSAGE = 9, 8, 18, 2, 12, 11  # descriptor.proto's numbers of these types
# The kinds of a value by their field. 16 is what is left for bytes between the numbers that were read, 15 and 17.
KINDS: Mapping[str, tuple[int, int, str]] = {
    "str_value": (1, STRING, ""),
    "bool_value": (2, BOOL, ""),
    "int_value": (3, SINT64, ""),
    "float_value": (4, FLOAT, ""),  # of 32 bits, as Kaggle's is
    "none_value": (5, BOOL, ""),
    "list_value": (6, MESSAGE, "PayloadList"),
    "tuple_value": (7, MESSAGE, "PayloadList"),
    "dict_value": (8, MESSAGE, "PayloadMap"),
    "pandas_dataframe_value": (9, BYTES, ""),
    "polars_dataframe_value": (10, BYTES, ""),
    "pandas_series_value": (11, BYTES, ""),
    "polars_series_value": (12, BYTES, ""),
    "numpy_array_value": (13, BYTES, ""),
    "numpy_scalar_value": (14, BYTES, ""),
    "bytes_io_value": (15, BYTES, ""),
    "bytes_value": (16, BYTES, ""),
    "enum_value": (17, MESSAGE, "DataModel"),
    "dataclass_value": (18, MESSAGE, "DataModel"),
    "pydantic_model_value": (19, MESSAGE, "DataModel"),
}


def _describe() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(name="stand_in.proto", package=PACKAGE, syntax="proto3")

    def add(holder: Any, name: str, number: int, kind: int, type_name: str = "", repeated: bool = False) -> Any:
        field = holder.field.add(name=name, number=number, type=kind, label=3 if repeated else 1)
        if type_name:
            field.type_name = f".{PACKAGE}.{type_name}"
        return field

    def add_map(holder: Any, name: str, number: int) -> None:
        entry = holder.nested_type.add(name="".join(part.title() for part in name.split("_")) + "Entry")
        entry.options.map_entry = True
        add(entry, "key", 1, STRING)
        add(entry, "value", 2, MESSAGE, "Payload")
        add(holder, name, number, MESSAGE, f"{holder.name}.{entry.name}", repeated=True)

    request = file.message_type.add(name="KaggleEvaluationRequest")
    add(request, "name", 1, STRING)
    add(request, "args", 2, MESSAGE, "Payload", repeated=True)
    add_map(request, "kwargs", 3)
    add(file.message_type.add(name="KaggleEvaluationResponse"), "payload", 1, MESSAGE, "Payload")
    payload = file.message_type.add(name="Payload")
    payload.oneof_decl.add(name="value")
    for name, (number, kind, type_name) in KINDS.items():
        add(payload, name, number, kind, type_name).oneof_index = 0
    add(file.message_type.add(name="PayloadList"), "payloads", 1, MESSAGE, "Payload", repeated=True)
    add_map(file.message_type.add(name="PayloadMap"), "payload_map", 1)
    model = file.message_type.add(name="DataModel")
    for number, name in enumerate(("module", "class_name", "data"), 1):
        add(model, name, number, STRING)
    return file


_POOL = descriptor_pool.DescriptorPool()
_POOL.Add(_describe())
_MESSAGES = {
    name: message_factory.GetMessageClass(found) for name, found in _POOL.FindFileByName("stand_in.proto").message_types_by_name.items()
}
Request, Response, Payload = (_MESSAGES[name] for name in ("KaggleEvaluationRequest", "KaggleEvaluationResponse", "Payload"))


def encode(value: Any) -> Any:
    """The message of a value. Raises TypeError for what Kaggle's package does not send, ValueError for an int of more than 64 bits."""
    if value is None:
        return Payload(none_value=True)
    for kind, field, form in ENCODERS:
        if isinstance(value, kind):
            return Payload(**{field: form(value)})
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return Payload(dataclass_value=_model(value, json.dumps(dataclasses.asdict(value))))
    raise TypeError(f"Type {type(value)} not supported")


def decode(payload: Any, allowed_modules: Sequence[str] | None = None) -> Any:
    """The value of a message. Raises PermissionError for a class of a module that is not allowed."""
    field = payload.WhichOneof("value")
    value = getattr(payload, field)
    match field:
        case "none_value":
            return None
        case "list_value" | "tuple_value":
            values = [decode(each, allowed_modules) for each in value.payloads]
            return values if field == "list_value" else tuple(values)
        case "dict_value":
            return {key: decode(each, allowed_modules) for key, each in value.payload_map.items()}
        case "enum_value":
            return _class_of(value, allowed_modules)[json.loads(value.data)]
        case "dataclass_value":
            return _class_of(value, allowed_modules)(**json.loads(value.data))
        case "pydantic_model_value":
            return _class_of(value, allowed_modules).model_validate_json(value.data)
    return DECODERS[field](value) if field in DECODERS else value


def _class_of(model: Any, allowed_modules: Sequence[str] | None) -> Any:
    fits = any(each == "*" or model.module == each or model.module.startswith(f"{each}.") for each in allowed_modules or ())
    if not fits:
        raise PermissionError(f'Module "{model.module}" is not in the allowlist')
    found: Any = importlib.import_module(model.module)
    for name in model.class_name.split("."):
        found = getattr(found, name)
    return found


def _model(value: Any, data: str) -> Any:
    return _MESSAGES["DataModel"](module=type(value).__module__, class_name=type(value).__qualname__, data=data)


def _written(write: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


def _stream(frame: polars.DataFrame) -> bytes:
    return _written(lambda buffer: frame.write_ipc_stream(buffer, compression="lz4"))


def _parquet(frame: pandas.DataFrame) -> bytes:
    return _written(lambda buffer: frame.to_parquet(buffer, index=False, compression="lz4"))


def _array(values: Any) -> bytes:
    return _written(lambda buffer: numpy.save(buffer, values, allow_pickle=False))


def _scalar(content: bytes) -> Any:
    value = numpy.load(io.BytesIO(content), allow_pickle=False)
    return value.dtype.type(value)


def _list(values: Any) -> Any:
    return _MESSAGES["PayloadList"](payloads=map(encode, values))


def _dict(values: Mapping[str, Any]) -> Any:
    return _MESSAGES["PayloadMap"](payload_map={key: encode(value) for key, value in values.items()})


# In this order: numpy's scalars and enumerations may be ints and texts too, and a bool is an int.
ENCODERS: Sequence[tuple[type, str, Callable[[Any], Any]]] = (
    (numpy.generic, "numpy_scalar_value", _array),
    (str, "str_value", str),
    (bool, "bool_value", bool),
    (int, "int_value", int),
    (float, "float_value", float),
    (list, "list_value", _list),
    (tuple, "tuple_value", _list),
    (dict, "dict_value", _dict),
    (pandas.DataFrame, "pandas_dataframe_value", _parquet),
    (polars.DataFrame, "polars_dataframe_value", _stream),
    (pandas.Series, "pandas_series_value", lambda series: _parquet(series.to_frame())),
    (polars.Series, "polars_series_value", lambda series: _stream(series.to_frame())),
    (numpy.ndarray, "numpy_array_value", _array),
    (io.BytesIO, "bytes_io_value", io.BytesIO.getvalue),
    (bytes, "bytes_value", bytes),
    (enum.Enum, "enum_value", lambda member: _model(member, json.dumps(member.name))),
    (pydantic.BaseModel, "pydantic_model_value", lambda model: _model(model, model.model_dump_json())),
)
DECODERS: Mapping[str, Callable[[bytes], Any]] = {
    "pandas_dataframe_value": lambda content: pandas.read_parquet(io.BytesIO(content)),
    "polars_dataframe_value": lambda content: polars.read_ipc_stream(io.BytesIO(content)),
    "pandas_series_value": lambda content: pandas.read_parquet(io.BytesIO(content)).iloc[:, 0],
    "polars_series_value": lambda content: polars.read_ipc_stream(io.BytesIO(content)).to_series(),
    "numpy_array_value": lambda content: numpy.load(io.BytesIO(content), allow_pickle=False),
    "numpy_scalar_value": _scalar,
    "bytes_io_value": io.BytesIO,
}
