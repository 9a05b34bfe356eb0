# property: a type whose name cannot be read is still only an error
# verdict: error
# source: own
class Meta(type):
    @property
    def __name__(cls):
        raise RuntimeError("no name")

    def __instancecheck__(cls, instance):
        raise RuntimeError("no check")


class E(Exception, metaclass=Meta):
    pass


raise E("text")
