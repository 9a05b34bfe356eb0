# property: sleeping is not working
# verdict: timeout
# source: the research list of 91 properties
import time

time.sleep(100)
