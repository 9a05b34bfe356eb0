# property: a message of a str subclass whose methods lie or raise is still only an error
# verdict: error
# source: own
class Message(str):
    def _fail(self, *_, **__):
        raise RuntimeError("no")

    split = join = encode = __len__ = __getitem__ = __format__ = __iter__ = _fail


class E(Exception):
    def __str__(self):
        return Message("text")


raise E
