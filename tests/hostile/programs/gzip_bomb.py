# property: 200 kB that unpack to 3 GiB end at the memory limit
# verdict: memory
# source: own
# timeout: 5
import gzip

member = gzip.compress(bytes(64 * 2**20), 1)
gzip.decompress(member * 48)
