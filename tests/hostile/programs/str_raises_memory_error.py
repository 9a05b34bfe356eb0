# property: an exception whose text raises MemoryError or KeyboardInterrupt is still only an error
# verdict: error|memory
# source: own
class E(Exception):
    def __str__(self):
        raise MemoryError if self.args else KeyboardInterrupt


raise E
