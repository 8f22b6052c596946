"""The ONNX file of a line, written and checked by the onnx package: what packages/onnx has to write to the byte.

    pip install onnx==1.23.2 && python golden/onnx/line.py > golden/onnx/line.json

y = x0 * 0.5 - x1 * 2 + 0.25, for two examples at once, in two nodes; the third gives the result its name.
"""

import base64
import json

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper


def tensor(name, values):
    return numpy_helper.from_array(numpy.array(values, dtype=numpy.float32), name)


def value(name, shape, description):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape, doc_string=description)


graph = helper.make_graph(
    [
        helper.make_node("MatMul", ["x", "parameter/w0"], ["MatMul/0"], name="MatMul/0"),
        helper.make_node("Add", ["MatMul/0", "parameter/b0"], ["Add/1"], name="Add/1"),
        helper.make_node("Identity", ["Add/1"], ["values"], name="values"),
    ],
    "prediction",
    [value("x", [2, 2], "inputs as in training")],
    [value("values", [2, 1], "targets as in training")],
    [tensor("parameter/w0", [[0.5], [-2]]), tensor("parameter/b0", [0.25])],
)
model = helper.make_model(
    graph, ir_version=7, producer_name="assent", opset_imports=[helper.make_opsetid("", 13)]
)
helper.set_model_props(
    model,
    {
        "assent.model": '{"name":"mlp","settings":{"sizes":[2,1],"activation":"relu"}}',
        "assent.loss": '{"name":"squaredError","settings":{}}',
        "assent.learned": "initialization",
        "from": "a test",
    },
)
onnx.checker.check_model(model, full_check=True)
text = base64.b64encode(model.SerializeToString(deterministic=True)).decode()
print(json.dumps({"onnx": onnx.__version__, "file": text}, indent=2))
